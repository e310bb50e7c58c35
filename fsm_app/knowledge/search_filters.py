"""What is asked of a case besides its words: its kind, what it is about, for whom it is (G2)."""

from collections.abc import Collection
from typing import NamedTuple

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument
from fsm_app.engine.search_words import code_key
from fsm_app.knowledge import readers
from fsm_app.knowledge.search_documents import trait
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.stages import AUDIENCES, CASE, KINDS, PUBLISHED

EQUIPMENT = "Knowledge Case Equipment"
MOST = 200


class Asked(NamedTuple):
	"""A question, and what is asked of a case besides its words."""

	question: str = ""
	kind: str | None = None
	item_code: str | None = None
	offering: str | None = None
	skill: str | None = None
	fault_code: str | None = None
	language: str | None = None
	audience: str | None = None


def check(asked: Asked) -> None:
	"""Refuse a kind or an audience that there is not."""
	for value, known, label in (
		(asked.kind, (*KINDS, OFFERING), _("Kind")),
		(asked.audience, AUDIENCES, _("Audience", context="Knowledge Case")),
	):
		if value and value not in known:
			frappe.throw(
				_("{0}: choose one of {1}.").format(
					label, ", ".join(_(each, context=CASE) for each in known)
				),
				WrongArgument,
			)


def wanted(asked: Asked) -> list[frozenset[str]]:
	"""What a case has to have besides the words: of each set one."""
	values = {
		"language": asked.language,
		"offering": asked.offering,
		"skill": asked.skill,
		"code": code_key(asked.fault_code),
	}
	wanted = [frozenset({trait(key, value)}) for key, value in values.items() if value]
	if asked.item_code:
		wanted.append(frozenset(trait(key, value) for key, value in _equipment(asked.item_code) if value))
	return wanted


def _equipment(item_code: str) -> list[tuple[str, str | None]]:
	"""A case may be about an item, its group or its brand."""
	group, brand = frappe.db.get_value("Item", item_code, ["item_group", "brand"]) or (None, None)
	return [("item", item_code), ("group", group), ("brand", brand)]


def filtered(asked: Asked) -> list[str] | None:
	"""The names of the cases that have what is asked for besides the words; None where nothing is."""
	tables = [
		("Knowledge Case Offering", "offering", [asked.offering]),
		("Knowledge Case Skill", "skill", [asked.skill]),
		("Knowledge Fault Code", "code_key", [code_key(asked.fault_code)]),
	]
	names: set[str] | None = None
	for table, field, values in tables:
		if values[0]:
			names = _both(names, _parents(table, {field: values[0]}))
	if asked.item_code:
		about: set[str] = set()
		for key, value in zip(("item_code", "item_group", "brand"), _equipment(asked.item_code), strict=True):
			about |= _parents("Knowledge Case Equipment", {key: value[1]}) if value[1] else set()
		names = _both(names, about)
	own = {"kind": asked.kind, "language": asked.language, "audience": asked.audience}
	own = {field: value for field, value in own.items() if value}
	if own:
		names = _both(names, set(frappe.get_all(CASE, filters={**own, "stage": PUBLISHED}, pluck="name")))
	return None if names is None else sorted(names)


def _parents(table: str, filters: dict) -> set[str]:
	return set(frappe.get_all(table, filters={**filters, "parenttype": CASE}, pluck="parent"))


def _both(names: set[str] | None, others: set[str]) -> set[str]:
	return others if names is None else names & others


def is_of_cases_alone(asked: Asked) -> bool:
	"""Whether something is asked for that no offering has."""
	return any((asked.item_code, asked.skill, asked.fault_code, asked.language, asked.audience))


def equipment(txt: str, customers: Collection[str] = ()) -> list[dict]:
	"""The items that published cases are about which the user reads, by a part of their code or name."""
	like = ["like", f"%{txt[:140]}%"]
	items = frappe.get_all(
		EQUIPMENT, filters={"parenttype": CASE, "item_code": ["is", "set"]}, pluck="item_code", distinct=True
	)
	rows = frappe.get_all(
		"Item",
		filters={"name": ["in", items or [""]]},
		or_filters={"name": like, "item_name": like},
		fields=["name", "item_name"],
		order_by="name",
		limit_page_length=MOST,
	)
	of_cases = frappe.get_all(
		EQUIPMENT,
		filters={"parenttype": CASE, "item_code": ["in", [row.name for row in rows] or [""]]},
		fields=["parent", "item_code"],
		limit_page_length=readers.MOST,
	)
	readable = readers.readable({row.parent for row in of_cases}, customers)
	seen = {row.item_code for row in of_cases if row.parent in readable}
	return [
		{"value": row.name, "label": row.name, "description": row.item_name}
		for row in rows
		if row.name in seen
	]
