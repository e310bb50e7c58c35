"""What the forms of a case and of a ticket ask about cases (G1)."""

import frappe
from frappe import _

from fsm_app.common.arguments import number, permitted
from fsm_app.common.limits import per_user
from fsm_app.engine.stages import TICKET
from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge import (
	case_files,
	catalogue_links,
	fault_links,
	from_ticket,
	readers,
	reviews,
	uses,
	versions,
)
from fsm_app.knowledge.stages import CASE, REVIEW, VERSION

# What a case may be about, with the field that describes it; engineers have no role of ERPNext that reads these.
CHOICES = {"Item": "item_name", "Item Group": "name", "Brand": "name"}


@frappe.whitelist(methods=["POST"])
@per_user(60)
def write_case(ticket: str) -> dict:
	"""Make a case of a ticket that the user sees, or find the draft made before: `name`, `hidden` places, `found`, `said`."""
	made = from_ticket.draft_from(permitted(TICKET, ticket))
	return {**made, "said": from_ticket.said_of(made["hidden"]) if made["hidden"] else ""}


@frappe.whitelist(methods=["GET"])
def of_ticket(ticket: str) -> dict:
	"""The cases at hand in a ticket that the user sees.

	`meaning` of its fault code (fault_links.meaning_of), `offering` (cases that the catalogue names), `used` (name, title,
	kind, result), `may_judge`, whether the user may say what helped, and `may_write`, whether they may make a case of it.
	"""
	permitted(TICKET, ticket)
	facts = frappe.db.get_value(
		TICKET, ticket, ["fault_code", "fault_case", "item_code", "company", "offering"], as_dict=True
	)
	results = uses.results_in(ticket)
	return {
		"meaning": fault_links.meaning_of(facts),
		"offering": catalogue_links.cases_of_offering(facts.offering),
		"used": [{**row, "result": results[row.name]} for row in catalogue_links.titles_of(sorted(results))],
		"may_judge": uses.may_judge(ticket),
		"may_write": from_ticket.may_take_over(ticket),
	}


@frappe.whitelist(methods=["POST"])
@per_user(600)
def note_reading(case: str, ticket: str | None = None) -> None:
	"""The user reads a case, in a ticket perhaps: counted once a day or ticket; of a case that is not published not at all."""
	_readable(case)
	uses.note_reading(case, permitted(TICKET, ticket) if ticket else None)


@frappe.whitelist(methods=["POST"])
@per_user(600)
def note_result(case: str, ticket: str, result: str) -> dict:
	"""What came of a case in a ticket: Used, Solved It or Did Not Help; said again, the newer word counts. Returns of_ticket."""
	permitted(TICKET, ticket)
	_readable(case)
	uses.note_result(case, ticket, result)
	return of_ticket(ticket)


@frappe.whitelist(methods=["GET"])
def difference(version: str) -> list[dict]:
	"""What a version changed: by field its `label` and its `lines` of pieces, see versions.difference_of."""
	return versions.difference_of(frappe.get_doc(VERSION, permitted(VERSION, version)))


@frappe.whitelist(methods=["GET"])
def rubric() -> dict:
	"""By what cases are marked, for whoever may mark them: the rubric's `name`, and `scores`, a row for each criterion."""
	frappe.has_permission(REVIEW, "create", throw=True)
	found = reviews.rubric_of_site()
	return {"name": found.name, "scores": reviews.blank_scores(found)}


@frappe.whitelist(methods=["GET", "POST"])  # the Desk's link fields post
def choices(
	doctype: str,
	txt: str,
	searchfield: str | None = None,
	start: int = 0,
	page_len: int = 20,
	filters: dict | str | None = None,
	**_kwargs,
) -> list:
	"""The query of the link fields of a case: items, item groups and brands, for whoever may write cases."""
	if doctype not in CHOICES:
		frappe.throw(_("{0} is not offered here. Choose an item.").format(doctype), frappe.PermissionError)
	frappe.has_permission(CASE, "create", throw=True)
	described = CHOICES[doctype]
	like = ["like", f"%{txt}%"]
	rows = frappe.get_all(
		doctype,
		or_filters={"name": like, described: like},
		fields=["name", described] if described != "name" else ["name"],
		order_by="name",
		limit_start=number(start, 0, 10_000),
		limit_page_length=number(page_len, 1, 50),
	)
	return [(row.name, row.get(described) or "") if described != "name" else (row.name,) for row in rows]


@frappe.whitelist(methods=["GET"], allow_guest=True)
def file(case: str, url: str) -> None:
	"""A picture or file of a case for whoever reads the case in the portal or the Desk."""
	name, content, is_picture = case_files.file_for_reader(case, url, customers_of())
	frappe.local.response.update(
		{
			"type": "download",
			"filename": name,
			"filecontent": content,
			"display_content_as": "inline" if is_picture else "attachment",
		}
	)


def _readable(case: str) -> None:
	"""Refuse a case that the user does not read, in the Desk or in the portal."""
	if readers.is_staff() or not readers.reads(case, customers_of()):
		permitted(CASE, case)
