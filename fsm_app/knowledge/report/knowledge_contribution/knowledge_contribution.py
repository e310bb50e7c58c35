"""Report Knowledge Contribution: who has written which cases in a period, how good they are and whom they helped (G3)."""

import frappe
from frappe import _
from frappe.utils import formatdate, get_first_day

from fsm_app.common.arguments import day
from fsm_app.common.clock import now
from fsm_app.common.company_limits import companies_of
from fsm_app.common.roles import SERVICE_KNOWLEDGE_REVIEWER
from fsm_app.knowledge.contribution import Given, given_by
from fsm_app.knowledge.duty import cases_due
from fsm_app.workforce.person_visibility import engineers_seen

LONGEST_MONTHS = 120


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Columns, rows and a line on what counts. Filters: from_date, to_date (default: this month so far), company, team.

	Engineers see themselves, a supervisor the team, those who review cases, managers, HR and auditors all.
	"""
	filters = frappe._dict(filters or {})
	last = day(filters.to_date, _("To")) if filters.to_date else now().date()
	first = day(filters.from_date, _("From")) if filters.from_date else get_first_day(last)
	if first > last:
		frappe.throw(
			_("To: {0} lies before From ({1}). Choose a later day.").format(
				formatdate(last), formatdate(first)
			)
		)
	engineers = _engineers(filters)
	due = cases_due() * _months(first, last)
	figures = given_by([row.name for row in engineers], first, last)
	rows = [_row(row, figures[row.name], due) for row in engineers]
	rows.sort(key=lambda row: (-row["published"], -row["solved"], row["engineer_name"]))
	return _columns(), rows, _what_counts()


def _engineers(filters) -> list:
	asked = [["status", "!=", "Left"]]
	sees_all = SERVICE_KNOWLEDGE_REVIEWER in frappe.get_roles()
	seen = None if sees_all else engineers_seen("Knowledge Case")
	if seen is not None:
		asked.append(["name", "in", sorted(seen) or [""]])
	companies = companies_of(frappe.session.user, "Service Engineer")
	if companies is not None:
		asked.append(["company", "in", sorted(companies)])
	asked += [
		[field, "=", filters[field]]
		for field in ("company", "team")
		if filters.get(field) and isinstance(filters[field], str)
	]
	return frappe.get_all(
		"Service Engineer",
		filters=asked,
		fields=["name", "engineer_name", "team"],
		order_by="name",
		limit_page_length=0,
	)


def _months(first, last) -> int:
	"""The calendar months that the period touches."""
	return min((last.year - first.year) * 12 + last.month - first.month + 1, LONGEST_MONTHS)


def _row(engineer, given: Given, due: int) -> dict:
	return {
		"engineer": engineer.name,
		"engineer_name": engineer.engineer_name,
		"team": engineer.team,
		"due": due,
		"done": int(given.published >= due) if due else None,
		**given._asdict(),
	}


def _columns() -> list[dict]:
	return [
		_column("engineer", _("Engineer"), "Link", 120, options="Service Engineer"),
		_column("engineer_name", _("Engineer Name"), "Data", 160),
		_column("team", _("Team"), "Link", 140, options="Service Team"),
		_column("due", _("Cases Due")),
		_column("published", _("Cases Published"), width=150),
		_column("in_review", _("In Review Now")),
		_column("mark", _("Mean Mark (%)"), "Percent", precision=1),
		_column("marks", _("Marks", context="Knowledge Contribution")),
		_column("used", _("Used by Colleagues"), width=170),
		_column("solved", _("Solved It"), width=100),
		_column("not_solved", _("Did Not Help"), width=120),
	]


def _column(field: str, label: str, fieldtype: str = "Int", width: int = 130, **more) -> dict:
	return {"fieldname": field, "label": label, "fieldtype": fieldtype, "width": width, **more}


def _what_counts() -> str:
	return _(
		"A case counts in the period in which it was first published. Used, solved and not helped: in colleagues' tickets, by the day on which they said so."
	)
