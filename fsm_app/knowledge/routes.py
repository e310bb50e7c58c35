"""The page of a case in the portal: named after its title, and found under each former name, too (B14 of users' asks)."""

import re

import frappe

from fsm_app.knowledge.stages import CASE, PUBLISHED

PAGE = "/knowledge"
ROUTE = "Knowledge Case Route"
_LONGEST = 90
_BETWEEN = re.compile(r"[\W_]+")


def set_route(case) -> None:
	"""Before saving: a case that is published gets a page named after its title; the former page leads there."""
	if case.stage != PUBLISHED:
		return
	wanted = _slug(case.title) or case.name.lower()
	if case.route and _is_of(case.route, wanted):
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


def _is_of(route: str, wanted: str) -> bool:
	"""Whether the page is named so already, with or without a number behind it."""
	return route == wanted or bool(re.fullmatch(rf"{re.escape(wanted)}-\d+", route))


def _free(wanted: str, name: str) -> str:
	"""The name, or the first with a number behind it that no other case has or had."""
	taken = {
		*frappe.get_all(CASE, filters={"route": ["like", f"{wanted}%"], "name": ["!=", name]}, pluck="route"),
		*frappe.get_all(
			ROUTE,
			filters={"route": ["like", f"{wanted}%"], "parent": ["!=", name], "parenttype": CASE},
			pluck="route",
		),
	}
	number, free = 1, wanted
	while free in taken:
		number += 1
		free = f"{wanted}-{number}"
	return free
