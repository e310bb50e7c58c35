"""Short ways to move a ticket in tests, as its users would."""

from contextlib import nullcontext

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import get_datetime

from fsm_app.common import clock


def act(ticket, action: str, when=None, **values):
	"""Take a workflow action on the ticket (document or name), at `when` where given; returns the ticket as it is then.

	`values`, such as the reason that an action wants, are saved before it, as the Desk does.
	"""
	name = ticket if isinstance(ticket, str) else ticket.name
	with clock.at(get_datetime(when)) if when else nullcontext():
		doc = frappe.get_doc("Service Ticket", name)
		if values:
			doc.update(values).save()
		return apply_workflow(doc.as_dict(), action)


def walk(ticket, *steps):
	"""Take several actions: names, or pairs of a name and a time."""
	for step in steps:
		action, when = (step, None) if isinstance(step, str) else step
		ticket = act(ticket, action, when)
	return ticket


def clock_of(ticket, metric: str, cycle: int = 0):
	"""The ticket's SLA Clock for the metric, as a dict of its fields."""
	name = frappe.db.get_value(
		"SLA Clock", {"ticket": getattr(ticket, "name", ticket), "metric": metric, "cycle": cycle}
	)
	return frappe.get_doc("SLA Clock", name) if name else None


def trail(clock_name: str, with_steps: bool = True) -> list[str]:
	"""The events of a clock in the order in which they were written."""
	rows = frappe.get_all(
		"SLA Event",
		filters={"clock": clock_name},
		fields=["event", "event_key", "at", "creation"],
		order_by="creation, name",
	)
	return [row.event_key.split(":", 1)[1] if row.event_key and with_steps else row.event for row in rows]
