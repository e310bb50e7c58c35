"""What follows for an engineer on a list: bonus, promotion points, improvement plan; and taking it back (J5)."""

import frappe
from frappe import _

from fsm_app.rewards import deciding, merits, payments, plans


def follow(run, engineer: str, terms: dict) -> None:
	"""Give the engineer what the terms of the list give. Again, it gives nothing twice."""
	terms = frappe._dict(terms)
	reason = f"{run.rule}, {run.cycle}"
	if (terms.bonus_amount or 0) > 0:
		after = frappe.db.get_value("Performance Cycle", run.cycle, "end_date")
		payments.open_bonus(run, engineer, terms, reason, after)
		_tell_of_bonus(run, engineer, terms.bonus_amount)
	if terms.promotion_points or terms.promotion_priority:
		merits.give(run, engineer, terms.promotion_points or 0, bool(terms.promotion_priority), reason)
	if terms.opens_plan:
		row = next(row for row in run.rows if row.engineer == engineer)
		plans.open_plan(run, engineer, row.why, terms.plan_days or 90)


def take_back(doc, engineer: str) -> None:
	"""Take back what followed for the engineer from the list, or from the grant, `doc`."""
	payments.take_back(doc, engineer)
	merits.withdraw(doc, engineer)
	plans.cancel_plan(doc, engineer)


def _tell_of_bonus(run, engineer: str, bonus: float) -> None:
	"""The notification opens the engineer's own appraisal, for the list is of all."""
	appraisal = frappe.db.get_value("Performance Appraisal", {"cycle": run.cycle, "engineer": engineer})
	currency = frappe.get_cached_value("Company", run.company, "default_currency") or ""
	amount = f"{bonus:,.2f} {currency}".strip()
	deciding.tell_engineer(
		engineer,
		lambda code: _("You get a bonus of {0}: {1}.", code).format(amount, _(run.rule, code)),
		frappe._dict(doctype="Performance Appraisal", name=appraisal),
	)
