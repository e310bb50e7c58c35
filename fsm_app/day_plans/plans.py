"""A day plan from its asking to its end: asked for by a dispatcher, worked out by a job, proposed, taken or dropped (E3)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, getdate

from fsm_app.common.clock import now
from fsm_app.common.notices import languages_of, notify
from fsm_app.day_plans.turns import MOST_DAYS, bounds_of
from fsm_app.engine.stages import TICKET

PLAN = "Day Plan"
QUEUED, PLANNING, PROPOSED = "Queued", "Planning", "Proposed"
ACCEPTING, ACCEPTED, PARTLY_ACCEPTED = "Accepting", "Accepted", "Partly Accepted"
DISCARDED, EXPIRED, FAILED = "Discarded", "Expired", "Failed"
DRAFT = "Draft"
UNDER_WAY = (QUEUED, PLANNING, ACCEPTING)
# From these a plan is worked out, again where it was.
MAY_START = (DRAFT, FAILED, PROPOSED, EXPIRED)
MAY_ACCEPT = (PROPOSED, PARTLY_ACCEPTED)
# What a dispatcher fills in; all else is written by the app.
ASKED = (
	"company",
	"plan_date",
	"plan_until",
	"ticket",
	"team",
	"region",
	"mode",
	"limit_changes",
	"most_changes",
	"with_open",
	"keep_times",
	"even_load",
	"seconds",
	"overtime",
	"hours_from",
	"hours_until",
	"store",
	"store_minutes",
)
LONGEST_SECONDS = 300
MOST_CHANGES = 1_000
# Longer than any search takes; what is under way then has died.
GIVEN_UP_AFTER = timedelta(hours=1)
HOLDS_FOR = timedelta(hours=72)
JOB = "fsm_app.day_plans.planning.plan_in_background"
ACCEPT_JOB = "fsm_app.day_plans.acceptance.accept_in_background"


class DayPlanError(frappe.ValidationError):
	"""A day plan that asks for what cannot be planned, or is used as its state does not allow."""


def validate(plan) -> None:
	"""Keep what the app has written, and refuse what cannot be planned."""
	if plan.flags.written_by_app:
		return
	before = plan.get_doc_before_save()
	if before:
		changed = any(_differs(plan, before, field) for field in ASKED)
		if changed and before.state not in (DRAFT, FAILED):
			_refuse(
				_("{0} is planned already. Make another plan to ask for something else.").format(plan.name)
			)
		_keep(plan, before)
	else:
		_keep(plan, frappe.new_doc(PLAN))
	first = getdate(plan.plan_date)
	if not 0 <= (getdate(plan.plan_until or first) - first).days < MOST_DAYS:
		_refuse(_("Until: enter a day from the first day on, {0} days at the most.").format(MOST_DAYS))
	if not 0 <= cint(plan.most_changes) <= MOST_CHANGES:
		_refuse(_("Changes Allowed: enter a number from 0 to {0}.").format(MOST_CHANGES))
	if plan.ticket and frappe.db.get_value(TICKET, plan.ticket, "company") != plan.company:
		_refuse(
			_("For Ticket: {0} does not belong to {1}. Choose another ticket.").format(
				plan.ticket, plan.company
			)
		)
	if not 1 <= cint(plan.seconds) <= LONGEST_SECONDS:
		_refuse(_("Seconds to Search: enter a number from 1 to {0}.").format(LONGEST_SECONDS))
	for field, highest in (("overtime", 600), ("store_minutes", 240)):
		if not 0 <= cint(plan.get(field)) <= highest:
			_refuse(_("{0}: enter minutes from 0 to {1}.").format(_(plan.meta.get_label(field)), highest))
	if not 0 <= cint(plan.hours_from) < cint(plan.hours_until) <= 24:
		_refuse(_("Work Until (Hour): enter hours from 0 to 24, the end after the start."))
	company = plan.team and frappe.get_cached_value("Service Team", plan.team, "company")
	if company and company != plan.company:
		_refuse(
			_("The team {0} does not belong to {1}. Choose another team.").format(plan.team, plan.company)
		)


def start(name: str) -> None:
	"""Have the plan worked out by a job."""
	plan = frappe.get_doc(PLAN, name, for_update=True)
	if plan.state not in MAY_START:
		_refuse_state(plan)
	if get_datetime(plan.plan_date).date() < now().date():
		_refuse(_("Day: {0} is over. Choose today or a later day.").format(plan.get_formatted("plan_date")))
	write(plan, state=QUEUED, started_at=now(), error=None)
	frappe.enqueue(
		JOB,
		queue="long",
		timeout=cint(plan.seconds) * 3 + 900,
		job_id=f"fsm_day_plan:{name}",
		deduplicate=True,
		enqueue_after_commit=True,
		plan=name,
	)


def accept_later(name: str, rows: list[str] | None) -> None:
	"""Have the rows (names; None: all) of the proposal put into the tickets by a job of the user's own."""
	plan = frappe.get_doc(PLAN, name, for_update=True)
	refuse_to_accept(plan)
	write(plan, state=ACCEPTING, started_at=now())
	frappe.enqueue(
		ACCEPT_JOB,
		queue="long",
		timeout=1800,
		job_id=f"fsm_day_plan_acceptance:{name}",
		deduplicate=True,
		enqueue_after_commit=True,
		plan=name,
		rows=rows,
	)


