"""What the pages of the portal show of cases: a list by kind, and one case as its readers see it (G1, N2)."""

from collections.abc import Collection
from urllib.parse import urlencode

import frappe
from frappe.utils import cint

from fsm_app.engine.clean_markup import clean_markup
from fsm_app.knowledge import readers, routes
from fsm_app.knowledge.stages import CASE, KINDS

PAGE_LENGTH = 20
# A visitor does not turn further.
LAST_PAGE = 500
LISTED = ("name", "title", "kind", "route", "published_on")


def listed(customers: Collection[str] = (), kind: str = "", page: int = 1) -> dict:
	"""Published cases that the session's user reads, the newest first.

	`cases` of the page (LISTED), `more`, and `kinds`, how many there are of each kind that there is.
	"""
	page = min(max(cint(page), 1), LAST_PAGE)
	start, length = (page - 1) * PAGE_LENGTH, PAGE_LENGTH + 1
	seen = readers.condition(customers)
	of_kind = f" and `kind` = {frappe.db.escape(kind)}" if kind else ""
	columns = ", ".join(f"`{column}`" for column in LISTED)
	rows = frappe.db.sql(
		f"select {columns} from `tab{CASE}` where {seen}{of_kind}"
		" order by `published_on` desc, `name` desc limit %s offset %s",
		(length, start),
		as_dict=True,
	)
	counted = frappe.db.sql(f"select `kind`, count(*) from `tab{CASE}` where {seen} group by `kind`")
	kinds = dict(counted)
	return {
		"cases": rows[:PAGE_LENGTH],
		"more": len(rows) > PAGE_LENGTH,
		"page": page,
		"kinds": [(each, kinds[each]) for each in KINDS if each in kinds],
	}


def shown(route: str, customers: Collection[str] = ()) -> dict | None:
	"""The case of a page as its readers see it, with `route`, its page of today; None where there is none for this reader."""
	name = routes.case_at(route)
	if not name or not readers.reads(name, customers):
		return None
	case = frappe.get_doc(CASE, name)
	return {
		"name": case.name,
		"route": case.route,
		"title": case.title,
		"kind": case.kind,
		"published_on": case.published_on,
		"symptom": case.symptom,
		"cause": case.cause,
		"solution": clean_markup(case.solution, lambda url: file_address(case.name, url)),
		"snippet": case.snippet,
		"url": case.url,
		"fault_codes": [
			{field: row.get(field) for field in ("code", "meaning", "cause", "action")}
			for row in case.fault_codes
		],
		"equipment": _equipment(case),
		"parts": [
			{"item": name, "qty": row.qty, "remark": row.remark}
			for row, name in zip(case.usual_parts, _item_names(case.usual_parts), strict=True)
		],
		"pictures": [
			{"address": file_address(case.name, row.image), "caption": row.caption} for row in case.pictures
		],
	}


def file_address(case: str, url: str) -> str | None:
	"""Where whoever reads the case gets its file; what belongs to the site is no file of the case."""
	if not url.startswith("/private/"):
		return None
	return "/api/method/fsm_app.api.knowledge.file?" + urlencode({"case": case, "url": url})


def _equipment(case) -> list[str]:
	names = _item_names(case.equipment)
	return [
		" · ".join(filter(None, (name, row.item_group if not row.item_code else None, row.brand)))
		for row, name in zip(case.equipment, names, strict=True)
	]


def _item_names(rows) -> list[str]:
	codes = {row.item_code for row in rows} - {None, ""}
	names = dict(
		frappe.get_all(
			"Item", filters={"name": ["in", sorted(codes)]}, fields=["name", "item_name"], as_list=True
		)
		if codes
		else []
	)
	return [names.get(row.item_code) or row.item_code or "" for row in rows]
