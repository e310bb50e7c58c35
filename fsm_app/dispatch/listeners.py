"""What rooms above, and other apps, are asked about a ticket before its candidates are judged (E2).

The listeners are dotted paths in hooks.py, each called with the ticket (a document).
"""

from fsm_app.common.listeners import call_listeners
from fsm_app.engine.stages import TICKET

# Returns by engineer the reason why they are not to be asked now; a dispatcher may choose them all the same.
KEPT_FROM = "fsm_not_candidates"
# Returns engineers of other regions who may be sent.
LENT = "fsm_lent_engineers"


def kept_from(ticket) -> dict[str, str]:
	"""By engineer the first reason why the ticket is not for them."""
	reasons: dict[str, str] = {}
	for answer in call_listeners(KEPT_FROM, TICKET, ticket):
		for engineer, reason in (answer or {}).items():
			reasons.setdefault(engineer, reason)
	return reasons


def lent_to(ticket) -> set[str]:
	"""The engineers of other regions who may be sent for the ticket."""
	return set().union(*(answer or () for answer in call_listeners(LENT, TICKET, ticket)))
