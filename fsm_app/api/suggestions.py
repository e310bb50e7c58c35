"""Votes for product suggestions, suggestions from a ticket, and the suggestion box of the staff (I4)."""

import frappe
from frappe.utils import cint

from fsm_app.common.arguments import permitted
from fsm_app.common.limits import per_user
from fsm_app.common.roles import HR_MANAGER, ROLES
from fsm_app.engine.stages import TICKET
from fsm_app.feedback import staff_suggestions, suggestions
from fsm_app.feedback.suggestions import SUGGESTION

STAFF = ("System Manager", HR_MANAGER, *ROLES)


@frappe.whitelist(methods=["POST"])
@per_user(60)
def suggest(ticket: str, title: str, description: str) -> dict:
	"""Suggest what could be better, from a ticket that the user sees; returns the suggestion's `name`."""
	permitted(TICKET, ticket)
	document = frappe.get_doc(
		{"doctype": SUGGESTION, "ticket": ticket, "title": title, "description": description}
	)
	return {"name": document.insert().name}


@frappe.whitelist(methods=["POST"])
def vote(suggestion: str, wanted: int = 1) -> dict:
	"""Give one's vote to a suggestion, or take it back with `wanted` 0; returns `votes` and `mine`."""
	return suggestions.vote(permitted(SUGGESTION, suggestion), bool(cint(wanted)))


@frappe.whitelist(methods=["GET"])
def my_vote(suggestion: str) -> bool:
	"""Whether one has voted for the suggestion."""
	return suggestions.has_voted(permitted(SUGGESTION, suggestion))


# No limit for each user: what is counted would tell who has just put something in.
@frappe.whitelist(methods=["POST"])
def put_in_box(title: str, suggestion: str, anonymous: int = 0) -> None:
	"""Put a suggestion into the box of the staff; anonymously it leaves no trace of the sender, see staff_suggestions."""
	frappe.only_for(STAFF)
	staff_suggestions.put_in(title, suggestion, bool(cint(anonymous)))
