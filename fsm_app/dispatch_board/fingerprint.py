"""Whether anything has changed that a board shows, without reading the board again (N2).

A mark is counts and latest changes of what the board is made from. A transaction that takes long may hide behind a later one:
boards are read anew from time to time all the same.
"""

import hashlib

import frappe
from frappe.query_builder.functions import Count, Max

from fsm_app.dispatch_board.gathering import Frame
from fsm_app.dispatch_board.proposals import LONGEST_PLAN
from fsm_app.engine.stages import ENDED, STAGES, TICKET
from fsm_app.field_work.visit_times import LONGEST
from fsm_app.field_work.visits import VISIT

LIVING = tuple(stage for stage in STAGES if stage not in ENDED)
OF_HR = ("Leave Application", "Shift Assignment")


def of(frame: Frame) -> str:
	"""The mark of the frame now. One query for each kind of document."""
	visit, ticket = frappe.qb.DocType(VISIT), frappe.qb.DocType(TICKET)
	engineer, plan = frappe.qb.DocType("Service Engineer"), frappe.qb.DocType("Day Plan")
	queries = [
		_counted(visit)
		.where(visit.company == frame.company)
		.where((visit.planned_start >= frame.start - LONGEST) & (visit.planned_start < frame.end)),
		_counted(visit)
		.where(visit.company == frame.company)
		.where((visit.arrived_at >= frame.start - LONGEST) & (visit.arrived_at < frame.end)),
		_counted(ticket).where((ticket.company == frame.company) & ticket.stage.isin(LIVING)),
		_counted(engineer).where(engineer.company == frame.company),
		_counted(plan)
		.where(plan.company == frame.company)
		.where((plan.plan_date >= frame.first - LONGEST_PLAN) & (plan.plan_date <= frame.last)),
	]
	for doctype in ("Address", *(OF_HR if "hrms" in frappe.get_installed_apps() else ())):
		table = frappe.qb.DocType(doctype)
		queries.append(frappe.qb.from_(table).select(Max(table.modified)))
	parts = [":".join(str(value) for value in query.run()[0]) for query in queries]
	return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def _counted(table):
	return frappe.qb.from_(table).select(Count("*"), Max(table.modified))
