"""A ticket at work with stock behind it, for tests of awaited parts, vans and costs."""

from contextlib import contextmanager

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import settings
from tests.app import factories as f
from tests.app import stock_setup as stock
from tests.app.tickets import walk

DISPATCHER = "dispatcher@vans.example.com"
KEEPER = "keeper@vans.example.com"
MANAGER = "manager@vans.example.com"


@contextmanager
def acting(user: str):
	"""Within this context the user acts."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)


def people() -> None:
	"""Those whom the vans concern besides the engineers."""
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(KEEPER, "Service Parts Keeper")
	f.user(MANAGER, "Service Manager")


def engineer_with_van(name: str, level: str = "Senior", **values) -> frappe._dict:
	"""An engineer with a user and a van: `name`, `user`, `van`."""
	user = f.user(f"{name.lower().replace(' ', '.')}@vans.example.com", "Service Engineer")
	engineer = f.engineer(name, level=level, user=user, **values)
	return frappe._dict(name=engineer.name, user=user, van=stock.van_for(engineer.name))


def open_stock(mode: str = settings.PERSONAL_STOCK, **instead) -> frappe._dict:
	"""The company's stock, see stock_setup.company_stock; nothing is sent through transit."""
	return stock.company_stock(mode=mode, **{"transit_warehouse": None, **instead})


def ticket_on_site(engineer, **values):
	"""A ticket on which the engineer is at work."""
	ticket = f.ticket(engineer=engineer.name, override_reason="They know the machine", **values)
	walk(ticket, "Triage", "Dispatch")
	with acting(engineer.user):
		walk(ticket, "Accept", "Arrive")
	return frappe.get_doc(TICKET, ticket.name)


def told(user: str) -> list[str]:
	"""The subjects of the user's notifications, the newest first."""
	return frappe.get_all(
		"Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation desc"
	)


def rows_of(ticket) -> list:
	"""The ticket's parts as they are stored."""
	return frappe.get_doc(TICKET, getattr(ticket, "name", ticket)).parts_used
