"""Emergency runbooks at work: started by the ticket, ticked off step by step or escalated, a closed loop (A3).

Users only read a Runbook Run; it is written here alone. Time limits run by the clock on the wall, not in working time:
an emergency does not wait for the office to open.
"""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import format_datetime

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.roles import SERVICE_MANAGER
from fsm_app.service_catalogue.releases import offering_as_of
from fsm_app.service_catalogue.responsible import validate_roles
from fsm_app.service_desk.ticket_notices import Channel, tell
from fsm_app.workforce.audience import Audience

RUN = "Runbook Run"
RUNNING, COMPLETED, CANCELLED = "Running", "Completed", "Cancelled"
ON_OPENING = "On Opening"
IMPORTED = "Import"


class RunbookError(frappe.ValidationError):
	"""A runbook whose steps cannot be followed."""


class NoRunbook(frappe.ValidationError):
	"""The ticket's offering has no runbook."""


class NotStepOwner(frappe.PermissionError):
	"""The user is not among those who may tick off the step."""


class StepOutOfOrder(frappe.ValidationError):
	"""Another step has to be ticked off first, or there is no such step."""


class RunEnded(frappe.ValidationError):
	"""The run was cancelled or completed already."""


def validate_runbook(runbook) -> None:
	"""Every step needs something to do, somebody who does it, and time for it."""
	for row in runbook.steps:
		if not (row.instruction or "").strip():
			_refuse(row, _("Instruction is empty. Say what is to be done."))
		if int(row.time_limit or 0) <= 0:
			_refuse(row, _("Time Limit must be longer than 0 seconds."))
	validate_roles(
		[(_("Steps, row {0}: Owner Role").format(row.idx), row.owner_role) for row in runbook.steps]
	)


def start_on_opening(ticket) -> None:
	"""Start the runbook of a ticket that has just been opened, where its offering says so."""
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	# The emergency of an imported ticket is history. Most offerings need no look into the release.
	if ticket.source == IMPORTED or not (ticket.catalogue_release or offering.runbook):
		return
	content = offering_as_of(ticket)
	if content.runbook and content.start_runbook == ON_OPENING:
		_start(ticket, content)


def start(ticket):
	"""Start the runbook of the ticket's offering by hand; returns the Runbook Run, the running one where there is one.

	Raises NoRunbook.
	"""
	# Two who start at once wait for each other here; what follows has to see what the first one wrote.
	frappe.db.get_value("Service Ticket", ticket.name, "name", for_update=True)
	running = frappe.db.get_value(RUN, {"ticket": ticket.name, "state": RUNNING}, "name", for_update=True)
	if running:
		return frappe.get_doc(RUN, running)
	content = offering_as_of(ticket)
	if not content.runbook:
		frappe.throw(
			_("{0}: the offering {1} has no runbook. Choose one in its Service Offering.").format(
				ticket.name, frappe.bold(ticket.offering)
			),
			NoRunbook,
		)
	return _start(ticket, content)


def tick_off(run: str, step: int):
	"""Tick off step number `step` (from 1) of a run as the user who is logged in; the next step begins, or the run ends.

	Ticking off again what is done changes nothing. Returns the Runbook Run. Raises NotStepOwner, StepOutOfOrder, RunEnded.
	"""
	run = frappe.get_doc(RUN, run, for_update=True)
	_require_company(run)
	row = next((row for row in run.steps if row.idx == step), None)
	_require_owner(row)
	if row is None:
		frappe.throw(
			_("Step {0}: {1} has {2} steps. Choose one of them.").format(step, run.runbook, len(run.steps)),
			StepOutOfOrder,
		)
	if row.done_at:
		return run
	_require_running(run)
	current = current_step(run)
	if row is not current:
		frappe.throw(
			_("Step {0} is not at hand yet. Tick off step {1} first: {2}").format(
				row.idx, current.idx, _(current.instruction)
			),
			StepOutOfOrder,
		)
	row.update({"done_at": now(), "done_by": frappe.session.user})
	done = _("{0}: step {1} was ticked off by {2}").format(run.runbook, row.idx, row.done_by)
	if following := current_step(run):
		_begin(run, following, row.done_at)
		_save(run)
		_tell_owners(run, following, _ticket(run), f"{done}. ")
	else:
		run.update({"state": COMPLETED, "ended_at": row.done_at, "next_action_at": None})
		_save(run)
		_note(run, _("{0}. The runbook is completed.").format(done))
	return run


def cancel(run: str, reason: str):
	"""End a run that is not needed any more; a second time changes nothing. Returns the Runbook Run.

	Raises NotStepOwner for anybody but a service manager, RunEnded for a completed one.
	"""
	if not _manages():
		frappe.throw(_("Only a {0} may cancel a runbook. Ask one.").format(_(SERVICE_MANAGER)), NotStepOwner)
	run = frappe.get_doc(RUN, run, for_update=True)
	_require_company(run)
	if run.state == CANCELLED:
		return run
	_require_running(run)
	if not (reason or "").strip():
		frappe.throw(_("Reason for Cancelling: say why {0} is not needed any more.").format(run.runbook))
	_cancel(run, reason)
	return run


