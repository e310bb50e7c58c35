"""Taking the demo away again: what its users own, what belongs to its company, and what Frappe noted about either."""

from collections.abc import Iterable

import frappe
from frappe.utils.password import delete_all_passwords_for

from fsm_app.common.own_doctypes import OWN_DOCTYPES
from fsm_app.demo_month import record
from fsm_app.demo_month.record import PLANNER, DemoRefused

AT_ONCE = 500
TREES = ("Territory",)
# Masters that documents of others may have come to name.
SHARED = ("Customer", "Territory", "Service Engineer", "Service Offering")
# Frappe's rows about a document: the field of its doctype and the field of its name.
ABOUT_DOCUMENTS = {
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"Version": ("ref_doctype", "docname"),
	"Notification Log": ("document_type", "document_name"),
	"ToDo": ("reference_type", "reference_name"),
	"File": ("attached_to_doctype", "attached_to_name"),
	"Workflow Action": ("reference_doctype", "reference_name"),
	"Tag Link": ("document_type", "document_name"),
	"View Log": ("reference_doctype", "reference_name"),
	"Document Follow": ("ref_doctype", "ref_docname"),
	"DocShare": ("share_doctype", "share_name"),
	"Email Queue": ("reference_doctype", "reference_name"),
	"Error Log": ("reference_doctype", "reference_name"),
	# Frappe 16 writes down who gave whom a role.
	"Permission Log": ("for_doctype", "for_document"),
}
# Frappe's rows about a user.
ABOUT_USERS = {
	"Activity Log": "user",
	"Contact": "user",
	"DefaultValue": "parent",
	"Notification Log": "for_user",
	"Notification Settings": "name",
	"ToDo": "allocated_to",
	"User Permission": "user",
	"View Log": "viewed_by",
}


def clear() -> str:
	"""Take the demo away; returns the name of the company, which stays. Commits."""
	loaded = record.read()
	if not loaded:
		raise DemoRefused("No demo is loaded on this site.")
	users = [
		PLANNER,
		*frappe.get_all("User", filters={"owner": PLANNER, "name": ["!=", PLANNER]}, pluck="name"),
	]
	found = _documents(users, loaded["company"])
	if used := _used_by_others(found, loaded["company"]):
		raise DemoRefused(
			f"{used} is not of the demo and names something that is. Delete it, or name something else there."
		)
	before = frappe.flags.in_import
	# Or each deletion leaves a comment.
	frappe.flags.in_import = True
	try:
		_delete(found)
		_delete_about_users(users)
	finally:
		frappe.flags.in_import = before
	_set_back(loaded["series"], found)
	frappe.db.commit()
	frappe.clear_cache()
	return loaded["company"]


def _documents(users: list[str], company: str) -> dict[str, set[str]]:
	"""By doctype the names of what the users own, of the company's, and of the app's documents that name any of these."""
	found = {}
	for doctype in record.stored_doctypes():
		names = frappe.get_all(doctype, filters={"owner": ["in", users]}, pluck="name", limit_page_length=0)
		if names:
			found[doctype] = set(names)
	links = _own_links()
	for doctype, fields in links.items():
		if "Company" in fields.values():
			found.setdefault(doctype, set()).update(_named_in(doctype, "company", [company]))
	growing = True
	while growing:
		growing = False
		for doctype, fields in links.items():
			if "Company" in fields.values():
				continue
			for field, target in fields.items():
				more = set(_named_in(doctype, field, found.get(target, ()))) - found.get(doctype, set())
				if more:
					found.setdefault(doctype, set()).update(more)
					growing = True
	return {doctype: names for doctype, names in found.items() if names}


def _own_links() -> dict[str, dict[str, str]]:
	"""By doctype of the app its Link fields to documents of the app, and that to its company."""
	stored, wanted = set(record.stored_doctypes()), {*OWN_DOCTYPES, "Company"}
	return {
		doctype: {
			field.fieldname: field.options
			for field in frappe.get_meta(doctype).get_link_fields()
			if field.options in wanted and (field.options != "Company" or field.fieldname == "company")
		}
		for doctype in OWN_DOCTYPES
		if doctype in stored
	}


def _named_in(doctype: str, field: str, values: Iterable[str]) -> list[str]:
	return [
		name
		for some in _chunks(values)
		for name in frappe.get_all(doctype, filters={field: ["in", some]}, pluck="name", limit_page_length=0)
	]


def _used_by_others(found: dict[str, set[str]], company: str) -> str:
	"""A document that is not of the demo and names a master that is, as 'DocType name'; empty where there is none."""
	for master in SHARED:
		for doctype, field in record.links_to(master):
			rows = frappe.get_meta(doctype).istable
			for some in _chunks(found.get(master, ())):
				names = frappe.get_all(
					doctype, filters={field: ["in", some]}, pluck="name", limit_page_length=0
				)
				for name in set(names) - found.get(doctype, set()):
					if not rows:
						return f"{doctype} {name}"
					parent = frappe.db.get_value(doctype, name, ["parenttype", "parent"])
					if parent[1] not in found.get(parent[0], set()):
						return " ".join(parent)
	return ""


def _delete(found: dict[str, set[str]]) -> None:
	for about, (kind, name) in ABOUT_DOCUMENTS.items():
		for doctype, names in found.items():
			for some in _chunks(names):
				_delete_rows(about, {kind: doctype, name: ["in", some]})
	for doctype, names in found.items():
		if doctype in TREES:
			continue
		for field in frappe.get_meta(doctype).get_table_fields():
			for some in _chunks(names):
				_delete_rows(field.options, {"parent": ["in", some], "parenttype": doctype})
		for some in _chunks(names):
			frappe.db.delete(doctype, {"name": ["in", some]})
	for doctype in TREES:
		for name in sorted(found.get(doctype, ())):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True, delete_permanently=True)


def _delete_about_users(users: list[str]) -> None:
	for doctype, field in ABOUT_USERS.items():
		_delete_rows(doctype, {field: ["in", users]})
	for user in users:
		delete_all_passwords_for("User", user)
	if "__UserSettings" in frappe.db.get_tables():
		frappe.db.delete("__UserSettings", {"user": ["in", users]})


def _delete_rows(doctype: str, filters: dict) -> None:
	if frappe.db.table_exists(doctype):
		frappe.db.delete(doctype, filters)


def _set_back(before: dict[str, int], found: dict[str, set[str]]) -> None:
	"""Let the naming series count on from where they stood, or from the last number that others have taken since."""
	table = frappe.qb.DocType("Series")
	counted = frappe.qb.from_(table).select(table.name, table.current).for_update().run()
	for series, current in counted:
		doctypes = [doctype for doctype, names in found.items() if series and _last_of(series, names)]
		if current == before.get(series, 0) or not doctypes:
			continue
		taken = [_last_of(series, _names_like(doctype, series)) for doctype in doctypes]
		if last := max(before.get(series, 0), *taken):
			frappe.qb.update(table).set(table.current, last).where(table.name == series).run()
		if not last and series not in before:
			frappe.qb.from_(table).delete().where(table.name == series).run()


def _last_of(series: str, names: Iterable[str]) -> int:
	"""The highest number that one of the names has behind the series; 0 where none has."""
	ends = (name.removeprefix(series) for name in names if name.startswith(series))
	return max((int(end) for end in ends if end.isdecimal()), default=0)


def _names_like(doctype: str, series: str) -> list[str]:
	return frappe.get_all(
		doctype, filters={"name": ["like", f"{series}%"]}, pluck="name", limit_page_length=0
	)


def _chunks(values: Iterable[str]) -> Iterable[list[str]]:
	values = sorted(values)
	return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
