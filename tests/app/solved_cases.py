"""Published cases, tickets that they solved, and what is learnt of them."""

import frappe
from frappe.utils import now_datetime

from fsm_app.knowledge import learning, search_journal, uses
from fsm_app.knowledge.stages import CASE, PUBLISHED, SOLVED
from tests.app import factories as f


def published(title: str, **values):
	"""A case that is read by all of the staff, unless told otherwise."""
	stage = values.pop("stage", PUBLISHED)
	case = frappe.get_doc({"doctype": CASE, "title": title, "kind": "Case", "audience": "Internal", **values})
	case.insert(ignore_permissions=True)
	case.db_set({"stage": stage, "workflow_state": stage, "published_on": now_datetime()})
	frappe.clear_document_cache(CASE, case.name)
	search_journal.note(CASE, case.name)
	return case


def mark(case, ticket, result: str = SOLVED) -> None:
	"""What somebody who worked on the ticket says of the case."""
	uses.note_result(case.name, ticket.name, result)


def night() -> str | None:
	"""Let a night pass."""
	return learning.learn_anew()


def item(code: str, group: str = "Test Pumps") -> str:
	if not frappe.db.exists("Item Group", group):
		f.make("Item Group", item_group_name=group, parent_item_group="All Item Groups")
	return f.make(
		"Item", name=code, item_code=code, item_name=code, item_group=group, stock_uom="Nos", is_stock_item=0
	).name
