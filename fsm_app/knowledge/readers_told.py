"""What each engineer was told of cases, and wants to be told (G3)."""

from collections.abc import Callable

import frappe

from fsm_app.knowledge.gap_visibility import READER

ENGINEER = "Service Engineer"


def at_work() -> list:
	"""The engineers at work who have an enabled user. Two queries."""
	rows = frappe.get_all(
		ENGINEER,
		filters={"status": "Active", "user": ["is", "set"]},
		fields=["name", "user", "company", "joined_on"],
		order_by="name",
		limit_page_length=0,
	)
	enabled = set(
		frappe.get_all(
			"User",
			filters={"name": ["in", [row.user for row in rows]], "enabled": 1},
			pluck="name",
			limit_page_length=0,
		)
	)
	return [row for row in rows if row.user in enabled]


def values(field: str) -> dict:
	"""What is noted of each engineer in a field of Knowledge Reader."""
	return dict(frappe.get_all(READER, fields=["engineer", field], as_list=True, limit_page_length=0))


def note(engineer: str, **noted) -> None:
	"""Note something of an engineer; one's own choice, or what the app has told."""
	name = frappe.db.get_value(READER, engineer, "name", for_update=True)
	reader = frappe.get_doc(READER, name) if name else frappe.new_doc(READER)
	reader.update({"engineer": engineer, **noted})
	reader.save(ignore_permissions=True)


def each_on_its_own(what: str, engineer: str, act: Callable[[], object]) -> int:
	"""1 where it could be done, else 0: then it is undone and logged, and keeps nobody else waiting."""
	frappe.db.savepoint("told_reader")
	try:
		act()
	except Exception:
		frappe.db.rollback(save_point="told_reader")
		frappe.log_error(
			title=f"Cases, {what}: {engineer}", reference_doctype=ENGINEER, reference_name=engineer
		)
		return 0
	finally:
		frappe.db.commit()
	return 1
