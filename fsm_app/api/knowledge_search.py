"""What the search page of the Desk asks for (G2, G5)."""

import frappe
from frappe.utils import cint

from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge import search as knowledge_search
from fsm_app.knowledge.search import Asked


@frappe.whitelist()
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
