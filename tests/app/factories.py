"""Makes the documents that tests need, alike on every host."""

import frappe
import frappe.utils

from tests import host

COMPANY = "Test Appliances"
CUSTOMER = "Test Customer"


def make(doctype: str, **values):
	"""Insert a document with these values, or return the one whose name `name` is given and exists."""
	name = values.pop("name", None)
	if name and frappe.db.exists(doctype, name):
		return frappe.get_doc(doctype, name)
	return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def company() -> str:
	existing = frappe.get_all("Company", pluck="name", order_by="creation", limit_page_length=1)
	if existing:
		return existing[0]
	return make("Company", company_name=COMPANY, abbr="TA", default_currency="CNY", country="China").name


def other_company(name: str, abbr: str) -> str:
	"""A further company; on a bench its row alone: the accounts and warehouses that ERPNext makes with one take seconds."""
	values = {"company_name": name, "abbr": abbr, "default_currency": "CNY", "country": "China"}
	if not host.ON_BENCH:
		return make("Company", name=name, **values).name
	if not frappe.db.exists("Company", name):
		behind = max(frappe.get_all("Company", pluck="rgt"), default=0)
		place = {"name": name, "lft": behind + 1, "rgt": behind + 2}
		frappe.new_doc("Company").update({**values, **place}).db_insert()
	return name


def customer(name: str = CUSTOMER) -> str:
	return make(
		"Customer",
		name=name,
		customer_name=name,
		customer_type="Company",
		customer_group=customer_group(),
	).name


def customer_group() -> str:
	"""One that has no others below it: ERPNext 16 takes no other for a customer."""
	return make(
		"Customer Group",
		name="Test Customers",
		customer_group_name="Test Customers",
		parent_customer_group="All Customer Groups",
	).name


def territory(name: str) -> str:
	return make("Territory", name=name, territory_name=name, parent_territory="All Territories").name


def user(email: str, *roles: str) -> str:
	"""A user with exactly these roles (besides the automatic ones); on a bench its rows alone, see _insert_rows_of."""
	if frappe.db.exists("User", email):
		return email
	if host.ON_BENCH and frappe.db.exists("Role", {"name": ["in", roles], "desk_access": 1}):
		_insert_rows_of(_new_user(email, roles))
		return email
	return inserted_user(email, *roles)


def inserted_user(email: str, *roles: str) -> str:
	"""A user with these roles, inserted as a document, with all that follows from that."""
	return _new_user(email, roles).insert(ignore_permissions=True).name


def _new_user(email: str, roles: tuple[str, ...]):
	doc = frappe.new_doc("User")
	doc.update(
		{
			"email": email,
			"first_name": email.split("@")[0],
			"send_welcome_email": 0,
			"roles": [{"role": role} for role in roles],
		}
	)
	return doc


def _insert_rows_of(user) -> None:
	"""What inserting a user of the Desk leaves in the database, without its jobs and mails.

	Nearly every test makes users; as documents they would take a good part of its time.
	"""
	user.update(
		{
			"name": user.email,
			"full_name": user.first_name,
			"username": user.first_name,
			"user_type": "System User",
			"language": "en",
			"time_zone": frappe.utils.get_system_timezone(),
		}
	)
	for index, row in enumerate(user.roles, 1):
		row.update({"parent": user.name, "parenttype": "User", "parentfield": "roles", "idx": index})
	settings = frappe.new_doc("Notification Settings")
	settings.update({"name": user.name, "user": user.name})
	for row in (user, *user.roles, settings):
		row.db_insert()


def skill(name: str) -> str:
	return make("Service Skill", name=name, skill_name=name).name


def team(name: str = "Test Team", supervisor: str | None = None) -> str:
	return make("Service Team", name=name, team_name=name, company=company(), supervisor=supervisor).name


def engineer(full_name: str, level: str = "Intermediate", skills: tuple[str, ...] = (), **values):
	return make(
		"Service Engineer",
		engineer_name=full_name,
		company=company(),
		level=level,
		skills=[{"skill": skill(name), "proficiency": 4} for name in skills],
		**values,
	)


def duty(engineer: str, start: str, end: str | None, team: str | None = None):
	"""A duty of the engineer (by name), for the whole company where no team is given."""
	return frappe.get_doc(
		{
			"doctype": "On-call Duty",
			"engineer": engineer,
			"company": company(),
			"team": team,
			"start": start,
			"end": end,
		}
	).insert()


def calendar(
	name: str = "Test Calendar", days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"), **values
):
	"""Monday to Friday from 10 to 18 in the site's time zone, unless told otherwise."""
	hours = values.pop("hours", ("10:00:00", "18:00:00"))
	return make(
		"Service Calendar",
		name=name,
		calendar_name=name,
		shifts=[{"weekday": day, "start_time": hours[0], "end_time": hours[1]} for day in days],
		**values,
	).name


def policy(
	name: str = "Test Policy", targets=(("First Response", "", 3600), ("Resolution", "", 4 * 3600)), **values
):
	"""A policy on the test calendar that pauses while waiting for the customer and warns as the shipped ones do."""
	rows = {
		"calendar": values.pop("calendar", None) or calendar(),
		"pause_stages": [{"stage": "Waiting for Customer"}],
		"warnings": [{"percent": percent} for percent in (50, 75, 90, 100)],
		"ladder": [],
	}
	return make(
		"SLA Policy",
		name=name,
		policy_name=name,
		targets=[{"metric": m, "priority": p, "target": t} for m, p, t in targets],
		**{**rows, **values},
	).name


def offering(
	name: str = "Test Repair", sla_policy: str | None = None, skills: tuple[str, ...] = (), **values
) -> str:
	return make(
		"Service Offering",
		name=name,
		offering_name=name,
		category="Repair and Diagnosis",
		delivery="On-site",
		sla_policy=sla_policy or policy(),
		default_priority="Medium",
		skills=[{"skill": skill(s)} for s in skills],
		**values,
	).name


def ticket(**values):
	values = {
		"subject": "The machine does not start",
		"customer": customer(),
		"company": company(),
		**values,
	}
	values.setdefault("offering", None)
	values["offering"] = values["offering"] or offering()
	return frappe.get_doc({"doctype": "Service Ticket", **values}).insert()
