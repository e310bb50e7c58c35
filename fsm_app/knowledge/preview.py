"""What a case says, in the order in which one reads it, for panels beside a ticket (G2)."""

import frappe

from fsm_app.knowledge.stages import CASE

SAYS = ("name", "title", "kind", "stage", "language", "symptom", "cause", "solution", "snippet", "url")
FIGURES = ("version_no", "published_on", "solved", "not_solved")


def of(case: str) -> dict:
	"""The case's texts (`solution` is HTML that was cleaned when it was saved), codes, pictures, parts and figures.

	Whether the reader may see it was asked before.
	"""
	doc = frappe.get_doc(CASE, case)
	return {
		**{field: doc.get(field) for field in (*SAYS, *FIGURES)},
		"fault_codes": _rows(doc.fault_codes, "code", "meaning", "cause", "action"),
		"pictures": _rows(doc.pictures, "image", "caption"),
		"parts": _rows(doc.usual_parts, "item_code", "qty", "remark"),
	}


def _rows(rows, *fields: str) -> list[dict]:
	return [{field: row.get(field) for field in fields} for row in rows]