def cancel_runs(ticket) -> None:
	"""Cancel the running runs of a ticket that was cancelled."""
	for name in frappe.get_all(RUN, filters={"ticket": ticket.name, "state": RUNNING}, pluck="name"):
		_cancel(frappe.get_doc(RUN, name, for_update=True), _("The ticket was cancelled."))


def escalate(run: str, at: datetime, audience: Audience) -> None:
	"""Tell the service managers that the step at hand was not ticked off in time. Happens once for each step."""
	run = frappe.get_doc(RUN, run, for_update=True)
	row = current_step(run)
	run.next_action_at = None
	row.escalated_at = at
	_save(run)
	message = _("{0}: step {1} was not ticked off by {2}: {3}").format(
		run.runbook, row.idx, format_datetime(row.due_at), _(row.instruction)
	)
	tell(audience.managers(), message, _ticket(run), audience, _channel(run))


def current_step(run):
	"""The first row of the run that is not done; None where all are."""
	return next((row for row in run.steps if not row.done_at), None)


def delete_runs(ticket: str) -> None:
	"""Delete the runs of a ticket that is being deleted."""
	names = frappe.get_all(RUN, filters={"ticket": ticket}, pluck="name")
	frappe.db.delete("Runbook Run Step", {"parent": ["in", names], "parenttype": RUN})
	frappe.db.delete(RUN, {"name": ["in", names]})


def _start(ticket, content):
	at = now()
	run = frappe.get_doc(
		{
			"doctype": RUN,
			"ticket": ticket.name,
			"company": ticket.company,
			"runbook": content.runbook,
			"state": RUNNING,
			"started_at": at,
			"steps": [
				{field: step.get(field) for field in ("instruction", "owner_role", "time_limit")}
				for step in content.runbook_steps
			],
		}
	)
	first = run.steps[0]
	_begin(run, first, at)
	# A release may name a role that is gone by now; its steps then fall to the service managers.
	run.flags.ignore_links = True
	run.insert(ignore_permissions=True)  # see the module's docstring
	_tell_owners(run, first, ticket)
	return run


def _begin(run, row, at: datetime) -> None:
	row.started_at = at
	row.due_at = run.next_action_at = at + timedelta(seconds=int(row.time_limit))


def _tell_owners(run, row, ticket, before: str = "") -> None:
	audience = Audience()
	message = _("{0}: step {1}, due by {2}: {3}").format(
		run.runbook, row.idx, format_datetime(row.due_at), _(row.instruction)
	)
	tell(audience.with_role(row.owner_role), before + message, ticket, audience, _channel(run))


def _channel(run) -> Channel:
	# Whoever owns a step sees the run, but not always its ticket.
	return Channel(opens=(RUN, run.name))


def _cancel(run, reason: str) -> None:
	run.update({"state": CANCELLED, "ended_at": now(), "next_action_at": None, "cancel_reason": reason})
	_save(run)
	_note(run, _("{0} was cancelled: {1}").format(run.runbook, reason))


def _save(run) -> None:
	run.flags.ignore_links = True  # as in _start
	run.save(ignore_permissions=True)  # see the module's docstring


def _note(run, text: str) -> None:
	frappe.get_doc("Service Ticket", run.ticket).add_comment("Info", frappe.utils.escape_html(text))


def _ticket(run):
	return frappe.db.get_value("Service Ticket", run.ticket, ["name", "subject", "company"], as_dict=True)


def _require_company(run) -> None:
	if not sees_company(frappe.session.user, run.company, RUN):
		frappe.throw(
			_("{0} belongs to {1}, for which you have no permission. Ask somebody of that company.").format(
				run.runbook, run.company
			),
			NotStepOwner,
		)


def _manages() -> bool:
	return SERVICE_MANAGER in frappe.get_roles()


def _require_owner(row) -> None:
	if _manages() or (row and row.owner_role in frappe.get_roles()):
		return
	who = [_(row.owner_role)] if row else []
	frappe.throw(
		_("This step may be ticked off by: {0}.").format(", ".join([*who, _(SERVICE_MANAGER)])), NotStepOwner
	)


def _require_running(run) -> None:
	if run.state != RUNNING:
		frappe.throw(
			_("{0} of {1} is {2} already. Reload the ticket.").format(run.runbook, run.ticket, _(run.state)),
			RunEnded,
		)


def _refuse(row, why: str) -> None:
	frappe.throw(_("Steps, row {0}: {1}").format(row.idx, why), RunbookError)
