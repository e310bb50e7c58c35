"""A site with two engineers and their tickets, for the walks through /field without a connection; see served.py."""

from tests.browser.logins import person

ANNA, BEN = "anna.field@example.com", "ben.field@example.com"


def make() -> dict:
	"""Each engineer has a ticket in hand."""
	import frappe

	from tests.app import factories as f
	from tests.app.tickets import act, walk

	for user, name, subject in (
		(ANNA, "Anna Field", "Press stands still"),
		(BEN, "Ben Field", "Oven is cold"),
	):
		person(user, "Service Engineer")
		engineer = f.engineer(name, user=user)
		ticket = walk(f.ticket(engineer=engineer.name, subject=subject), "Triage", "Dispatch")
		frappe.set_user(user)
		act(ticket.name, "Accept")
		frappe.set_user("Administrator")
	return {"users": {"Anna": ANNA, "Ben": BEN}}


def new_version() -> None:
	"""The worker reads otherwise than before, as after a build."""
	from fsm_app.common import frontend_assets

	source = frontend_assets.worker() + "// built anew"
	frontend_assets.worker = lambda: source


def facts() -> dict:
	"""What has arrived."""
	import frappe

	return {
		"acts": frappe.get_all("Field Act", fields=["ticket", "kind", "result"], order_by="creation"),
		"tickets": frappe.get_all(
			"Service Ticket", fields=["name", "subject", "stage", "fault_cause"], order_by="name"
		),
	}
