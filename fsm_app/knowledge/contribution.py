"""What each engineer has given to the others in cases: written, marked, used, solved. One grouped query a figure (G3)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Avg, Count, Sum
from frappe.utils import cint, flt

from fsm_app.knowledge.stages import CASE, IN_REVIEW, NOT_SOLVED, REVIEW, SOLVED, USE, USED


class Given(NamedTuple):
	"""The figures of one engineer in a period; `mark` is None where no reviewer has marked anything."""

	published: int = 0
	in_review: int = 0
	mark: float | None = None
	marks: int = 0
	used: int = 0
	solved: int = 0
	not_solved: int = 0


def given_by(engineers: Collection[str], first: date, last: date) -> dict[str, Given]:
	"""By engineer what their cases gave from `first` to `last`; uses are those in colleagues' tickets. Four queries."""
	names = sorted(engineers) or [""]
	published = _numbers(CASE, "author", names, lambda case: case.first_published_on[first:last])
	in_review = _numbers(CASE, "author", names, lambda case: case.stage == IN_REVIEW)
	marks, uses = _marks(names, first, last), _uses(names, first, last)
	return {
		name: Given(
			published.get(name, 0),
			in_review.get(name, 0),
			*marks.get(name, (None, 0)),
			*uses.get(name, (0, 0, 0)),
		)
		for name in engineers
	}


def _numbers(doctype: str, column: str, names: list[str], condition) -> dict[str, int]:
	table = frappe.qb.DocType(doctype)
	rows = (
		frappe.qb.from_(table)
		.select(table[column], Count(table.name))
		.where(table[column].isin(names))
		.where(condition(table))
		.groupby(table[column])
		.run()
	)
	return {name: cint(number) for name, number in rows}


def _marks(names: list[str], first: date, last: date) -> dict[str, tuple[float, int]]:
	review = frappe.qb.DocType(REVIEW)
	rows = (
		frappe.qb.from_(review)
		.select(review.engineer, Avg(review.mark), Count(review.name))
		.where(review.engineer.isin(names))
		.where(review.reviewed_on[first:last])
		.groupby(review.engineer)
		.run()
	)
	return {name: (flt(mark), cint(number)) for name, mark, number in rows}


def _uses(names: list[str], first: date, last: date) -> dict[str, tuple[int, int, int]]:
	use = frappe.qb.DocType(USE)
	rows = (
		frappe.qb.from_(use)
		.select(
			use.author,
			Count(use.name),
			Sum(Case().when(use.result == SOLVED, 1).else_(0)),
			Sum(Case().when(use.result == NOT_SOLVED, 1).else_(0)),
		)
		.where(use.author.isin(names))
		.where(use.by_another == 1)
		.where(use.result.isin([USED, SOLVED, NOT_SOLVED]))
		.where(use.at >= datetime.combine(first, time()))
		.where(use.at < datetime.combine(last + timedelta(days=1), time()))
		.groupby(use.author)
		.run()
	)
	return {name: (cint(used), cint(solved), cint(failed)) for name, used, solved, failed in rows}
