"""A site whose engineer was told of a ticket, for the walk with the message on the phone; see served.py."""

from tests.browser.logins import person

ENGINEER = "told.on.phone@example.com"


def make() -> dict:
	"""The keys, and a ticket that is given to the engineer; returns it, the user, and the message as it is sent to the phone."""
	import frappe

	from fsm_app.api import push_messages
	from fsm_app.push_messages.message import message_of
	from tests.app import factories as f
	from tests.app.tickets import walk

	person(ENGINEER, "Service Engineer")
	settings = frappe.get_doc("Push Settings")
	settings.update({"contact": "service@example.com"})
	settings.save()
	push_messages.make_keys()
	engineer = f.engineer("Ann Told", user=ENGINEER)
	ticket = walk(f.ticket(engineer=engineer.name, subject="The pump leaks"), "Triage", "Dispatch")
	notice = frappe.get_last_doc("Notification Log", {"for_user": ENGINEER, "document_name": ticket.name})
	return {"ticket": ticket.name, "user": ENGINEER, "message": message_of(notice, "en").decode()}
