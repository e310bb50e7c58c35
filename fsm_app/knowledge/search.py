"""Finding cases and services by words, codes and likeness (G2, G5): by the index, or in the database where there is none."""

from collections.abc import Collection

import frappe

from fsm_app.common.arguments import LAST_PAGE, number
from fsm_app.engine.search_excerpt import excerpt
from fsm_app.engine.search_index import SearchIndex
from fsm_app.knowledge import (
	readers,
	search_copies,
	search_documents,
	search_filters,
	search_plain,
	search_reading,
)
from fsm_app.knowledge.search_documents import CASE_FIELDS, OFFERING_FIELDS, id_of, names_of
from fsm_app.knowledge.search_filters import Asked
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.search_reading import Reader
from fsm_app.knowledge.stages import CASE

# So many of the best are looked through; who has not found it among them asks otherwise.
MOST = 200
LONGEST_PAGE = 50
EXCERPT = 180


def search(
	asked: Asked,
	start=0,
	length=20,
	as_typed: bool = False,
	customers: Collection[str] = (),
	with_offerings: bool = True,
) -> dict:
	"""A page of what fits, best first, each with the part of its text that shows why.

	`customers`: whom the user speaks for, where they are no staff; the door has asked. In the answer `is_plain`: there was no
	index to ask, so it was looked up in the database; `has_more`: not all was looked through.
	"""
	search_filters.check(asked)
	by = search_reading.reader(customers)
	if not with_offerings:
		by = by._replace(offers=frozenset())
	start, length = number(start, 0, LAST_PAGE), number(length, 1, LONGEST_PAGE)
	if not asked.question.strip():
		return _newest(asked, by, start, length)
	try:
		ids, corrected = search_copies.answer(lambda index: _asked_index(index, asked, by, as_typed))
		return _page(by, ids, asked.question, corrected, start, length)
	except search_copies.NotReady:
		ids = _first_permitted(by, _looked_up(asked, by))
		return {**_page(by, ids, asked.question, (), start, length), "is_plain": True}


def alike(text: str, limit: int = 10, kind: str | None = None, customers: Collection[str] = ()) -> list[str]:
	"""The names of the cases most like a text, of those that the user may read. Raises search_copies.NotReady."""
	by = search_reading.reader(customers)
	among = search_reading.bounds(by._replace(offers=frozenset()), kind, None, [])
	hits = search_copies.answer(lambda index: index.alike(text, among, MOST))
	return names_of(_permitted(by, [hit.id for hit in hits]), CASE)[:limit]


def _asked_index(
	index: SearchIndex, asked: Asked, by: Reader, as_typed: bool
) -> tuple[list[str], tuple[str, ...]]:
	among = search_reading.bounds(by, asked.kind, asked.audience, search_filters.wanted(asked))
	found = index.search(asked.question, among, MOST + 1, as_typed=as_typed)
	return [hit.id for hit in found.hits], found.corrected


def _looked_up(asked: Asked, by: Reader) -> list[str]:
	"""The same from the database, filters first."""
	ids = []
	if asked.kind != OFFERING:
		names = search_plain.looked_up(CASE, asked.question, search_filters.filtered(asked))
		ids = [id_of(CASE, name) for name in names]
	if by.offers and asked.kind in (None, OFFERING) and not search_filters.is_of_cases_alone(asked):
		only = [asked.offering] if asked.offering else None
		ids += [id_of(OFFERING, name) for name in search_plain.looked_up(OFFERING, asked.question, only)]
	return ids


def _newest(asked: Asked, by: Reader, start: int, length: int) -> dict:
	"""What was published last, of that which has what is asked for."""
	if asked.kind == OFFERING:
		found = frappe.get_all(OFFERING, filters={"disabled": 0}, pluck="name", order_by="name")
		ids = _first_permitted(by, [id_of(OFFERING, name) for name in found])
		return _page(by, ids, "", (), start, length)
	seen = readers.condition(by.customers)
	names = search_filters.filtered(asked)
	if names is not None:
		listed = ", ".join(frappe.db.escape(name) for name in names or [""])
		seen = f"{seen} and `name` in ({listed})"
	newest = "`published_on` desc, `creation` desc"
	found = frappe.db.sql(f"select `name` from `tab{CASE}` where {seen} order by {newest} limit {MOST + 1}")
	return _page(by, [id_of(CASE, name) for (name,) in found], "", (), start, length)


def _page(by: Reader, ids: list[str], question: str, corrected: tuple, start: int, length: int) -> dict:
	permitted = _permitted(by, ids[:MOST])
	return {
		"hits": _shown(permitted[start : start + length], question, corrected),
		"total": len(permitted),
		"has_more": len(ids) > MOST,
		"corrected": list(corrected) if permitted else [],
		"is_plain": False,
	}


def _permitted(by: Reader, ids: list[str]) -> list[str]:
	"""Those of the ids whose documents may be read, in their order."""
	readable = {id_of(CASE, name) for name in search_reading.cases(by, names_of(ids, CASE))}
	readable |= {id_of(OFFERING, name) for name in search_reading.offerings(by, names_of(ids, OFFERING))}
	return [each for each in ids if each in readable]


def _first_permitted(by: Reader, ids: list[str]) -> list[str]:
	"""The first that may be read, one more than are shown: that there is more tells of nothing else."""
	permitted: list[str] = []
	for begin in range(0, len(ids), readers.MOST):
		permitted += _permitted(by, ids[begin : begin + readers.MOST])
		if len(permitted) > MOST:
			break
	return permitted[: MOST + 1]


def _shown(ids: list[str], question: str, corrected: tuple) -> list[dict]:
	"""What is shown of documents that may be read."""
	cases = _rows_of(CASE, names_of(ids, CASE), (*CASE_FIELDS, "route", "published_on", "solved"))
	offerings = _rows_of(OFFERING, names_of(ids, OFFERING), OFFERING_FIELDS)
	codes = search_documents.fault_codes_of(list(cases))
	shown = []
	for each in ids:
		doctype = CASE if each.startswith(id_of(CASE, "")) else OFFERING
		[name] = names_of([each], doctype)
		if doctype == CASE:
			row = cases[name]
			title, text = row.title, search_documents.case_text(row, codes[name])
		else:
			row = offerings[name]
			title, text = row.offering_name, search_documents.offering_text(row)
		shown.append(
			{
				"doctype": doctype,
				"name": name,
				"kind": row.get("kind") or OFFERING,
				"title": _marked(title or name, question, corrected, len(title or name)),
				"text": _marked(text, question, corrected, EXCERPT),
				"codes": [code.code for code in codes[name]] if doctype == CASE else [],
				**{
					field: row.get(field)
					for field in ("language", "audience", "published_on", "solved", "route")
				},
			}
		)
	return shown


def _rows_of(doctype: str, names: list[str], fields: tuple[str, ...]) -> dict[str, dict]:
	rows = names and frappe.get_all(doctype, filters={"name": ["in", names]}, fields=list(fields))
	return {row.name: row for row in rows}


def _marked(text: str, question: str, corrected, length: int) -> dict:
	"""A piece of a text in plain parts, each with whether it was asked for; whoever shows it escapes it."""
	try:
		pieces, cut_before, cut_after = excerpt(text, question, corrected, length)
	except ImportError:
		pieces, cut_before, cut_after = [(text[:length], False)], False, len(text) > length
	return {"pieces": [list(piece) for piece in pieces], "cut": [cut_before, cut_after]}
