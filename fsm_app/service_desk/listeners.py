"""Telling whoever listens what happens to a ticket: the rooms above this one, and other apps (C1).

The listeners are lists of dotted paths in hooks.py, under the names below, and run in that order. Each is called with the
ticket (a document) and the ticket as it was before the save, None for a new one. What follows from any save at all, or from
inserting and deleting, listens to Frappe's own doc_events instead.
"""

from fsm_app.common.listeners import call_listeners

# While the ticket is checked: its stage is settled, but not entered yet. Rooms that own rows of the ticket see to them.
VALIDATES = "fsm_ticket_validates"
# About to enter `ticket.stage`. Whoever refuses here changes nothing.
ENTERS_STAGE = "fsm_ticket_enters_stage"
# Has entered it, and is stored. Not told of tickets that come in as they stood elsewhere.
ENTERED_STAGE = "fsm_ticket_entered_stage"
# About to get, lose or change its engineer while it exists; the last chance to refuse.
CHANGES_ENGINEER = "fsm_ticket_changes_engineer"
# Has got, lost or changed its engineer, and is stored.
CHANGED_ENGINEER = "fsm_ticket_changed_engineer"
# Called with the duplicate and the ticket that survives: what belongs to the one is to belong to the other. Returns the
# number of documents handed over by doctype, or nothing.
MERGES = "fsm_ticket_merges"


def tell(hook: str, ticket, other) -> list:
	"""Call the listeners of `hook` in order with `ticket` and `other` (the ticket before, see above); returns what they return.

	Raises what a listener raises, and ListenerFailed, which names it, where one of another app breaks down.
	"""
	return call_listeners(hook, ticket.doctype, ticket, other)
