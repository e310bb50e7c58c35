"""One urgent ticket is fitted into what is planned, with as little change as can be: a plan of its own, made by one click (E3)."""

import frappe
from frappe import _
from frappe.utils import format_datetime, get_datetime, getdate

from fsm_app.common.clock import now
from fsm_app.day_plans import plans
from fsm_app.day_plans.gathering import GIVEN_STAGES, OPEN_STAGES
from fsm_app.day_plans.planning import CHANGE_LITTLE
from fsm_app.day_plans.plans import DRAFT, PLAN, PROPOSED, QUEUED, DayPlanError
from fsm_app.engine import stages
from fsm_app.engine.day_of_visits import DAY
from fsm_app.field_work.visits import OPEN_STATUSES, REMOTE, last_visit

# Later than that is nothing urgent: such a ticket waits for the plan of its day.
DAYS_AHEAD = 2
SECONDS = 10


def fit_in(ticket) -> str:
	"""Have a plan worked out that fits the ticket (a document) in; returns its name.

	Who asks twice gets the plan that is on its way or waits for an answer.
	"""
	_refuse_what_needs_no_plan(ticket)
	filters = {
		"ticket": ticket.name,
		"owner": frappe.session.user,
		"state": ["in", [DRAFT, QUEUED, plans.PLANNING, PROPOSED]],
		"plan_date": [">=", now().date()],
	}
	if known := frappe.get_all(PLAN, filters=filters, order_by="creation desc", limit_page_length=1):
		return known[0].name
	first, last = _days(ticket)
	plan = frappe.get_doc(
		{
			"doctype": PLAN,
			"company": ticket.company,
			"plan_date": first,
			"plan_until": last if last > first else None,
			"ticket": ticket.name,
			"team": ticket.team,
			"mode": CHANGE_LITTLE,
			"with_open": 0,
			# What was agreed holds; what was only planned may move, if there is no other way.
			"keep_times": 0,
			"seconds": SECONDS,
		}
	).insert()
	plans.start(plan.name)
	return plan.name


def _refuse_what_needs_no_plan(ticket) -> None:
	if ticket.stage not in (*OPEN_STAGES, *GIVEN_STAGES):
		_refuse(
			_("{0} is {1}: choose a ticket whose work has not begun.").format(
				ticket.name, _(ticket.stage, context=stages.TICKET)
			)
		)
	if frappe.get_cached_value("Service Offering", ticket.offering, "delivery") == REMOTE:
		_refuse(
			_("{0} is done remotely and needs no plan. Choose a ticket to which somebody travels.").format(
				ticket.name
			)
		)
	visit = last_visit(ticket.name)
	if visit and visit.status in OPEN_STATUSES and visit.planned_start:
		_refuse(
			_("{0} is planned for {1} already. Change the appointment of {2}.").format(
				ticket.name, format_datetime(visit.planned_start), visit.name
			)
		)


def _days(ticket):
	"""From today, or the day that was agreed, to the day on which the ticket is due."""
	today = now().date()
	if ticket.appointment_start:
		first = max(today, getdate(ticket.appointment_start))
		return first, max(first, getdate(ticket.appointment_end or ticket.appointment_start))
	due = get_datetime(ticket.next_due_at).date() if ticket.next_due_at else today
	return today, min(max(due, today), today + DAY * DAYS_AHEAD)


def _refuse(message: str) -> None:
	frappe.throw(message, DayPlanError)
