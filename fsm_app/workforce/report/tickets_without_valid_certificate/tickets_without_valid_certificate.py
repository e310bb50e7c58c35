"""Report Tickets Without Valid Certificate: open tickets whose engineer lacks what the offering asks for (H3)."""

from frappe import _

from fsm_app.workforce.engineers import engineer_names
from fsm_app.workforce.uncertified_tickets import visible


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows. Filters: company, team, engineer. Those that the user may see, as of now."""
	wanted = {field: value for field, value in (filters or {}).items() if value}
	found = [row for row in visible() if all(row.get(field) == value for field, value in wanted.items())]
	names = engineer_names(row["engineer"] for row in found)
	rows = [
		{
			**{field: row[field] for field in ("ticket", "subject", "stage", "company", "engineer", "team")},
			"engineer_name": names.get(row["engineer"]),
			"missing": ", ".join(_(name) for name in sorted(row["missing"])),
		}
		for row in found
	]
	return _columns(), rows


def _columns() -> list[dict]:
	return [
		_link("ticket", _("Ticket"), "Service Ticket", 150),
		{"fieldname": "subject", "label": _("Subject"), "fieldtype": "Data", "width": 220},
		{"fieldname": "stage", "label": _("Stage"), "fieldtype": "Data", "width": 110},
		{"fieldname": "missing", "label": _("Missing Certificates"), "fieldtype": "Data", "width": 220},
		_link("engineer", _("Engineer"), "Service Engineer", 110),
		{
			"fieldname": "engineer_name",
			"label": _("Name", context="Service Engineer"),
			"fieldtype": "Data",
			"width": 150,
		},
		_link("team", _("Team"), "Service Team", 130),
		# no link: Frappe refuses a report that links to what its reader may not open
		{"fieldname": "company", "label": _("Company"), "fieldtype": "Data", "width": 150},
	]


def _link(fieldname: str, label: str, doctype: str, width: int) -> dict:
	return {
		"fieldname": fieldname,
		"label": label,
		"fieldtype": "Link",
		"options": doctype,
		"width": width,
	}
