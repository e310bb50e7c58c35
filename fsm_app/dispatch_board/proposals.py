"""Day Plans on the board: which there are for a day, what one of them proposes, and asking for another (E3, N2)."""

from datetime import timedelta

import frappe
from frappe.utils import getdate

from fsm_app.day_plans import plans
from fsm_app.day_plans.plans import PLAN
from fsm_app.day_plans.turns import MOST_DAYS
from fsm_app.dispatch_board.gathering import Frame
from fsm_app.engine.stages import TICKET

SHOWN_STATES = (
	plans.QUEUED,
	plans.PLANNING,
	plans.PROPOSED,
	plans.ACCEPTING,
	plans.PARTLY_ACCEPTED,
	plans.FAILED,
)
PLAN_FIELDS = [
	"name",
	"state",
	"plan_date",
	"plan_until",
	"team",
	"region",
	"error",
	"alarm",
	"travel_now",
	"travel_proposed",
	"late_now",
	"late_proposed",
	"visits_changed",
	"visits_new",
	"visits_left_out",
	"expires_at",
]
ROW_FIELDS = ("name", "ticket", "change", "engineer_proposed", "why", "result", "conflict", "travel_minutes")
MOST = 20
LONGEST_PLAN = timedelta(days=MOST_DAYS - 1)


def of_days(frame: Frame) -> list[dict]:
	"""The plans for the frame's days that are under way or propose something, the newest first, as far as the user may see them."""
	rows = frappe.get_list(
		PLAN,
		filters={
			"company": frame.company,
			"plan_date": ["between", [frame.first - LONGEST_PLAN, frame.last]],
			"state": ["in", SHOWN_STATES],
		},
		fields=PLAN_FIELDS,
		order_by="creation desc",
		limit_page_length=MOST,
	)
	return [
		{field: _plain(row.get(field)) for field in PLAN_FIELDS}
		for row in rows
		if getdate(row.plan_until or row.plan_date) >= frame.first
	]


def proposal(name: str) -> list[dict]:
	"""The rows of a plan that change something or leave a ticket out, with the tickets' subjects; of tickets that the user sees."""
	plan = frappe.get_doc(PLAN, name)
	rows = [row for row in plan.visits if row.ticket and row.change not in ("Unchanged", "Fixed")]
	subjects = dict(
		frappe.get_list(
			TICKET,
			filters={"name": ["in", sorted({row.ticket for row in rows}) or [""]]},
			fields=["name", "subject"],
			as_list=True,
			limit_page_length=0,
		)
	)
	return [
		{field: row.get(field) for field in ROW_FIELDS}
		| {
			"start": _plain(row.start_proposed),
			"end": _plain(row.end_proposed),
			"subject": subjects[row.ticket],
		}
		for row in rows
		if row.ticket in subjects
	]


def ask(frame: Frame, change_little: bool) -> str:
	"""Have a plan worked out for the frame's days, by the user's own rights; returns its name."""
	plan = frappe.get_doc(
		{
			"doctype": PLAN,
			"company": frame.company,
			"plan_date": frame.first,
			"plan_until": frame.last if frame.days > 1 else None,
			"team": frame.team,
			"region": frame.region,
			"mode": "Change Little" if change_little else "Plan Anew",
		}
	).insert()
	plans.start(plan.name)
	return plan.name


def _plain(value):
	return str(value) if hasattr(value, "year") else value
