"""A site with a dispatcher's day, for the walks at the board; see served.py."""

from datetime import timedelta

from tests.browser.logins import person

DISPATCHERS = ("first.board@example.com", "second.board@example.com")


def make() -> dict:
	"""Two engineers, three visits tomorrow, three tickets that wait, and a proposal; returns the names of all these."""
	import frappe

	from fsm_app.day_plans import planning, plans
	from tests.app import day_plans as p
	from tests.app import factories as f

	day = str((frappe.utils.now_datetime() + timedelta(days=1)).date())
	for user in DISPATCHERS:
		person(user, "Service Dispatcher")
	south, north = p.crew()
	planned = {}
	for name, engineer, start in (
		("early", south, "10:00"),
		("late", south, "14:00"),
		("north", north, "10:00"),
	):
		ticket = p.ticket(p.SOUTH if engineer is south else p.NORTH, engineer, subject=f"The {name} one")
		f.make(
			"Service Visit",
			ticket=ticket.name,
			planned_start=f"{day} {start}:00",
			planned_end=f"{day} {int(start[:2]) + 1}:00:00",
		)
		planned[name] = ticket.name
	loose = p.ticket(p.SOUTH, subject="A pump that leaks").name
	skilled = f.offering("Board Lasers", skills=("Board Laser",))
	laser = p.ticket(p.SOUTH, subject="A laser is dark", offering=skilled).name
	third = p.ticket(p.NORTH, subject="A door sticks").name
	plan = f.make("Day Plan", company=f.company(), plan_date=day, team="Plan Team", seconds=1)
	plans.start(plan.name)
	planning.work_out(plan.name)
	return {
		"users": DISPATCHERS,
		"company": f.company(),
		"day": day,
		"south": south.name,
		"north": north.name,
		"planned": planned,
		"loose": loose,
		"laser": laser,
		"third": third,
		"plan": plan.name,
	}
