"""Run with a bench's Python: python -m tests.browser.site_data make|remove SITE, in the bench's sites folder.

`make` commits what the walk needs and prints it as one line of JSON; `remove` takes away all that `make` and the
walkers have made, and may be run at any time. All of it is owned by the walkers, whose addresses nobody else has.
"""

import json
import secrets
import sys

import frappe
from frappe.sessions import clear_sessions
from frappe.utils.background_jobs import get_queues
from frappe.utils.password import update_password

from tests.app import factories as f
from tests.app.devices import item, serial_no
from tests.app.portal_users import name_as_portal_user

PREFIX = "Desk Walk"
SKILL = f"{PREFIX} Skill"
# Sales User reads customers, without which nobody can open a ticket.
WALKERS = {
	"dispatcher": ("Service Dispatcher", "Sales User"),
	"engineer": ("Service Engineer",),
	"manager": ("Service Manager", "Sales User"),
	"customer": ("Customer",),
}
EMAILS = {who: f"desk-walk-{who}@example.com" for who in WALKERS}
# Minutes, so that the count-down moves each second.
TARGETS = (
	("First Response", "", 40 * 60),
	("Dispatch", "", 45 * 60),
	("Arrival", "", 50 * 60),
	("Resolution", "", 55 * 60),
)
# In the order in which they can be deleted.
MADE = (
	"Service Engineer",
	"Service Team",
	"Service Offering",
	"SLA Policy",
	"Service Calendar",
	"Service Skill",
	"Serial No",
	"Item",
	"Address",
	"Customer",
)
SERIAL_NO = "DESK-WALK-1"
# What the offering wants of the engineer, as the shipped ones for work on site do.
EVIDENCE = (
	("On Site", "Photo"),
	("On Site", "Serial Number"),
	("On Site", "Fault Symptom"),
	("Working", "Service Report"),
	("Working", "Customer Signature"),
)
STEP = "Switch off and lock the mains"
PHONE = "+86 (0) 21 5555-0101"
TOWN = "Suzhou"
# Frappe's records about a user that others than the user may own.
ABOUT_USER = {
	"Activity Log": "user",
	"Access Log": "user",
	"DefaultValue": "parent",
	"Notification Log": "for_user",
	"Route History": "user",
	"ToDo": "allocated_to",
	"View Log": "viewed_by",
}


def make() -> dict:
	"""Make users, engineer, team, customer and an offering that only this engineer can serve, at any hour.

	The customer has a person in the portal, a device, and an offering with evidence and a step, "repair_with_evidence".

	Returns {"users": {who: {"email", "password", "token", "home"}}, "engineer", "engineer_name", "customer", "offering",
	"repair_with_evidence", "serial_no", "step", "address", "phone", "town"}."""
	remove()
	frappe.clear_cache()  # the site may still know the form scripts as they were before an edit
	users = {who: _user(who, roles) for who, roles in WALKERS.items()}
	frappe.set_user(EMAILS["manager"])
	team = f.team(f"{PREFIX} Team", supervisor=EMAILS["manager"])
	engineer = f.engineer(f"{PREFIX} Engineer", user=EMAILS["engineer"], team=team, skills=(SKILL,))
	days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	calendar = f.calendar(f"{PREFIX} Calendar", days=days, hours=("00:00:00", "00:00:00"))
	policy = f.policy(f"{PREFIX} Policy", targets=TARGETS, calendar=calendar)
	customer = f.customer(f"{PREFIX} Customer")
	name_as_portal_user(EMAILS["customer"], customer)
	# A request from the portal names no company: this is the last place where one is looked for.
	frappe.defaults.set_user_default("Company", f.company(), EMAILS["customer"])
	serial_no(SERIAL_NO, customer=customer, item_code=item(f"{PREFIX} Washer"))
	address = f.make(
		"Address", address_title=PREFIX, address_type="Shipping", address_line1="Foundry Road 5", city=TOWN,
		country="China", links=[{"link_doctype": "Customer", "link_name": customer}],
	).name  # fmt: skip
	evidence = [{"stage": stage, "kind": kind, "minimum_count": 1} for stage, kind in EVIDENCE]
	steps = [{"stage": "On Site", "step": STEP, "mandatory": 1}]
	terms = {"sla_policy": policy, "skills": (SKILL,)}
	return {
		"users": users,
		"engineer": engineer.name,
		"engineer_name": engineer.engineer_name,
		"customer": customer,
		"offering": f.offering(f"{PREFIX} Repair", **terms),
		"repair_with_evidence": f.offering(
			f"{PREFIX} Repair with Evidence", portal=1, evidence=evidence, checklist=steps, **terms
		),
		"serial_no": SERIAL_NO,
		"step": STEP,
		"address": address,
		"phone": PHONE,
		"town": TOWN,
	}


def _user(who: str, roles: tuple[str, ...]) -> dict:
	email, password, secret = EMAILS[who], secrets.token_urlsafe(12), secrets.token_urlsafe(12)
	user = frappe.get_doc("User", f.user(email, *roles))
	user.update({"first_name": PREFIX, "last_name": who.capitalize(), "language": "en", "api_secret": secret})
	user.api_key = secrets.token_hex(8)
	user.save()
	update_password(email, password)
	home = "/app" if user.user_type == "System User" else "/"
	return {"email": email, "password": password, "token": f"{user.api_key}:{secret}", "home": home}


def remove() -> None:
	"""Delete what the walkers have made, then the walkers."""
	frappe.set_user("Administrator")
	frappe.flags.in_import = True  # or each deletion leaves a comment
	walkers = tuple(EMAILS.values())
	for email in walkers:
		clear_sessions(email, force=True)
	for ticket in frappe.get_all(
		"Service Ticket", filters={"owner": ["in", walkers]}, pluck="name", order_by="name desc"
	):
		_delete("Service Ticket", ticket)
		frappe.db.delete("Notification Log", {"document_type": "Service Ticket", "document_name": ticket})
	for doctype in MADE:
		for name in frappe.get_all(doctype, filters={"owner": ["in", walkers]}, pluck="name"):
			_delete(doctype, name)
	for doctype, field in ABOUT_USER.items():
		frappe.db.delete(doctype, {field: ["in", walkers]})
	for doctype in frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name"):
		if frappe.db.table_exists(doctype):
			frappe.db.delete(doctype, {"owner": ["in", walkers]})
	for email in walkers:
		for contact in frappe.get_all("Contact", filters={"user": email}, pluck="name"):
			_delete("Contact", contact)
		for doctype in ("Notification Settings", "User"):
			_delete(doctype, email)
		frappe.db.delete("__UserSettings", {"user": email})
	frappe.flags.in_import = False
	for queue in get_queues():
		for job in queue.get_jobs():
			if job.kwargs.get("site") == frappe.local.site and job.kwargs.get("user") in walkers:
				job.delete()


def _delete(doctype: str, name: str) -> None:
	frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)


def main(command: str, site: str) -> None:
	frappe.init(site=site)
	frappe.connect()
	try:
		frappe.flags.mute_emails = True
		frappe.flags.in_test = True  # what Frappe would leave to a worker is done here and now
		made = {"make": make, "remove": remove}[command]()
		frappe.db.commit()
	finally:
		frappe.destroy()
	print(json.dumps(made))


if __name__ == "__main__":
	main(*sys.argv[1:])
