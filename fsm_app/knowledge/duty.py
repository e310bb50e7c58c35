"""The monthly duty to write cases: who has done it, and who is reminded (G3)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint, get_first_day, get_last_day, getdate

from fsm_app.common import clock
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.stages import CANCELLED, TICKET
from fsm_app.knowledge import readers_told
from fsm_app.knowledge.gap_visibility import GAP
from fsm_app.knowledge.stages import CASE, IN_REVIEW

SETTINGS, ENGINEER = "Field Service Settings", "Service Engineer"


class Standing(NamedTuple):
	"""What an engineer has written in a month."""

	published: int = 0
	in_review: int = 0


def cases_due() -> int:
	"""How many cases an engineer is to write in a month; 0 where there is no duty."""
	return cint(frappe.db.get_single_value(SETTINGS, "case_duty"))


def standing(engineers: Collection[str], first: date, last: date) -> dict[str, Standing]:
	"""By engineer the cases first published from `first` to `last`, and those that wait for a reviewer. Two queries."""
	published = _count(
		engineers, lambda case: (case.first_published_on >= first) & (case.first_published_on <= last)
	)
	in_review = _count(engineers, lambda case: case.stage == IN_REVIEW)
	return {name: Standing(published.get(name, 0), in_review.get(name, 0)) for name in engineers}


def _count(engineers: Collection[str], condition) -> dict[str, int]:
	case = frappe.qb.DocType(CASE)
	rows = (
		frappe.qb.from_(case)
		.select(case.author, Count(case.name))
		.where(case.author.isin(sorted(engineers) or [""]))
		.where(condition(case))
		.groupby(case.author)
		.run()
	)
	return {name: cint(number) for name, number in rows}


def remind_of_duty(at: datetime | None = None) -> int:
	"""Daily: from the day that the settings name, remind each engineer who has written fewer cases, once a month.

	What waits for a reviewer counts as written. Who joined in the month is spared. Returns how many were reminded.
	"""
	at = at or now()
	day, due = cint(frappe.db.get_single_value(SETTINGS, "case_duty_reminder_day")), cases_due()
	if due <= 0 or day <= 0 or at.day < min(day, get_last_day(at).day):
		return 0
	month, first, last = f"{at:%Y-%m}", getdate(get_first_day(at)), getdate(get_last_day(at))
	reminded = readers_told.values("reminded_for")
	engineers = {
		row.name: row
		for row in readers_told.at_work()
		if reminded.get(row.name) != month and not (row.joined_on and getdate(row.joined_on) >= first)
	}
	written = standing(engineers, first, last)
	lacking = [name for name, found in written.items() if found.published + found.in_review < due]
	subjects = _subjects(lacking, first)
	with clock.at(at):
		return sum(
			readers_told.each_on_its_own(
				"duty", name, lambda name=name: _remind(engineers[name], written[name], due, subjects, month)
			)
			for name in lacking
		)


def _remind(engineer, found: Standing, due: int, subjects: dict, month: str) -> None:
	doctype, document = subjects.get(engineer.name, (ENGINEER, engineer.name))

	def message(language: str) -> str:
		text = _("Your cases in {0}: {1} of {2}.", language).format(
			month, found.published + found.in_review, due
		)
		if doctype == GAP:
			return f"{text} " + _("You were asked to write one about {0}.", language).format(
				frappe.db.get_value(GAP, document, "about")
			)
		if doctype == TICKET:
			return f"{text} " + _("Perhaps {0} is worth one.", language).format(document)
		return text

	readers_told.note(engineer.name, reminded_for=month)
	notify_of_others([engineer.user], message, doctype, document, "", WISH_OF_ASSIGNMENTS)


def _subjects(engineers: list[str], first: date) -> dict[str, tuple[str, str]]:
	"""What each could write about: what they were asked for, else the latest ticket that they finished in the month."""
	found: dict[str, tuple[str, str]] = {}
	if not engineers:
		return found
	written = frappe.get_all(
		CASE, filters={"author": ["in", engineers], "from_ticket": ["is", "set"]}, pluck="from_ticket"
	)
	tickets = frappe.get_all(
		TICKET,
		filters={
			"engineer": ["in", engineers],
			"done_at": [">=", first],
			"stage": ["!=", CANCELLED],
			"name": ["not in", written or [""]],
		},
		fields=["name", "engineer"],
		order_by="done_at, name",
		limit_page_length=0,
	)
	found.update({row.engineer: (TICKET, row.name) for row in tickets})
	gaps = frappe.get_all(
		GAP,
		filters={"state": "Open", "engineer": ["in", engineers]},
		fields=["name", "engineer"],
		order_by="tickets, name",
		limit_page_length=0,
	)
	found.update({row.engineer: (GAP, row.name) for row in gaps})
	return found
