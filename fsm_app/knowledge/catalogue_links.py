"""What is worth knowing for an offering, as links to cases (A2, G1)."""

import frappe
from frappe import _

from fsm_app.knowledge.stages import CASE, PUBLISHED

ROW, OFFERING = "Service Offering Knowledge", "Service Offering"


class NotPublished(frappe.ValidationError):
	"""An offering refers to a case that its readers do not see."""


def check_rows(offering, method: str | None = None) -> None:
	"""Service Offering's validate event: a case that is newly referred to is published; others may have been retired since."""
	before = offering.get_doc_before_save()
	known = {row.knowledge_case for row in before.knowledge} if before else set()
	wanted = {row.knowledge_case for row in offering.knowledge} - known - {None, ""}
	if not wanted:
		return
	published = set(
		frappe.get_all(
			CASE,
			filters={"name": ["in", sorted(wanted)], "stage": PUBLISHED},
			pluck="name",
			limit_page_length=0,
		)
	)
	for row in offering.knowledge:
		if row.knowledge_case in wanted - published:
			frappe.throw(
				_("{0}, row {1}: {2}").format(
					_(offering.meta.get_label("knowledge")),
					row.idx,
					_("{0} is not published. Publish it first.").format(row.knowledge_case),
				),
				NotPublished,
			)


def cases_of_offering(offering: str | None) -> list[dict]:
	"""The published cases that the catalogue names for the offering and that the session's user reads: name, title, kind."""
	if not offering:
		return []
	names = frappe.get_all(
		ROW,
		filters={"parent": offering, "parenttype": OFFERING, "knowledge_case": ["is", "set"]},
		pluck="knowledge_case",
		order_by="idx",
	)
	return titles_of(names)


def titles_of(names: list[str]) -> list[dict]:
	"""Name, title and kind of those of the cases that are published and that the session's user reads, in their order."""
	if not names:
		return []
	rows = frappe.get_list(
		CASE,
		filters={"name": ["in", names], "stage": PUBLISHED},
		fields=["name", "title", "kind"],
		limit_page_length=len(names),
	)
	return sorted(rows, key=lambda row: names.index(row.name))
