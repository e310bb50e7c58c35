"""What of the cases and the catalogue is found by a search, and what of them is shown for it (G2, G5)."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator

import frappe

from fsm_app.engine.search_index import Document
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.stages import CASE, CUSTOMERS, INTERNAL, PUBLISHED

BATCH = 1000
# Whose ids begin how, and under which kind the offerings stand beside the kinds of cases.
PREFIX = {CASE: "case/", OFFERING: "offering/"}
CASE_FIELDS = (
	"name", "title", "kind", "language", "audience", "only_company", "symptom", "cause", "solution", "snippet",
)  # fmt: skip
OFFERING_FIELDS = ("name", "offering_name", "category", "delivery", "portal", "description")
# What ends a line; anything else of a markup stands within one.
_ENDS_LINE = re.compile(
	r"<(?:/?(?:p|div|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|pre)|br)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")


def id_of(doctype: str, name: str) -> str:
	"""What a document is called in the index."""
	return PREFIX[doctype] + name


def names_of(ids: list[str], doctype: str) -> list[str]:
	"""The names of those of the ids that are of this doctype."""
	prefix = PREFIX[doctype]
	return [each.removeprefix(prefix) for each in ids if each.startswith(prefix)]


def everything() -> Iterator[Document]:
	"""All that is found: published cases, and the services that are offered."""
	for doctype, filters in ((CASE, {"stage": PUBLISHED}), (OFFERING, {"disabled": 0})):
		names = frappe.get_all(doctype, filters=filters, pluck="name", order_by="name", limit_page_length=0)
		for begin in range(0, len(names), BATCH):
			yield from documents(doctype, names[begin : begin + BATCH])


def how_many() -> int:
	"""How many documents that is."""
	return frappe.db.count(CASE, {"stage": PUBLISHED}) + frappe.db.count(OFFERING, {"disabled": 0})


def documents(doctype: str, names: list[str]) -> list[Document]:
	"""Those of the documents of these names that are found, as the database has them now."""
	if not names:
		return []
	return _cases(names) if doctype == CASE else _offerings(names)


def _cases(names: list[str]) -> list[Document]:
	rows = frappe.get_all(
		CASE,
		filters={"name": ["in", names], "stage": PUBLISHED},
		fields=list(CASE_FIELDS),
		limit_page_length=0,
	)
	kept = [row.name for row in rows]
	codes = fault_codes_of(kept)
	equipment = _rows(CASE, "Knowledge Case Equipment", kept, "item_code", "item_group", "brand")
	parts = _rows(CASE, "Knowledge Case Part", kept, "item_code")
	offerings = _rows(CASE, "Knowledge Case Offering", kept, "offering")
	skills = _rows(CASE, "Knowledge Case Skill", kept, "skill")
	items = _item_names({row.item_code for of in (equipment, parts) for some in of.values() for row in some})
	found = []
	for row in rows:
		named = [each.item_code for each in (*equipment[row.name], *parts[row.name]) if each.item_code]
		about = [value for each in equipment[row.name] for value in (each.item_group, each.brand) if value]
		body = [case_text(row, codes[row.name]), *about, *(items[code] for code in named if items.get(code))]
		traits = {
			"language": [row.language],
			"company": [row.only_company or ""],
			"item": [each.item_code for each in equipment[row.name]],
			"group": [each.item_group for each in equipment[row.name]],
			"brand": [each.brand for each in equipment[row.name]],
			"offering": [each.offering for each in offerings[row.name]],
			"skill": [each.skill for each in skills[row.name]],
			"code": [each.code_key for each in codes[row.name]],
		}
		found.append(
			Document(
				id_of(CASE, row.name),
				row.title or "",
				"\n".join(body),
				(row.name, *(each.code for each in codes[row.name] if each.code), *named),
				row.kind or "",
				(row.audience or INTERNAL,),
				tuple(
					trait(key, value)
					for key, values in traits.items()
					for value in values
					if value is not None
				),
			)
		)
	return found


def _offerings(names: list[str]) -> list[Document]:
	rows = frappe.get_all(
		OFFERING,
		filters={"name": ["in", names], "disabled": 0},
		fields=list(OFFERING_FIELDS),
		limit_page_length=0,
	)
	skills = _rows(OFFERING, "Service Offering Skill", [row.name for row in rows], "skill")
	return [
		Document(
			id_of(OFFERING, row.name),
			row.offering_name or row.name,
			offering_text(row),
			kind=OFFERING,
			audiences=tuple(map(offered_to, (INTERNAL, CUSTOMERS) if row.portal else (INTERNAL,))),
			traits=(
				trait("company", ""),
				trait("offering", row.name),
				*(trait("skill", each.skill) for each in skills[row.name]),
			),
		)
		for row in rows
	]


def offered_to(audience: str) -> str:
	"""Who finds an offering; another right than that to find cases."""
	return f"{OFFERING}/{audience}"


def trait(key: str, value: str) -> str:
	"""What a case is asked for besides its words, such as an item that it is about."""
	return f"{key}:{value}"


def case_text(row, codes: list) -> str:
	"""A case's text without its markup; `codes`: its rows of fault codes."""
	of_codes = [" ".join(filter(None, (each.code, each.meaning, each.cause, each.action))) for each in codes]
	texts = (row.symptom, row.cause, plain(row.solution), row.snippet, *of_codes)
	return "\n".join(text.strip() for text in texts if text and text.strip())


def offering_text(row) -> str:
	"""What is told of a service that is offered."""
	return "\n".join(filter(None, (row.category, plain(row.description))))


def fault_codes_of(cases: list[str]) -> dict[str, list]:
	"""By case the rows of its fault codes."""
	return _rows(CASE, "Knowledge Fault Code", cases, "code", "code_key", "meaning", "cause", "action")


def plain(markup: str | None) -> str:
	"""The text of a piece of HTML."""
	text = html.unescape(_TAG.sub("", _ENDS_LINE.sub("\n", markup or "")))
	return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


def _rows(parenttype: str, table: str, parents: list[str], *fields: str) -> dict[str, list]:
	rows = frappe.get_all(
		table,
		filters={
			"parent": ["in", parents or [""]],
			"parenttype": OFFERING if "Offering " in table[8:] else CASE,
		},
		fields=["parent", *fields],
		order_by="parent, idx",
		limit_page_length=0,
	)
	by_parent: dict[str, list] = defaultdict(list)
	for row in rows:
		by_parent[row.parent].append(row)
	return by_parent


def _item_names(codes: set[str]) -> dict[str, str]:
	items = {"name": ["in", sorted(filter(None, codes)) or [""]]}
	rows = frappe.get_all("Item", filters=items, fields=["name", "item_name"], limit_page_length=0)
	return {row.name: row.item_name for row in rows if row.item_name != row.name}
