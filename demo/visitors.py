"""Whose part a visitor of the demo's site may play, and what each of them finds there."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import frappe
from frappe.utils import background_jobs, now_datetime

from demo.company import COMPANY
from fsm_app.demo_month import sample_day
from fsm_app.demo_month.company import Company

CUSTOMERS_USER = "facilities@tidewater.example"
DEVICE, MODEL = "CB-2041-0017", "COLD-BOX-20"


@dataclass
class Visitor:
	"""Somebody whose part can be played: what they are, their user, the page on which they begin, others by what they are."""

	part: str
	user: str
	begins_at: str
	others: dict[str, str] = field(default_factory=dict)


def prepare(company: Company) -> None:
	"""Give the customer with most tickets somebody who logs in, and a device."""
	customer = Counter(frappe.get_all("Service Ticket", pluck="customer")).most_common(1)[0][0]
	frappe.get_doc(
		doctype="User", email=CUSTOMERS_USER, first_name="Facilities", user_type="Website User",
		send_welcome_email=0, roles=[{"role": "Customer"}],
	).insert()  # fmt: skip
	document = frappe.get_doc("Customer", customer)
	document.append("portal_users", {"user": CUSTOMERS_USER})
	document.save()
	_make_device(company, customer)
	_let_customers_ask(company)
	frappe.db.commit()


def prepare_day() -> bool:
	"""See that there is work on the day on which one looks around; whether something was made."""
	today = now_datetime().date()
	if not frappe.db.exists("User", CUSTOMERS_USER) or sample_day.is_there(COMPANY, today):
		return False
	company = Company(
		COMPANY, dispatchers=["dispatcher1@tidewater.example"], run_jobs=background_jobs.run_waiting
	)
	first = frappe.db.get_value("Portal User", {"user": CUSTOMERS_USER}, "parent")
	sample_day.fill(company, today, first)
	return True


def visitors() -> list[Visitor]:
	"""One of each kind, as far as this site has them."""
	engineers = frappe.get_all(
		"Service Engineer",
		filters={"status": "Active", "user": ["is", "set"]},
		pluck="user",
		order_by="name",
		limit=1,
	)
	board = {"Board": "/dispatch"}
	today = {"Today": "/service-manager"} if _is_there("service-manager") else {}
	found = [
		Visitor("Customer", CUSTOMERS_USER, "/service-tickets", {"New ticket": "/service-tickets/new"}),
		*(Visitor("Engineer", user, "/field", {"Exams": "/service-exam"}) for user in engineers),
		Visitor("Dispatcher", "dispatcher1@tidewater.example", "/dispatch"),
		Visitor(
			"Manager",
			"manager@tidewater.example",
			next(iter((today | board).values())),
			board if today else {},
		),
	]
	return [visitor for visitor in found if frappe.db.exists("User", visitor.user)]


def _is_there(page: str) -> bool:
	return Path(frappe.get_app_path("fsm_app", "www", f"{page}.html")).exists()


def open_pages() -> dict[str, str]:
	"""Pages that need no login, by what they are."""
	from fsm_app.customer_page import links
	from fsm_app.intake.labels import label_link

	if not frappe.db.exists("Serial No", DEVICE):
		return {}
	customer = frappe.db.get_value("Portal User", {"user": CUSTOMERS_USER}, "parent")
	last = frappe.get_last_doc("Service Ticket", {"customer": customer})
	found = {
		"A device's label": label_link(DEVICE),
		"A ticket's page for its customer": links.make(last, "Copied"),
	}
	frappe.db.commit()
	return {what: _path(link) for what, link in found.items()}


def _path(link: str) -> str:
	parts = urlsplit(link)
	return f"{parts.path}?{parts.query}"


def _make_device(company: Company, customer: str) -> None:
	frappe.get_doc(
		doctype="Item", item_code=MODEL, item_name="Cold Box 20", item_group="All Item Groups", stock_uom="Nos",
		has_serial_no=1,
	).insert()  # fmt: skip
	frappe.get_doc(
		doctype="Serial No", serial_no=DEVICE, item_code=MODEL, company=company.name, customer=customer,
		warranty_expiry_date="2028-06-30",
	).insert()  # fmt: skip


def _let_customers_ask(company: Company) -> None:
	"""What the customers' pages need: a service that they may choose, whose it is where they choose none, what is shown; and calls to an expert."""
	offering = frappe.get_doc("Service Offering", "Cooling Repair")
	offering.portal = 1
	offering.save()
	settings = frappe.get_doc("Field Service Settings")
	settings.update({"default_company": company.name, "default_offering": offering.name})
	settings.save()
	frappe.db.set_single_value("Guidance Settings", "enabled", 1)
	frappe.get_doc(
		doctype="Customer Page Rules", company=company.name, engineer_shown="Name", customers_move=1, move_hours=4,
		offered_from="08:00:00", offered_until="18:00:00", certificates_shown="All", customers_confirm=1,
		customers_send_photos=1,
	).insert()  # fmt: skip
