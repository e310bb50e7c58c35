"""That a case was opened, used in a ticket, and whether it helped: what recommendation learns from and KPIs count (G1, G2).

Reading is a row for each user and ticket, or day. What came of a case in a ticket is one row, whoever says it: the ticket's
engineer, or who verifies it. The figures on the case are counted from the rows.
"""

from collections import Counter

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.roles import COORDINATORS
from fsm_app.engine.stages import FINISHED, TICKET
from fsm_app.knowledge.stages import CASE, NOT_SOLVED, OPENED, PUBLISHED, SOLVED, USE, USED
from fsm_app.workforce.engineers import engineer_of
from fsm_app.workforce.rights import APPROVE_CLOSING, has_right

JUDGED = (SOLVED, NOT_SOLVED)


class NotYourTicket(frappe.PermissionError):
	"""Somebody else than the ticket's engineer, or its verifier, says what solved it."""


class NotAResult(frappe.ValidationError):
	"""A result that there is not, or one of a case that readers do not see."""


def note_reading(case: str, ticket: str | None = None) -> None:
	"""The session's user reads a published case: once a day, or once for a ticket; authors do not count. The caller has checked that they may."""
	if frappe.db.get_value(CASE, case, "author_user") == frappe.session.user:
		return
	for_what = ticket or now().date().isoformat()
	_note(case, OPENED, ticket, f"{OPENED}:{case}:{for_what}:{frappe.session.user}")


def note_result(case: str, ticket: str, result: str) -> str | None:
	"""The case was used in the ticket, solved it, or did not help; said again, the newer word counts. Returns the row's name.

	The caller has checked that the user may read both. The merit is the ticket's engineer's. Raises NotYourTicket.
	"""
	if result not in (USED, *JUDGED):
		frappe.throw(
			_("Result: {0} is not one of {1}. Choose one of these.").format(
				result, ", ".join(map(_, (USED, *JUDGED)))
			),
			NotAResult,
		)
	if not may_judge(ticket):
		frappe.throw(
			_(
				"Result: whether a case helped says the ticket's engineer or who verifies it. Ask one of them."
			),
			NotYourTicket,
		)
	return _note(case, result, ticket, f"{USED}:{case}:{ticket}")


def _note(case: str, result: str, ticket: str | None, key: str) -> str | None:
	# One after the other: a double click, or two devices, must neither make two nor count past each other.
	facts = frappe.db.get_value(CASE, case, ["name", "author", "stage"], as_dict=True, for_update=True)
	known = frappe.db.get_value(USE, {"client_key": key}, ["name", "result"], as_dict=True, for_update=True)
	if known and known.result == result:
		return known.name
	if facts.stage != PUBLISHED:
		if result == OPENED:
			return None
		frappe.throw(_("{0} is not published any more. Choose another case.").format(case), NotAResult)
	values = _values(facts, result, ticket)
	if known:
		frappe.db.set_value(USE, known.name, values, update_modified=False)
		name = known.name
	else:
		use = frappe.get_doc({"doctype": USE, "client_key": key, **values})
		name = use.insert(ignore_permissions=True).name  # the app's own record of what the user did
	_count(case)
	return name


def _values(facts, result: str, ticket: str | None) -> dict:
	of_ticket = ticket and frappe.db.get_value(TICKET, ticket, ["engineer", "company"], as_dict=True)
	mine = engineer_of()
	engineer = mine and mine.name
	if of_ticket and result != OPENED:
		engineer = of_ticket.engineer or engineer
	return {
		"knowledge_case": facts.name,
		"result": result,
		"ticket": ticket,
		"company": of_ticket.company if of_ticket else mine and mine.company,
		"engineer": engineer,
		"user": frappe.session.user,
		"author": facts.author,
		"by_another": int(bool(facts.author) and engineer != facts.author),
		"at": now(),
	}


def results_in(ticket: str) -> dict[str, str]:
	"""By case what came of it in the ticket: used, solved or not."""
	rows = frappe.get_all(
		USE,
		filters={"ticket": ticket, "result": ["!=", OPENED]},
		fields=["knowledge_case", "result"],
		limit_page_length=0,
	)
	return {row.knowledge_case: row.result for row in rows}


def may_judge(ticket: str) -> bool:
	"""Whether the session's user may say which case solved the ticket: its engineer, who verifies finished ones, coordinators."""
	user = frappe.session.user
	if user == "Administrator" or set(COORDINATORS) & set(frappe.get_roles(user)):
		return True
	stored = frappe.db.get_value(TICKET, ticket, ["engineer", "stage"], as_dict=True)
	engineer = engineer_of(user)
	if stored and engineer and engineer.name == stored.engineer:
		return True
	return bool(stored) and stored.stage in FINISHED and has_right(APPROVE_CLOSING, user)


def _count(case: str) -> None:
	"""The figures of the case anew, from its rows as they are now."""
	use = frappe.qb.DocType(USE)
	rows = frappe.qb.from_(use).select(use.result).where(use.knowledge_case == case).for_update().run()
	numbers = Counter(result for (result,) in rows)
	frappe.db.set_value(
		CASE,
		case,
		{
			"reads": numbers[OPENED],
			"uses": sum(numbers[each] for each in (USED, *JUDGED)),
			"solved": numbers[SOLVED],
			"not_solved": numbers[NOT_SOLVED],
		},
		update_modified=False,
	)


def hand_over_uses(ticket, into) -> dict[str, int]:
	"""Being merged: what was used for it was used for the ticket that survives, where that does not say so itself."""
	rows = frappe.get_all(
		USE,
		filters={"ticket": ticket.name},
		fields=["name", "knowledge_case", "client_key"],
		limit_page_length=0,
	)
	kept = frappe.get_all(
		USE,
		filters={"client_key": ["in", [_key_in(row.client_key, ticket.name, into.name) for row in rows]]},
		pluck="client_key",
	)
	moved = 0
	for row in rows:
		key = _key_in(row.client_key, ticket.name, into.name)
		if key not in kept:
			frappe.db.set_value(
				USE, row.name, {"ticket": into.name, "client_key": key}, update_modified=False
			)
			moved += 1
	return {USE: moved} if moved else {}


def delete_uses(ticket, method: str | None = None) -> None:
	"""Being deleted: what was used for it goes with it, and is counted no more."""
	cases = frappe.get_all(
		USE, filters={"ticket": ticket.name}, pluck="knowledge_case", distinct=True, order_by="knowledge_case"
	)
	frappe.db.delete(USE, {"ticket": ticket.name})
	for case in sorted(cases):
		_count(case)


def delete_of_case(case) -> None:
	"""A case is being deleted: who used it goes with it."""
	frappe.db.delete(USE, {"knowledge_case": case.name})


def _key_in(key: str, ticket: str, into: str) -> str:
	return key.replace(f":{ticket}", f":{into}")
