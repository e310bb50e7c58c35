"""When a Service Visit is to take place: planned by dispatchers and engineers, shown in the calendar (C1)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, format_datetime, get_datetime

from fsm_app.common.arguments import moment
from fsm_app.common.clock import now
from fsm_app.common.search_queries import readable_conditions
from fsm_app.engine import stages
from fsm_app.field_work.visits import (
	CANCELLED,
	COMPLETED,
	ON_SITE,
	OPEN_STATUSES,
	PLANNED,
	TRAVELLING,
	USUAL_MINUTES,
	VISIT,
	last_visit,
	of_ticket,
)
from fsm_app.workforce.engineers import engineer_names

# What users may write; everything else follows from the ticket.
PLANNED_FIELDS = ("planned_start", "planned_end", "plan_locked", "remaining_work")
APPOINTMENT = ("planned_start", "planned_end")


class AppointmentError(frappe.ValidationError):
	"""A time at which a visit cannot take place."""


class NoVisitToPlan(frappe.ValidationError):
	"""The ticket has nobody who could visit, or an open visit already."""


def set_defaults(visit) -> None:
	"""Before a visit is added by hand, ahead of the engineer's accepting: it is the ticket's next and nothing more.

	Raises NoVisitToPlan, and PermissionError for a ticket that the user may not change.
	"""
	if visit.flags.written_by_app or not (visit.ticket and frappe.db.exists(stages.TICKET, visit.ticket)):
		return  # a missing ticket is refused after this, by its name
	ticket = frappe.get_doc(stages.TICKET, visit.ticket)
	if not visit.flags.ignore_permissions:
		ticket.check_permission("write")
	if not ticket.engineer or ticket.stage not in stages.WITH_ENGINEER:
		frappe.throw(
			_("No engineer has this ticket yet. Dispatch it before you plan a visit."),
			NoVisitToPlan,
		)
	last = last_visit(ticket.name)
	if last and last.status in OPEN_STATUSES:
		frappe.throw(
			_("This ticket has an open visit already. Change the appointment of {0}.").format(last.name),
			NoVisitToPlan,
		)
	planned = {field: visit.get(field) for field in PLANNED_FIELDS}
	visit.update(dict.fromkeys(_own_fields(visit)))
	visit.update({**of_ticket(ticket), **planned, "status": PLANNED})
	visit.visit_number = (last.visit_number if last else 0) + 1
	if last and last.outcome != COMPLETED:
		visit.previous_visit = last.previous_visit if last.status == CANCELLED else last.name


def keep_own_fields(visit) -> None:
	"""Whatever was sent for what follows from the ticket, it holds what it held."""
	before = visit.get_doc_before_save()
	if before and not visit.flags.written_by_app:
		fields = _own_fields(visit)
		if before.status not in OPEN_STATUSES:
			fields.append("remaining_work")  # what it had to do is history
		visit.update({field: before.get(field) for field in fields})


def check_appointment(visit) -> None:
	"""Refuse an appointment that ends before it starts or whose visit has begun; complete one without an end.

	An engineer who is planned elsewhere at that time is a warning: two customers may live next door to each other.
	"""
	before = visit.get_doc_before_save()
	if visit.flags.written_by_app:
		return
	if before and all(_moment(before.get(field)) == _moment(visit.get(field)) for field in APPOINTMENT):
		return
	if visit.status not in (PLANNED, TRAVELLING):
		_refuse(_("Planned Start: {0} has begun already. Plan the ticket's next visit.").format(visit.name))
	if not visit.planned_start:
		if visit.planned_end:
			_refuse(_("Planned Start: enter it too, or leave Planned End empty."))
		return
	start = get_datetime(visit.planned_start)
	if not visit.planned_end:
		visit.planned_end = start + timedelta(seconds=_usual_seconds(visit.ticket))
	if get_datetime(visit.planned_end) <= start:
		_refuse(
			_("Planned End: {0} must be after the start, {1}.").format(
				format_datetime(visit.planned_end), format_datetime(start)
			)
		)
	_warn_of_overlap(visit)


def visits_between(start, end, filters=None) -> list[dict]:
	"""The visits that the user may see and that touch [start, end): those that took place at their times, others as planned.

	Each is a dict of the fields of the visit that a calendar shows, with `start` and `end`.
	"""
	fields = ["name", "ticket", "customer", "engineer", "status", "outcome", "delivery"]
	fields += ["planned_start", "planned_end", "plan_locked", "arrived_at", "ended_at"]
	start, end = moment(start, "start"), moment(end, "end")
	conditions = readable_conditions(VISIT, filters)
	conditions.append([VISIT, "status", "!=", CANCELLED])
	planned = [[VISIT, "planned_start", "<", end], [VISIT, "planned_end", ">", start]]
	took_place = [[VISIT, "arrived_at", "<", end], [VISIT, "ended_at", ">", start]]
	under_way = [[VISIT, "arrived_at", "<", end], [VISIT, "status", "=", ON_SITE]]
	found = {
		row.name: row
		for touching in (planned, took_place, under_way)
		for row in frappe.get_list(
			VISIT, filters=[*conditions, *touching], fields=fields, limit_page_length=0, order_by="name"
		)
	}
	names = engineer_names(row.engineer for row in found.values())
	shown = []
	for row in found.values():
		row.update(engineer_name=names.get(row.engineer), **_shown_times(row))
		if str(row.start) < str(end) and str(row.end) > str(start):
			shown.append(row)
	return shown


def _shown_times(visit) -> dict:
	"""From when to when a calendar shows the visit: as it took place, as far as it has, else as planned."""
	start = visit.arrived_at or visit.planned_start
	end = visit.ended_at if visit.arrived_at else visit.planned_end
	if not end:
		end = max(now(), start + timedelta(minutes=USUAL_MINUTES))
	return {"start": start, "end": max(start, end)}


def _own_fields(visit) -> list[str]:
	return [
		field.fieldname
		for field in visit.meta.fields
		if field.fieldname not in PLANNED_FIELDS
		and field.fieldname != "ticket"
		and field.fieldname in visit.meta.get_valid_columns()
	]


def _usual_seconds(ticket: str) -> int:
	offering = frappe.db.get_value(stages.TICKET, ticket, "offering")
	return (
		cint(frappe.get_cached_value("Service Offering", offering, "planned_duration")) or USUAL_MINUTES * 60
	)


def _warn_of_overlap(visit) -> None:
	others = frappe.get_all(
		VISIT,
		filters={
			"engineer": visit.engineer,
			"name": ["!=", visit.name or ""],
			"status": ["in", OPEN_STATUSES],
			"planned_start": ["<", visit.planned_end],
			"planned_end": [">", visit.planned_start],
		},
		fields=["name", "planned_start", "planned_end"],
		order_by="planned_start",
		limit_page_length=1,
	)
	for other in others:
		frappe.msgprint(
			_(
				"{0} has another visit from {1} to {2} already: {3}. Choose another time if both cannot be done."
			).format(
				frappe.get_cached_value("Service Engineer", visit.engineer, "engineer_name"),
				format_datetime(other.planned_start),
				format_datetime(other.planned_end),
				other.name,
			),
			title=_("Appointments overlap"),
			indicator="orange",
		)


def _moment(value):
	return get_datetime(value) if value else None


def _refuse(message: str) -> None:
	frappe.throw(message, AppointmentError)
