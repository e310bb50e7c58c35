"""The journal of what may alter what a search finds: a running number for each change, written with the change itself (G2).

Whoever searches, in whatever process on whatever machine, keeps the number up to which its own copy of the index goes, and
reads what came after it. The numbers are those of a naming series, whose row is locked until the change is committed: what
is seen of the journal is always its beginning, without gaps. What a row tells is that a document is to be read anew, so it
may be followed twice and late. Nothing else happens when a case is saved: no searcher can keep it from being saved.
"""

from typing import NamedTuple

import frappe

from fsm_app.knowledge.stages import CASE, PUBLISHED

CHANGE = "Knowledge Change"
OFFERING = "Service Offering"
# A number of days after which every copy of the index has long been built anew.
KEPT_DAYS = 30
FIRST = "KJ-000000001"
# By the doctype that is renamed: which tables of a case name it.
NAMED_IN = {
	"Item": ("Knowledge Case Equipment", "Knowledge Case Part"),
	"Item Group": ("Knowledge Case Equipment",),
	"Brand": ("Knowledge Case Equipment",),
	OFFERING: ("Knowledge Case Offering",),
	"Service Skill": ("Knowledge Case Skill",),
}
_OWN = "fsm_search_changes"


class Change(NamedTuple):
	"""A document that is to be read anew; `written` tells a number from the same one of a database that was restored."""

	number: str
	written: str
	doctype: str
	document: str


def follow_case(case, method: str | None = None) -> None:
	"""Knowledge Case's on_update and on_trash: what is found, or was."""
	before = case.get_doc_before_save() if method == "on_update" else None
	if case.stage == PUBLISHED or (before and before.stage == PUBLISHED):
		note(CASE, case.name)


def follow_offering(offering, method: str | None = None) -> None:
	"""Service Offering's on_update and on_trash."""
	note(OFFERING, offering.name)


def follow_renamed(doc, method: str | None = None, old: str = "", new: str = "", merge: bool = False) -> None:
	"""after_rename of what is found and of what cases name: Frappe changes the links without saving the cases."""
	if doc.doctype in (CASE, OFFERING):
		note(doc.doctype, old)
		note(doc.doctype, new)
	if doc.doctype == "Company":
		cases = frappe.get_all(CASE, filters={"only_company": new, "stage": PUBLISHED}, pluck="name")
	else:
		cases = _cases_that_name(doc.doctype, new)
	for case in cases:
		note(CASE, case)


def _cases_that_name(doctype: str, name: str) -> list[str]:
	parents: set[str] = set()
	for table in NAMED_IN.get(doctype, ()):
		links = [field.fieldname for field in frappe.get_meta(table).fields if field.options == doctype]
		for field in links:
			parents.update(frappe.get_all(table, filters={field: name, "parenttype": CASE}, pluck="parent"))
	published = {"name": ["in", sorted(parents) or [""]], "stage": PUBLISHED}
	return frappe.get_all(CASE, filters=published, pluck="name", order_by="name")


def note(doctype: str, document: str) -> None:
	"""Let everybody read this document anew before they search."""
	# It follows from a change that the user may make.
	frappe.get_doc({"doctype": CHANGE, "about_doctype": doctype, "about": document}).insert(
		ignore_permissions=True
	)
	if not frappe.flags.get(_OWN):
		frappe.flags[_OWN] = True
		frappe.db.after_commit.add(_are_committed)
		frappe.db.after_rollback.add(_are_committed)


def _are_committed() -> None:
	frappe.flags.pop(_OWN, None)


def has_own() -> bool:
	"""Whether this transaction has changes that may yet be undone: an index that others read must not learn of them."""
	return bool(frappe.flags.get(_OWN))


def since(number: str, limit: int) -> list[Change]:
	"""The change of that number, where there still is one, and those after it, in their order."""
	rows = frappe.get_all(
		CHANGE,
		filters={"name": [">=", number or FIRST]},
		fields=["name", "creation", "about_doctype", "about"],
		order_by="name",
		limit_page_length=limit,
	)
	return [Change(row.name, str(row.creation), row.about_doctype, row.about) for row in rows]


def last() -> Change | None:
	"""The newest change that this transaction sees."""
	rows = frappe.get_all(
		CHANGE,
		fields=["name", "creation", "about_doctype", "about"],
		order_by="name desc",
		limit_page_length=1,
	)
	return Change(rows[0].name, str(rows[0].creation), rows[0].about_doctype, rows[0].about) if rows else None


def forget_old() -> None:
	"""Delete what every copy has followed long ago; the newest stays, for numbers are compared with it."""
	newest = last()
	if newest:
		before = frappe.utils.add_days(frappe.utils.now_datetime(), -KEPT_DAYS)
		frappe.db.delete(CHANGE, {"creation": ["<", before], "name": ["!=", newest.number]})
