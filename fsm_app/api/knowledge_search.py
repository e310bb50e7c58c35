"""What the search page of the Desk asks for (G2, G5)."""

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common.arguments import WrongArgument
from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge import search as knowledge_search
from fsm_app.knowledge import search_filters, search_preview
from fsm_app.knowledge.search_filters import Asked


@frappe.whitelist(methods=["GET"])
def search(
	question: str = "",
	kind: str | None = None,
	item_code: str | None = None,
	offering: str | None = None,
	skill: str | None = None,
	fault_code: str | None = None,
	language: str | None = None,
	audience: str | None = None,
	start: int | str = 0,
	page_length: int | str = 20,
	as_typed: bool | int | str = False,
) -> dict:
	"""The cases and services that fit a question, best first, of those that the user may read; see knowledge/search.py."""
	asked = Asked(question, kind, item_code, offering, skill, fault_code, language, audience)
	return knowledge_search.search(asked, start, page_length, cint(as_typed) == 1, customers_of())


@frappe.whitelist(methods=["GET"])
def preview(doctype: str, name: str) -> dict:
	"""A hit to read beside the others, as its readers see it."""
	found = search_preview.shown(doctype, name, customers_of())
	if not found:
		frappe.throw(_("{0} is not there any more. Search again.").format(name), WrongArgument)
	return found


@frappe.whitelist(methods=["GET"])
def equipment(txt: str = "") -> list[dict]:
	"""The items that cases which the user reads are about, for the filter."""
	return search_filters.equipment(txt, customers_of())
