"""What rooms above, and other apps, are asked about tickets before their candidates are judged (E2).

The listeners are dotted paths in hooks.py, called with the ticket or the tickets (documents).
"""

from fsm_app.common.listeners import call_listeners
from fsm_app.engine.stages import TICKET

# Called with all tickets at once. Returns by ticket, by engineer the reason why they are not to be asked now; a dispatcher
# may choose them all the same.
KEPT_FROM = "fsm_not_candidates"
# Returns engineers of other regions who may be sent.
LENT = "fsm_lent_engineers"


def kept_from(tickets: list) -> dict[str | None, dict[str, str]]:
	"""By ticket, by engineer the first reason why it is not for them. Each listener is asked once."""
	reasons: dict[str | None, dict[str, str]] = {}
	for answer in call_listeners(KEPT_FROM, TICKET, tickets):
		for ticket, of_ticket in (answer or {}).items():
			for engineer, reason in of_ticket.items():
				reasons.setdefault(ticket, {}).setdefault(engineer, reason)
	return reasons


def lent_to(ticket) -> set[str]:
	"""The engineers of other regions who may be sent for the ticket."""
	return set().union(*(answer or () for answer in call_listeners(LENT, TICKET, ticket)))
