"""People and records that tests of safety at work need."""

from contextlib import contextmanager

import frappe

from fsm_app.common import clock
from fsm_app.common.arguments import moment
from tests.app import factories as f
from tests.app.tickets import act, walk

ENGINEER = "sam.safe@example.com"
BOSS, OFFICER, HR = "boss.safe@example.com", "officer.safe@example.com", "hr.safe@example.com"
HOT, LIST = "Test Hot Work", "Test Protection"
MORNING = "2026-03-02 09:00:00"
MEASURES = ["Cover what burns", "Extinguisher ready"]


def people():
	"""An engineer with a manager, a safety officer and HR beside; returns the engineer."""
	f.user(BOSS, "Service Manager")
	f.user(OFFICER, "Service Safety Officer")
	f.user(HR, "HR Manager")
	f.user(ENGINEER, "Service Engineer")
	return f.engineer("Sam Safe", user=ENGINEER)


def hot_work(**values) -> str:
	"""A permit type with two measures, for up to four hours, approved by managers."""
	values = {"approver_role": "Service Manager", "max_hours": 4, **values}
	return f.make(
		"Work Permit Type",
		name=HOT,
		type_name=HOT,
		measures=[{"measure": measure} for measure in MEASURES],
		**values,
	).name


def protection(*items: str, name: str = LIST, **values) -> str:
	values = {"applies_to": "Offerings That Name It", **values}
	rows = [{"item": item} for item in items or ("Helmet", "Gloves")]
	return f.make("PPE List", name=name, list_name=name, items=rows, **values).name


def job(engineer, stage: str = "On Site", **values):
	"""A ticket of an offering of its own, in the engineer's hands, at `stage`; `values` are the offering's."""
	offering = f.offering("Dangerous Repair", required_level="Intermediate", **values)
	ticket = f.ticket(engineer=engineer.name, offering=offering)
	walk(ticket, "Triage", "Dispatch")
	with acting(ENGINEER):
		ticket = act(ticket.name, "Accept")
		return act(ticket.name, "Arrive") if stage == "On Site" else ticket


def permit(ticket, hours: tuple[str, str] = ("09:00", "12:00"), day: str = "2026-03-02", **values):
	"""Ask for a permit for hot work on the ticket."""
	return f.make(
		"Work Permit",
		**{
			"ticket": ticket.name,
			"engineer": ticket.engineer,
			"permit_type": HOT,
			"place": "Boiler room",
			"valid_from": f"{day} {hours[0]}:00",
			"valid_to": f"{day} {hours[1]}:00",
			"measures": [{"measure": measure, "is_confirmed": 1} for measure in MEASURES],
			**values,
		},
	)


def told(user: str, document: str | None = None) -> list[str]:
	"""What the user was told, in that order."""
	filters = {"for_user": user, **({"document_name": document} if document else {})}
	return frappe.get_all("Notification Log", filters=filters, pluck="subject", order_by="creation, name")


def at(text: str):
	"""A context in which it is this time on the day of the tests."""
	return clock.at(moment(f"2026-03-02 {text}:00", "at"))


@contextmanager
def acting(user: str):
	"""Within this context the user is logged in."""
	before = frappe.session.user
	frappe.set_user(user)
	try:
		yield
	finally:
		frappe.set_user(before)