def refuse_to_accept(plan) -> None:
	"""Refuse a plan that is no proposal, or holds no longer."""
	if plan.state not in MAY_ACCEPT:
		_refuse_state(plan)
	if plan.expires_at and get_datetime(plan.expires_at) <= now():
		_refuse(_("{0} is too old: much may have changed since. Plan the day again.").format(plan.name))


def discard(name: str) -> None:
	"""Drop a proposal; nothing was changed by it."""
	plan = frappe.get_doc(PLAN, name, for_update=True)
	if plan.state not in (DRAFT, PROPOSED, PARTLY_ACCEPTED, FAILED, EXPIRED):
		_refuse_state(plan)
	write(plan, state=DISCARDED)


def write(plan, **values) -> None:
	"""Write what is the app's own to the plan."""
	plan.update(values)
	plan.flags.written_by_app = True
	plan.save(ignore_permissions=True)  # whoever asked was permitted, the rest follows from it
	plan.flags.written_by_app = False


def expires(plan):
	"""Until when a proposal made now holds: to the end of its last day, three days at the most."""
	return min(now() + HOLDS_FOR, bounds_of(plan)[1])


def failed(name: str, sentence: str) -> None:
	"""Say on the plan that it was not worked out, and tell who asked for it."""
	plan = frappe.get_doc(PLAN, name, for_update=True)
	has_proposal = plan.state == ACCEPTING
	write(plan, state=PROPOSED if has_proposal else FAILED, error=sentence, finished_at=now())
	tell(
		plan, lambda language: _("The plan {0} could not be finished.", language).format(plan.name), sentence
	)


def tell(plan, message, content: str = "") -> None:
	"""Tell who made the plan, in their language."""
	for user, language in languages_of([plan.owner]).items():
		notify([user], message(language), PLAN, plan.name, content)


def follow() -> None:
	"""Hourly: what has died is said to have failed and can be run again, what is too old holds no longer."""
	at = now()
	dead = {"state": ["in", UNDER_WAY], "started_at": ["<", at - GIVEN_UP_AFTER]}
	for name in frappe.get_all(PLAN, filters=dead, pluck="name", limit_page_length=100):
		failed(name, _("The job was interrupted. Start it again."))
	old = {"state": ["in", MAY_ACCEPT], "expires_at": ["<=", at]}
	for name in frappe.get_all(PLAN, filters=old, pluck="name", limit_page_length=100):
		write(frappe.get_doc(PLAN, name), state=EXPIRED)


def _keep(plan, before) -> None:
	"""Whatever was sent for what the app writes, it holds what it held."""
	for field in plan.meta.fields:
		if field.fieldname not in ASKED and field.fieldname in before.meta.get_valid_columns():
			plan.set(field.fieldname, before.get(field.fieldname))
	plan.set("visits", [row.as_dict() for row in before.get("visits")])


def _differs(plan, before, field: str) -> bool:
	return frappe.utils.cstr(plan.get(field) or "") != frappe.utils.cstr(before.get(field) or "")


def _refuse_state(plan) -> None:
	_refuse(
		_("{0} is {1}: that is not possible now. Reload it to see what is.").format(
			plan.name, _(plan.state, context=PLAN)
		)
	)


def _refuse(message: str) -> None:
	frappe.throw(message, DayPlanError)
