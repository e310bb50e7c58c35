"""What a ticket's fault code means: the case that says so, found by code and equipment, beside the code as it was typed (G1).

The typed code stays whatever it is: engineers type it on a phone, mails bring it. The case beside it is found anew when the
code or the device changes, and stays where somebody has chosen another one.
"""

import frappe
from frappe import _
from frappe.query_builder import Order

from fsm_app.engine.search_words import code_key
from fsm_app.engine.stages import TICKET
from fsm_app.knowledge.stages import CASE, PUBLISHED

CODE, EQUIPMENT = "Knowledge Fault Code", "Knowledge Case Equipment"
TABLE = "Fault Code Table"
FOUND_BY = ("fault_code", "item_code")
# More cases than that with one code say that the code alone tells nothing.
MOST = 200


class NotAFaultCase(frappe.ValidationError):
	"""A ticket's fault code is said to mean a case that is not published."""


def follow_code(ticket, before) -> None:
	"""A ticket is checked: find the case of its fault code where it has a new code or device and nobody chose one."""
	chosen = ticket.fault_case and ticket.fault_case != (before and before.fault_case)
	if chosen:
		if frappe.db.get_value(CASE, ticket.fault_case, "stage") != PUBLISHED:
			frappe.throw(
				_("Fault Code Means: {0} is not published. Choose another case.").format(ticket.fault_case),
				NotAFaultCase,
			)
		return
	if before and all((ticket.get(field) or "") == (before.get(field) or "") for field in FOUND_BY):
		return
	if ticket.fault_code or ticket.fault_case:
		ticket.fault_case = case_of_code(ticket.fault_code, ticket.item_code, ticket.company)


def case_of_code(code: str | None, item_code: str | None = None, company: str | None = None) -> str | None:
	"""The published case that says what the code means on the item: its own, else its group's, else one for all.

	A table of fault codes before a case, the newest before older ones. None where two or more are equally about other
	equipment: a code means something else on each.
	"""
	key = code_key(code)
	if not key:
		return None
	rows = _cases_with(key, company)
	if not rows:
		return None
	equipment = _equipment_of([row.name for row in rows])
	group = item_code and frappe.db.get_value("Item", item_code, "item_group")
	ranked = [(_fit(equipment.get(row.name), item_code, group), row.kind == TABLE, row.name) for row in rows]
	# sorted() keeps the order of the rows, newest first, among equals.
	best = sorted((each for each in ranked if each[0]), key=lambda each: (each[0], each[1]), reverse=True)
	return best[0][2] if best else None


def _fit(about: list | None, item_code: str | None, group: str | None) -> int:
	"""How well the case is about the item: 3 the item, 2 its group, 1 all equipment, 0 other equipment."""
	if not about:
		return 1
	if item_code and any(row.item_code == item_code for row in about):
		return 3
	if group and any(not row.item_code and row.item_group == group for row in about):
		return 2
	return 0


def _cases_with(key: str, company: str | None) -> list:
	case, code = frappe.qb.DocType(CASE), frappe.qb.DocType(CODE)
	return (
		frappe.qb.from_(code)
		.join(case)
		.on(case.name == code.parent)
		.select(case.name, case.kind)
		.where((code.code_key == key) & (code.parenttype == CASE) & (case.stage == PUBLISHED))
		.where((case.only_company.isnull()) | (case.only_company.isin(["", company or ""])))
		.orderby(case.published_on, order=Order.desc)
		.limit(MOST)
		.run(as_dict=True)
	)


def _equipment_of(cases: list[str]) -> dict[str, list]:
	rows = frappe.get_all(
		EQUIPMENT,
		filters={"parent": ["in", cases], "parenttype": CASE},
		fields=["parent", "item_code", "item_group"],
		limit_page_length=0,
	)
	found: dict[str, list] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found


def meaning_of(ticket) -> dict | None:
	"""What the ticket's code means, for its form: `case`, `title`, and the code's `meaning`, `cause` and `action`.

	A case that was published since is found, too. None where it has no case, or the session's user does not read that.
	"""
	name = ticket.fault_case or case_of_code(ticket.fault_code, ticket.item_code, ticket.company)
	if not name or not frappe.db.exists(CASE, name):
		return None
	case = frappe.get_doc(CASE, name)
	if case.stage != PUBLISHED or not case.has_permission("read"):
		return None
	row = next((row for row in case.fault_codes if row.code_key == code_key(ticket.fault_code)), None)
	said = {field: row.get(field) if row else None for field in ("meaning", "cause", "action")}
	return {"case": case.name, "title": case.title, **said}


def link_stored_codes() -> int:
	"""Once: find the cases of the codes of stored tickets; the number of tickets that have one now. In batches by code."""
	pairs = frappe.get_all(
		TICKET,
		filters={"fault_code": ["is", "set"], "fault_case": ["is", "not set"]},
		fields=["fault_code", "item_code", "company"],
		distinct=True,
		order_by="fault_code",
		limit_page_length=0,
	)
	linked = 0
	for pair in pairs:
		if case := case_of_code(pair.fault_code, pair.item_code, pair.company):
			linked += _link(pair, case)
	return linked


def _link(pair, case: str) -> int:
	filters = {
		"fault_code": pair.fault_code,
		"item_code": pair.item_code or ["is", "not set"],
		"company": pair.company,
		"fault_case": ["is", "not set"],
	}
	names = frappe.get_all(TICKET, filters=filters, pluck="name", limit_page_length=0)
	if names:
		frappe.db.set_value(TICKET, {"name": ["in", names]}, "fault_case", case, update_modified=False)
	return len(names)
