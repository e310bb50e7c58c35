"""Published cases for the tests of the search, and what it finds of them."""

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge.search import search
from fsm_app.knowledge.search_filters import Asked
from fsm_app.knowledge.stages import CASE
from tests.app import factories as f

WRITER = "case.writer@example.com"


def draft(title: str, **values):
	"""A case that somebody of the staff has written."""
	f.user(WRITER, "Service Engineer")
	me = frappe.session.user
	frappe.set_user(WRITER)
	try:
		values = {"kind": "Case", "symptom": "-", "cause": "see there", **values}
		return frappe.get_doc({"doctype": CASE, "title": title, **values}).insert()
	finally:
		frappe.set_user(me)


def published(title: str, **values):
	"""A case that was reviewed and published, and committed."""
	case = draft(title, **values)
	case = apply_workflow(case, "Submit for Review")
	case = apply_workflow(case, "Publish")
	frappe.db.commit()
	return case


def with_codes(*codes: str) -> list[dict]:
	return [{"code": code, "meaning": f"meaning of {code}"} for code in codes]


def found(question: str, **asked) -> list[str]:
	"""The names of what this user finds, best first."""
	page = {key: asked.pop(key) for key in ("start", "length", "as_typed") if key in asked}
	return [
		hit["name"]
		for hit in search(Asked(question, **asked), customers=customers_of(), **{"length": 50, **page})[
			"hits"
		]
	]


def marked(piece: dict) -> list[str]:
	return [text for text, is_hit in piece["pieces"] if is_hit]
