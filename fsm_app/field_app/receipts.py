"""Receipts of what came from the phones: a Field Act for each client key of a user, written in the act's own transaction (N1).

The receipt is written before the act is done: of two deliveries of the same act that arrive together, the second one waits at
the unique key, and then finds the first one's answer.
"""

import hashlib
import json

import frappe
from frappe.utils import cstr

from fsm_app.common.clock import now
from fsm_app.field_app.act import Act
from fsm_app.field_app.kinds import SHOWN

ACT, CONFLICT = "Field Act", "Field Act Conflict"
DONE, IN_CONFLICT, SETTLED, KEPT = "Done", "Conflict", "Settled", "Kept"


def key_of(key: str, user: str | None = None) -> str:
	"""The unique key of a client key of `user` (default: the one logged in): no two people share one."""
	return hashlib.sha256(f"{user or frappe.session.user}\n{key}".encode()).hexdigest()


def of_key(key: str, just_now: bool = False):
	"""The Field Act under a client key of the session's user; None where there is none.

	`just_now`: somebody else has written it, and a locking read sees it. Of a key that is not there such a read would hold up
	all phones, for the database locks the gap in which it would stand.
	"""
	name = frappe.db.get_value(ACT, {"act_key": key_of(key)}, "name", for_update=just_now)
	return frappe.get_doc(ACT, name, for_update=just_now) if name else None


def which_are_here(keys: list[str]) -> set[str]:
	"""Those of the user's client keys whose acts are here."""
	by_key = {key_of(key): key for key in keys}
	found = frappe.get_all(
		ACT, filters={"act_key": ["in", sorted(by_key) or [""]]}, pluck="act_key", limit_page_length=0
	)
	return {by_key[key] for key in found}


def reserve(act: Act, engineer, company: str):
	"""Write the receipt of an act that is about to be done; raises frappe.UniqueValidationError where it is here already."""
	receipt = frappe.get_doc(
		{
			"doctype": ACT,
			"ticket": act.ticket or None,
			"engineer": engineer.name,
			"company": company,
			"kind": SHOWN[act.kind],
			"result": DONE,
			"made_at": act.made_at,
			"arrived_at": now(),
			"act_key": key_of(act.key),
			"file_hash": act.file_hash,
		}
	)
	receipt.flags.written_by_app = True
	# The app's own record of what the user may do by the act itself.
	return receipt.insert(ignore_permissions=True)


def close(receipt, result: str, answer: dict, **values) -> None:
	"""Write down what became of the act; `values` are further fields of it, `conflicts` rows among them."""
	conflicts = values.pop("conflicts", [])
	receipt.update({"result": result, "answer": json.dumps(answer, default=str), **values})
	for conflict in conflicts:
		receipt.append("conflicts", {name: cstr(value) for name, value in conflict.items()})
	receipt.flags.written_by_app = True
	receipt.save(ignore_permissions=True)


def answer_of(receipt) -> dict:
	"""What the phone is told of an act that is here."""
	open_rows = [row for row in receipt.conflicts if not row.taken]
	return {
		"result": {KEPT: "kept", IN_CONFLICT: "conflict"}.get(receipt.result, "done"),
		"act": receipt.name,
		"answer": json.loads(receipt.answer or "{}"),
		"problem": receipt.problem or "",
		"file": receipt.file_hash or "",
		"conflicts": [
			{name: row.get(name) for name in ("field", "label", "seen", "mine", "theirs")}
			for row in open_rows
		],
	}


def delete_acts(ticket, method: str | None = None) -> None:
	"""A ticket is being deleted: what phones brought for it goes along, with its files."""
	for name in frappe.get_all(ACT, filters={"ticket": ticket.name}, pluck="name", limit_page_length=0):
		frappe.delete_doc(ACT, name, ignore_permissions=True, delete_permanently=True)
