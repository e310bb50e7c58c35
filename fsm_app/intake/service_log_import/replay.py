"""Replaying a ServiceNow event log: each incident becomes a ticket that goes the way it went, at the times it did (C2).

All events are replayed in order of time, through the controllers and the workflow's actions, with the app's clock set to
the event's time (naive, read as site time) and the SLA sweep run whenever something fell due in between. So response
times, breaches, escalations and surveys come about as they would have then.

What the log's states mean here:
- New: received; dispatched once somebody is assigned. A group alone is where the log's router put it, nobody has looked.
- Active: being worked on (On Site).
- Awaiting User Info, Problem, Vendor or Evidence: Waiting for Customer, the one stage in which clocks may pause.
- Whatever an offering asks for before a stage is left: not asked for, the log holds no evidence.
- Resolved: Done. Closed: verified and closed. A state of work after either: reopened, and on from there.

A ticket carries the incident's number in client_key and its last replayed event in external_revision, so that importing a
file again, after a crash or with newer events in it, goes on where it ended.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name
from frappe.utils import get_datetime

from fsm_app.common import clock
from fsm_app.dispatch.assignment import EngineerNotSuitable
from fsm_app.engine import stages
from fsm_app.field_work.gates import open_gates
from fsm_app.import_formats import service_log
from fsm_app.import_formats.service_log import Event, read_service_log
from fsm_app.intake.service_log_import.masters import (
	UNKNOWN_CALLER,
	UNKNOWN_ENGINEER,
	Masters,
	company_for_import,
	make_masters,
	policy_for_import,
)
from fsm_app.intake.service_log_import.report import ImportReport, Refused, compare_verdicts
from fsm_app.service_desk.ticket_notices import nobody_is_told
from fsm_app.service_desk.workflow_path import take_to_stage
from fsm_app.service_levels import sla_sweep

KEY_PREFIX = "servicenow:"
EVENTS_A_COMMIT = 100
MINUTE = timedelta(minutes=1)
# Stages that a ticket enters only with an engineer.
NEEDS_ENGINEER = (
	frozenset(stages.STAGES) - stages.WAITING - {stages.RECEIVED, stages.TRIAGED, stages.CANCELLED}
)

Progress = Callable[[int, int], None]


class NoActiveWorkflow(frappe.ValidationError):
	"""Tickets cannot be moved because no workflow for them is active."""


@dataclass
class Incident:
	"""One incident of the log and how far its ticket has come."""

	events: list[Event]
	ticket: str | None = None
	stage: str | None = None
	position: str = ""
	stopped: bool = False

	def pending(self) -> list[int]:
		"""The indexes of the events still to be replayed."""
		return [index for index, event in enumerate(self.events) if event.position > self.position]

	def taker(self, index: int) -> str:
		"""Who has the incident at an event: the assignee known then, next or before; else the resolver; else the group."""
		known = [
			event.assignee
			for event in [*self.events[index:], *reversed(self.events[:index])]
			if event.assignee
		]
		last = self.events[-1]
		return next(iter(known), None) or last.resolver or last.group or UNKNOWN_ENGINEER


def import_service_log(
	path: str | Path, company: str | None = None, policy: str | None = None, progress: Progress | None = None
) -> ImportReport:
	"""Replay the event log in the file `path`; `progress(events done, events in all)` is called as it goes on.

	Commits in batches. Raises service_log.NotAServiceLog, OSError, MissingMaster or NoActiveWorkflow before anything
	is written; an event that a ticket refuses stops that incident alone and is reported.
	"""
	log = read_service_log(path)
	report = ImportReport(company_for_import(company), policy_for_import(policy), malformed=log.malformed)
	if not get_workflow_name(stages.TICKET):
		frappe.throw(
			_("No workflow for {0} is active. Activate one.").format(_(stages.TICKET)), NoActiveWorkflow
		)
	incidents = _incidents(log.by_incident())
	report.incidents, report.events = len(incidents), len(log.events)
	pending = {number: indexes for number, incident in incidents.items() if (indexes := incident.pending())}
	report.skipped = len(incidents) - len(pending)
	report.continued = sum(bool(incidents[number].ticket) for number in pending)
	if pending:
		masters = _masters(report, [incidents[number] for number in pending])
		report.made = masters.made
		with sla_sweep.paused(), nobody_is_told(), open_gates():
			Replay(masters, report).run(incidents, pending, progress or (lambda done, total: None))
	tickets = {number: incident.ticket for number, incident in incidents.items() if incident.ticket}
	report.comparison = compare_verdicts({number: incidents[number].events for number in tickets}, tickets)
	return report


def _incidents(events: dict[str, list[Event]]) -> dict[str, Incident]:
	rows = frappe.get_all(
		stages.TICKET,
		filters={"client_key": ["like", f"{KEY_PREFIX}%"]},
		fields=["name", "client_key", "stage", "external_revision"],
	)
	known = {row.client_key.removeprefix(KEY_PREFIX): row for row in rows}
	incidents = {}
	for number, own in events.items():
		row = known.get(number)
		incidents[number] = (
			Incident(own, row.name, row.stage, row.external_revision or "") if row else Incident(own)
		)
	return incidents


def _masters(report: ImportReport, incidents: list[Incident]) -> Masters:
	events = [event for incident in incidents for event in incident.events]
	takers = {event.assignee for event in events if event.assignee}
	takers |= {incident.taker(0) for incident in incidents}
	masters = make_masters(events, takers, report.company, report.policy)
	frappe.db.commit()
	return masters


class Replay:
	"""One run over the pending events."""

	def __init__(self, masters: Masters, report: ImportReport):
		self.masters = masters
		self.report = report

	def run(self, incidents: dict[str, Incident], pending: dict[str, list[int]], progress: Progress) -> None:
		"""Replay the events in order of time; a commit every EVENTS_A_COMMIT events and at the end."""
		queue = [(incidents[number], index) for number, indexes in pending.items() for index in indexes]
		# The sort keeps the events of one incident in their order.
		queue.sort(key=lambda item: item[0].events[item[1]].updated_at)
		before = None
		for done, (incident, index) in enumerate(queue, 1):
			moment = incident.events[index].updated_at
			if before and moment > before:
				sweep_between(before, moment)
			before = moment
			if not incident.stopped:
				with clock.at(moment):
					self._replay(incident, index)
			if done % EVENTS_A_COMMIT == 0:
				frappe.db.commit()
				sla_sweep.pause()
				progress(done, len(queue))
		frappe.db.commit()
		progress(len(queue), len(queue))

	def _replay(self, incident: Incident, index: int) -> None:
		"""One event, wholly or not at all."""
		event, ticket, stage = incident.events[index], incident.ticket, incident.stage
		pauses, reopenings = self.report.pauses, self.report.reopenings
		frappe.db.savepoint("service_log_event")
		try:
			if not incident.ticket:
				self._create(incident, index)
			else:
				self._change(incident, index)
			self._move(incident, index)
			frappe.db.set_value(
				stages.TICKET, incident.ticket, "external_revision", event.position, update_modified=False
			)
		except (frappe.ValidationError, frappe.PermissionError) as refusal:
			frappe.db.rollback(save_point="service_log_event")
			frappe.clear_messages()
			incident.ticket, incident.stage, incident.stopped = ticket, stage, True
			self.report.pauses, self.report.reopenings = pauses, reopenings
			self.report.refused.append(
				Refused(event.line, event.number, str(refusal) or type(refusal).__name__)
			)
			return
		frappe.db.release_savepoint("service_log_event")
		incident.position = event.position
		self.report.replayed += 1
		self.report.created += not ticket

	def _create(self, incident: Incident, index: int) -> None:
		event = incident.events[index]
		moves = stages_wanted(event, None, stages.RECEIVED)
		about = ", ".join(filter(None, (event.category, event.subcategory, event.symptom)))
		ticket = frappe.get_doc(
			{
				"doctype": stages.TICKET,
				"client_key": KEY_PREFIX + event.number,
				"source": "Import",
				"subject": f"{event.number}: {about or _('no category')}",
				"company": self.masters.company,
				"customer": self.masters.customers[event.caller or UNKNOWN_CALLER],
				"region": self.masters.territory(event),
				"offering": self.masters.offering(event),
				"priority": self.masters.priority(event),
				"team": self.masters.team(event),
				"engineer": self._engineer(incident, index) if NEEDS_ENGINEER.intersection(moves) else None,
				# A few incidents of the public log were updated before they were opened.
				"opened_at": min(event.opened_at, event.updated_at),
			}
		).insert()
		incident.ticket, incident.stage = ticket.name, ticket.stage

	def _change(self, incident: Incident, index: int) -> None:
		"""Save what the event says otherwise than the one before it."""
		changes = self._changes(
			incident.events[index], incident.events[index - 1] if index else None, incident.stage
		)
		if not changes:
			return
		ticket = frappe.get_doc(stages.TICKET, incident.ticket)
		if not any(ticket.get(field) != value for field, value in changes.items()):
			return
		try:
			ticket.update(changes).save()
		except EngineerNotSuitable:
			# The log's engineer did take it, whatever this site thinks of them.
			ticket = frappe.get_doc(stages.TICKET, incident.ticket)
			ticket.update({**changes, "override_reason": self._reason(incident, index)}).save()

	def _changes(self, event: Event, previous: Event | None, stage: str) -> dict[str, str]:
		if previous is None:
			return {}
		changes = {}
		if event.priority != previous.priority:
			changes["priority"] = self.masters.priority(event)
		if event.category != previous.category:
			changes["offering"] = self.masters.offering(event)
		if event.location != previous.location:
			changes["region"] = self.masters.territory(event)
		if event.group != previous.group:
			changes["team"] = self.masters.team(event)
		if event.assignee != previous.assignee and event.assignee and stage in stages.WITH_ENGINEER:
			changes["engineer"] = self.masters.engineers[event.assignee]
		# What the log does not know any more was not taken from the incident.
		return {field: value for field, value in changes.items() if value}

	def _move(self, incident: Incident, index: int) -> None:
		"""Take the ticket through the stages that the event asks for."""
		previous = incident.events[index - 1] if index else None
		for stage in stages_wanted(incident.events[index], previous, incident.stage):
			if stage == incident.stage:
				continue
			was = incident.stage
			ticket = self._take(incident, index, stage)
			incident.stage = ticket.stage
			self.report.pauses += stage == stages.WAITING_FOR_CUSTOMER
			self.report.reopenings += was in stages.FINISHED and stage not in stages.FINISHED

	def _take(self, incident: Incident, index: int, stage: str):
		engineer = self._engineer(incident, index)

		def before(ticket, next_stage: str):
			if next_stage == stages.DISPATCHED and ticket.engineer != engineer:
				ticket.engineer = engineer
				ticket.save()
			return ticket

		ticket = frappe.get_doc(stages.TICKET, incident.ticket)
		try:
			return take_to_stage(ticket, stage, before, reason=_("Replayed from the service log."))
		except EngineerNotSuitable:
			# The log's engineer did take it, whatever this site thinks of them.
			ticket = frappe.get_doc(stages.TICKET, incident.ticket)
			ticket.override_reason = self._reason(incident, index)
			ticket.save()
			return take_to_stage(ticket, stage, before, reason=_("Replayed from the service log."))

	def _reason(self, incident: Incident, index: int) -> str:
		return _("Replayed from the service log: {0} had it then.").format(incident.taker(index))

	def _engineer(self, incident: Incident, index: int) -> str:
		return self.masters.engineers[incident.taker(index)]


def stages_wanted(event: Event, previous: Event | None, stage: str) -> list[str]:
	"""The stages to which an event takes a ticket that is in `stage`, in order; empty where it stays."""
	reopened = bool(previous) and event.reopen_count > previous.reopen_count and stage in stages.FINISHED
	wanted = [stages.REOPENED] if reopened else []
	if event.state in service_log.WAITING:
		return [*wanted, stages.WAITING_FOR_CUSTOMER]
	if event.state == service_log.CLOSED:
		return [*wanted, stages.CLOSED]
	if event.state == service_log.RESOLVED:
		# A ticket that is verified or closed is resolved; only a reopening leads back.
		return [*wanted, stages.DONE] if reopened or stage not in stages.FINISHED else []
	if event.state == service_log.NEW and not reopened:
		if stage in (stages.RECEIVED, stages.TRIAGED):
			return [stages.DISPATCHED] if event.assignee else []
		if stage in stages.WITH_ENGINEER - {stages.WAITING_FOR_CUSTOMER}:
			return []
	return [*wanted, stages.ON_SITE]


def sweep_between(before: datetime, moment: datetime, only_company: str | None = None) -> None:
	"""Run the SLA sweep at each full minute after `before` up to `moment` in which a clock, or one of the company, is due."""
	while (first := _earliest_action(only_company)) and first <= moment:
		# The scheduler ticks at the full minute.
		tick = max(first.replace(second=0, microsecond=0), before)
		tick = min(tick if tick >= first else tick + MINUTE, moment)
		with clock.at(tick):
			sla_sweep.sweep_sla_clocks(at=tick, only_company=only_company)


def _earliest_action(only_company: str | None = None) -> datetime | None:
	due = {"next_action_at": ["is", "set"], **({"company": only_company} if only_company else {})}
	earliest = frappe.db.get_value("SLA Clock", due, "next_action_at", order_by="next_action_at asc")
	return get_datetime(earliest) if earliest else None
