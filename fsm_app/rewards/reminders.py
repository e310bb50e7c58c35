"""Whoever decides on an award is told again until somebody does (K1)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, getdate

from fsm_app.common.clock import now
from fsm_app.rewards import deciding
from fsm_app.rewards.awards import AWARD, ROUND, TO_DECIDE
from fsm_app.rewards.grants import GRANT, IN_QUESTION


def remind_deciders() -> None:
	"""Daily: rounds to decide and grants in question, each time the award's days have passed since those who decide were told."""
	today = now().date()
	days = dict(frappe.get_all(AWARD, fields=["name", "remind_days"], as_list=True, limit_page_length=0))
	for doctype, state in ((ROUND, TO_DECIDE), (GRANT, IN_QUESTION)):
		for row in frappe.get_all(
			doctype,
			filters={"state": state},
			fields=["name", "award", "reminded_on", "modified"],
			order_by="name",
			limit_page_length=0,
		):
			after = cint(days.get(row.award))
			if after and getdate(row.reminded_on or row.modified) + timedelta(days=after) <= today:
				_remind(frappe.get_doc(doctype, row.name), today)


def _remind(document, today) -> None:
	document.db_set("reminded_on", today)

	def message(code: str) -> str:
		if document.doctype == ROUND:
			text = _("Reminder: {0} of {1}: choose who gets it.", code)
		else:
			text = _("Reminder: {0} of {1} is in question. Decide whether the award stays.", code)
		return text.format(_(document.award, code), document.period_label)

	deciding.tell_deciders(document, message)
