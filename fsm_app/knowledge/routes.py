"""The page of a case in the portal: named after its title, and found under each former name, too (G1)."""

import re

import frappe

from fsm_app.knowledge.stages import CASE, PUBLISHED

PAGE = "/knowledge"
ROUTE = "Knowledge Case Route"
_LONGEST = 90
_BETWEEN = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"^\D+")
# Files in www/knowledge come before cases.
PAGES_OF_THE_SITE = frozenset({"case", "index", "search"})


def set_route(case) -> None:
	"""Before saving: a case that is published gets a page named after its title; the former page leads there."""
	if case.stage != PUBLISHED:
		return
	wanted = _slug(case.title) or case.name.lower()
	if case.route in (wanted, _numbered(wanted, case.name)):
		return
	former, case.route = case.route, _free(wanted, case.name)
	kept = [row.route for row in case.former_routes if row.route != case.route]
	case.former_routes = []
	for route in dict.fromkeys([*kept, *([former] if former else [])]):
		case.append("former_routes", {"route": route})


def case_at(route: str) -> str | None:
	"""The case whose page this is, or was, or that is called so. The caller asks who may read it."""
	route = (route or "")[:140]
	if not route:
		return None
	found = frappe.db.get_value(CASE, {"route": route}) or frappe.db.get_value(
		ROUTE, {"route": route, "parenttype": CASE}, "parent", order_by="creation desc"
	)
	return found or frappe.db.get_value(CASE, {"name": route})


def _slug(title: str | None) -> str:
	return _BETWEEN.sub("-", (title or "").casefold()).strip("-")[:_LONGEST].strip("-")


def _free(wanted: str, name: str) -> str:
	"""The name, or with the case's number behind it where the site has another page or another case is, or was, there.

	The database says what is the same: for it accents and small letters are no difference.
	"""
	others = frappe.db.get_value(CASE, {"route": wanted, "name": ["!=", name]}) or frappe.db.get_value(
		ROUTE, {"route": wanted, "parent": ["!=", name], "parenttype": CASE}
	)
	return _numbered(wanted, name) if others or wanted in PAGES_OF_THE_SITE else wanted


def _numbered(wanted: str, name: str) -> str:
	return f"{wanted}-{_LETTERS.sub('', name)}"
