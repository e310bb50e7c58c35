"""Report Certification Matrix: until when each engineer holds each certification, and what they lack (H2, H3)."""

import frappe
from frappe import _
from frappe.utils import formatdate

from fsm_app.common.clock import now
from fsm_app.engine.certificate_standing import (
	BEGINS_LATER,
	HOLDS,
	MISSING,
	NONE,
	UNVERIFIED,
	Standing,
	standing,
)
from fsm_app.workforce.certificate_expiry import warning_days
from fsm_app.workforce.certifications import CERTIFICATION, REJECTED, as_certificate
from fsm_app.workforce.engineers import today_of
from fsm_app.workforce.person_visibility import engineers_seen

FIELDS = ("name", "engineer_name", "team", "level")


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows. Filters: company, team, level, certification. A fixed number of queries.

	A cell holds a day, or a word where there is none; a row's `standings` tells for each column how the engineer stands.
	"""
	filters = frappe._dict(filters or {})
	engineers = _engineers(filters)
	names = [engineer.name for engineer in engineers]
	held, required = _held(names), _required(engineers)
	shown = _certifications(filters, held, required)
	today, warn_days = today_of(names, now()), warning_days()
	rows = []
	for engineer in engineers:
		found = {
			_fieldname(number): standing(
				held.get((engineer.name, certification), ()),
				today[engineer.name],
				warn_days,
				certification in required[engineer.name],
			)
			for number, certification in enumerate(shown)
		}
		rows.append(
			{
				"engineer": engineer.name,
				**{field: engineer[field] for field in FIELDS[1:]},
				**{fieldname: _text(one) for fieldname, one in found.items()},
				"standings": {fieldname: one.kind for fieldname, one in found.items()},
			}
		)
	return _columns(shown), rows


def _engineers(filters) -> list:
	"""Those who have not left and whose certificates the user sees."""
	conditions = {field: filters[field] for field in ("company", "team", "level") if filters.get(field)}
	seen = engineers_seen(CERTIFICATION)
	if seen is not None:
		conditions["name"] = ["in", sorted(seen)]
	return frappe.get_list(
		"Service Engineer",
		filters={**conditions, "status": ["!=", "Left"]},
		fields=list(FIELDS),
		order_by="engineer_name, name",
		limit_page_length=0,
	)


def _held(engineers: list[str]) -> dict[tuple[str, str], list]:
	"""The certificates of each engineer and certification that were neither revoked nor rejected."""
	held: dict[tuple[str, str], list] = {}
	if not engineers:
		return held
	for row in frappe.get_all(
		CERTIFICATION,
		filters={"engineer": ["in", engineers], "revoked": 0, "verification": ["!=", REJECTED]},
		fields=["engineer", "certification", "valid_from", "valid_until", "verification"],
		limit_page_length=0,
	):
		held.setdefault((row.engineer, row.certification), []).append(as_certificate(row))
	return held


def _required(engineers: list) -> dict[str, set[str]]:
	"""What each engineer needs: for the level, and for the offerings that they are authorised for by name."""
	by_level = _by_parent("Engineer Level Certification", "Engineer Level", "certification")
	by_offering = _by_parent("Service Offering Certification", "Service Offering", "certification")
	offerings = _by_parent("Engineer Offering", "Service Engineer", "offering")
	return {
		engineer.name: set(by_level.get(engineer.level, ())).union(
			*(by_offering.get(offering, ()) for offering in offerings.get(engineer.name, ()))
		)
		for engineer in engineers
	}


def _by_parent(table: str, parenttype: str, field: str) -> dict[str, list[str]]:
	found: dict[str, list[str]] = {}
	for row in frappe.get_all(
		table, filters={"parenttype": parenttype}, fields=["parent", field], limit_page_length=0
	):
		found.setdefault(row.parent, []).append(row[field])
	return found


def _certifications(filters, held: dict, required: dict[str, set[str]]) -> list[str]:
	"""The columns: what somebody here holds or needs, or the one that is asked for."""
	if filters.certification:
		return [filters.certification]
	return sorted({certification for _engineer, certification in held}.union(*required.values()))


def _text(found: Standing) -> str | None:
	words = {MISSING: _("Missing"), UNVERIFIED: _("Unverified"), HOLDS: _("Without End"), NONE: None}
	if found.day is None:
		return words[found.kind]
	return _("From {0}").format(formatdate(found.day)) if found.kind == BEGINS_LATER else str(found.day)


def _fieldname(number: int) -> str:
	return f"certification_{number}"


def _columns(certifications: list[str]) -> list[dict]:
	return [
		{
			"fieldname": "engineer",
			"label": _("Engineer"),
			"fieldtype": "Link",
			"options": "Service Engineer",
			"width": 110,
		},
		{
			"fieldname": "engineer_name",
			"label": _("Name", context="Service Engineer"),
			"fieldtype": "Data",
			"width": 150,
		},
		{
			"fieldname": "team",
			"label": _("Team"),
			"fieldtype": "Link",
			"options": "Service Team",
			"width": 130,
		},
		{
			"fieldname": "level",
			"label": _("Level"),
			"fieldtype": "Link",
			"options": "Engineer Level",
			"width": 110,
		},
		*(
			{
				"fieldname": _fieldname(number),
				"label": _(name),
				"fieldtype": "Data",
				"align": "left",  # else Frappe's table aligns by the first row, which may be empty
				"width": 170,
			}
			for number, name in enumerate(certifications)
		),
	]
