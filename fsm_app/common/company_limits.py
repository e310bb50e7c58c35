"""Several companies and regions on one site: to which of them a user is limited by User Permissions (D3).

Frappe applies these to documents that carry a company. What is built past its lists, such as messages, and the rows of
tables, to which Frappe applies no User Permission, asks here.
"""

import frappe
from frappe.permissions import get_user_permissions


def companies_of(user: str, doctype: str = "Service Ticket") -> set[str] | None:
	"""The companies whose documents of `doctype` the user may see; None where they are not limited."""
	return _limits(user, "Company", doctype)


def _limits(user: str, to: str, doctype: str) -> set[str] | None:
	limits = [
		row["doc"]
		for row in get_user_permissions(user).get(to, [])
		if row.get("applicable_for") in (None, "", doctype)
	]
	return set(limits) or None


def sees_company(user: str, company: str | None, doctype: str = "Service Ticket") -> bool:
	"""Whether the user may see documents of `company`; true also for those of none."""
	companies = companies_of(user, doctype)
	return not company or companies is None or company in companies


def sees_region(user: str, region: str | None, doctype: str = "Service Ticket") -> bool:
	"""Whether the user may see documents of the territory `region`; true also for those of none."""
	regions = _limits(user, "Territory", doctype)
	return not region or regions is None or region in regions


def company_fields(doctype: str) -> list[str]:
	"""The fields of a doctype by which Frappe limits its documents to the companies of a user."""
	return [
		field.fieldname
		for field in frappe.get_meta(doctype).fields
		if field.fieldtype == "Link" and field.options == "Company" and not field.ignore_user_permissions
	]


def documents_of(doctype: str, condition: str, user: str | None = None) -> str:
	"""SQL query for the names that `condition` and the user's companies leave of a doctype; empty where they leave all."""
	parts = [condition] if condition else []
	companies = companies_of(user or frappe.session.user, doctype)
	if companies is not None:
		names = ", ".join(frappe.db.escape(company) for company in sorted(companies))
		for field in company_fields(doctype):
			column = f"`tab{doctype}`.`{field}`"
			within = f"{column} in ({names})"
			# Where a document may be of all companies, the field is called otherwise, and empty.
			parts.append(within if field == "company" else f"(coalesce({column}, '') = '' or {within})")
	return f"select `name` from `tab{doctype}` where {' and '.join(parts)}" if parts else ""


def rows_of(parent: str, child: str, condition: str, user: str | None = None) -> str:
	"""SQL condition on the rows of a table: that of their document, `condition`, and the user's companies."""
	documents = documents_of(parent, condition, user)
	return f"(`tab{child}`.`parent` in ({documents}))" if documents else ""
