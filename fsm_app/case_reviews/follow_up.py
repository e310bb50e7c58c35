"""Each day the actions of case reviews are followed up: reminded of, told when overdue, and put on the next agenda (G4)."""

from datetime import datetime

import frappe

from fsm_app.case_reviews import actions
from fsm_app.case_reviews.agenda import put_overdue
from fsm_app.common import clock
from fsm_app.common.clock import now


def follow_case_actions(at: datetime | None = None) -> int:
	"""Daily: remind of what is due soon, and tell of what has become overdue; returns of how many actions.

	Each once for each day that was set. One that fails is logged and keeps no other waiting.
	"""
	at = at or now()
	with clock.at(at):
		reminded = sum(_on_its_own(actions.remind, action, at) for action in actions.due_soon(at.date()))
		return reminded + sum(
			_on_its_own(_overdue, action, at) for action in actions.newly_overdue(at.date())
		)


def _overdue(action, at: datetime) -> None:
	actions.tell_overdue(action, put_overdue(action))


def _on_its_own(act, action, at: datetime) -> int:
	frappe.db.savepoint("case_action")
	try:
		act(action, at)
	except Exception:
		frappe.db.rollback(save_point="case_action")
		frappe.log_error(
			title=f"Case review action {action.name}",
			reference_doctype=actions.ACTION,
			reference_name=action.name,
		)
		return 0
	finally:
		frappe.db.commit()
	return 1
