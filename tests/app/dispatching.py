"""What the tests of dispatch need: a profile, visits and places of engineers, decisions in words."""

from datetime import timedelta

import frappe
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.dispatch.candidates import consider
from fsm_app.dispatch.profiles import OBJECTIVES
from tests.app import factories as f
from tests.app.tickets import act

# A Monday; appointments are on the Tuesday after it.
NOW = "2026-03-02 09:00:00"
TUESDAY = "2026-03-03"
PLACE = (31.2304, 121.4737)


def at(moment: str = NOW):
	"""The clock stands at `moment`."""
	return clock.at(get_datetime(moment))


def only_these_engineers() -> None:
	"""No engineer but those of the test takes tickets."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


def profile(name: str = "Test Dispatch", weights: dict | None = None, **values) -> str:
	"""A profile without rules of the calendar and with these weights alone, unless told otherwise; all offerings go by it."""
	rows = dict.fromkeys([f"weight_{objective}" for objective in OBJECTIVES], 0)
	rows.update({f"weight_{objective}": weight for objective, weight in (weights or {"skill": 1}).items()})
	rules = {"by_roster": 0, "by_leave": 0, "travel_in_shift": 0, "rest_hours": 0, "most_hours_a_day": 0}
	if frappe.db.exists("Dispatch Profile", name):
		document = frappe.get_doc("Dispatch Profile", name)
		document.update({**rows, **rules, **values}).save()
	else:
		document = f.make("Dispatch Profile", profile_name=name, **{**rows, **rules, **values})
	frappe.db.set_single_value("Field Service Settings", "dispatch_profile", name)
	return document.name


def appointment(start: str, end: str | None = None) -> dict:
	"""The fields of a ticket with an appointment on the Tuesday, by hours such as 10:00."""
	return {
		"appointment_start": f"{TUESDAY} {start}:00",
		"appointment_end": f"{TUESDAY} {end}:00" if end else None,
	}


def visit(engineer, start: str, end: str, status: str = "Planned", **values):
	"""A visit of the engineer, planned or ended from `start` to `end` (texts), of a ticket of its own unless one is given."""
	ticket = values.pop("ticket", None) or f.ticket(subject="Another job")
	times = {"planned_start": start, "planned_end": end}
	if status == "Ended":
		minutes = (get_datetime(end) - get_datetime(start)) // timedelta(minutes=1)
		times |= {"arrived_at": start, "ended_at": end, "work_minutes": minutes, "outcome": "Completed"}
	document = frappe.new_doc("Service Visit")
	document.update(
		{
			"ticket": ticket.name,
			"engineer": engineer.name,
			"company": ticket.company,
			"customer": ticket.customer,
			"status": status,
			"visit_number": 1,
			"delivery": "On-site",
			**times,
			**values,
		}
	)
	document.flags.written_by_app = True
	return document.insert(ignore_permissions=True)


def address(title: str, latitude: float, longitude: float) -> str:
	"""An address with its place."""
	return f.make(
		"Address",
		address_title=title,
		address_type="Other",
		address_line1="Road 1",
		city="Shanghai",
		country="China",
		fsm_latitude=latitude,
		fsm_longitude=longitude,
	).name


def judged(ticket):
	"""Who would be considered for the ticket now."""
	return consider(frappe.get_doc("Service Ticket", ticket.name))


def reasons(ticket) -> dict[str, str]:
	"""By the engineer's name why they are left out."""
	excluded = judged(ticket).excluded
	return {
		frappe.db.get_value("Service Engineer", engineer, "engineer_name"): reason
		for engineer, reason in excluded.items()
		if frappe.db.get_value("Service Engineer", engineer, "status") != "Left"
	}


def mark(ticket, engineer, objective: str):
	"""The engineer's mark for the objective."""
	return next(row.marks[objective] for row in judged(ticket).ranked if row.candidate == engineer.name)


def dispatched(**values):
	"""A new ticket, given to the best."""
	return act(act(f.ticket(**values), "Triage"), "Dispatch")


def decision(ticket):
	"""The last decision about the ticket."""
	return frappe.get_last_doc("Dispatch Decision", filters={"ticket": ticket.name})
