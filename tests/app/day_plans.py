"""A day to plan for tests: two engineers with homes, customers around them; alike on every host."""

import frappe

from fsm_app.day_plans import planning, plans
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.tickets import act

SOUTH, NORTH = (31.20, 121.47), (31.40, 121.47)
DISPATCHER = "plans.dispatcher@example.com"


def crew() -> list:
	"""An engineer in the south and one in the north, of a team of their own; nobody else takes tickets."""
	d.only_these_engineers()
	d.profile()
	team = f.team("Plan Team")
	return [
		f.engineer(
			name,
			team=team,
			starts_from=d.address(f"Home of {name}", *place),
			user=f.user(f"{name.lower()}.plan@example.com", "Service Engineer"),
			max_open_tickets=0,
		)
		for name, place in (("South", SOUTH), ("North", NORTH))
	]


def ticket(place=SOUTH, engineer=None, **values):
	"""A triaged ticket at the place; dispatched to the engineer where one is given."""
	made = f.ticket(latitude=place[0], longitude=place[1], **values) if place else f.ticket(**values)
	made = act(made, "Triage")
	if engineer:
		document = frappe.get_doc("Service Ticket", made.name)
		document.engineer = engineer.name
		document.save()
		made = act(made, "Dispatch")
	return frappe.get_doc("Service Ticket", made.name)


def visit_at(of, start: str, end: str, day: str = d.TUESDAY, **values):
	"""The ticket's planned visit at these hours of the day, made by hand."""
	return f.make(
		"Service Visit",
		ticket=of.name,
		planned_start=f"{day} {start}:00",
		planned_end=f"{day} {end}:00",
		**values,
	)


def plan(**values):
	"""A plan for the Tuesday, worked out."""
	made = f.make(
		"Day Plan", company=f.company(), plan_date=d.TUESDAY, **{"seconds": 1, "team": "Plan Team", **values}
	)
	return worked_out(made)


def worked_out(made):
	"""The plan after its job."""
	plans.start(made.name)
	planning.work_out(made.name)
	return frappe.get_doc("Day Plan", made.name)


def worked_again(name: str):
	"""A plan that was asked for, after its job."""
	planning.work_out(name)
	return frappe.get_doc("Day Plan", name)


def row(made, of):
	"""The plan's row of the ticket."""
	return next(each for each in made.visits if each.ticket == of.name)
