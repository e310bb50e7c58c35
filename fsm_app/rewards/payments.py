"""Bonuses on their way to people's pay: handed over once, taken back when their reason falls away (J5).

Where HRMS is installed a payment becomes one Additional Salary, see payroll.py; elsewhere the list of payments is what the
company's own payroll is given, and somebody says that it was.
"""

from datetime import date

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.roles import HR_MANAGER
from fsm_app.rewards import deciding, payroll
from fsm_app.rewards.rules import has_payroll

PAYMENT = payroll.PAYMENT
TO_HAND_OVER, HANDED_OVER, TO_TAKE_BACK, CANCELLED, TAKEN_BACK = (
	"To Hand Over",
	"Handed Over",
	"To Take Back",
	"Cancelled",
	"Taken Back",
)
BONUS, TAKING_BACK = "Bonus", "Taking Back"


class NotToHandOver(frappe.ValidationError):
	"""A payment that was handed over, or fell away."""


def open_bonus(doc, engineer: str, terms, reason: str, after: date) -> str:
	"""The payment of a bonus to the engineer for the list or grant `doc`; the one that lives where there is one."""
	key = _key(doc, engineer)
	if living := frappe.db.get_value(PAYMENT, {"live_key": key}, "name", for_update=True):
		return living
	payment = _insert(
		engineer=engineer,
		company=doc.company,
		kind=BONUS,
		amount=terms.bonus_amount,
		salary_component=terms.salary_component,
		deduction_component=terms.deduction_component,
		reason=reason,
		reference_doctype=doc.doctype,
		reference_name=doc.name,
		payroll_date=payroll.first_open_day(engineer, payroll.month_after(after)),
		approved_by=frappe.session.user,
		approved_at=now(),
		live_key=key,
	)
	if payroll.may_write_lines():
		_try(payment, _hand_over)
	return payment.name


def hand_over(name: str) -> str:
	"""Hand a payment over to payroll, or take it back from there; returns its state. The caller has asked for the right.

	Without HRMS this notes that it was done.
	"""
	payment = frappe.get_doc(PAYMENT, name, for_update=True)
	acts = {TO_HAND_OVER: _hand_over, TO_TAKE_BACK: _settle}
	if payment.state not in acts:
		frappe.throw(
			_("{0} is {1}; nothing is left to hand over.").format(
				payment.name, _(payment.state, context=PAYMENT)
			),
			NotToHandOver,
		)
	deciding.refuse_own([payment.engineer])
	acts[payment.state](payment)
	return payment.state


def take_back(doc, engineer: str) -> None:
	"""Take back what the engineer got, or was to get, for the list or grant `doc`; never undoes what was paid already."""
	name = frappe.db.get_value(PAYMENT, {"live_key": _key(doc, engineer)}, "name", for_update=True)
	if not name:
		return
	payment = frappe.get_doc(PAYMENT, name)
	if payment.state == TO_HAND_OVER:
		_set(payment, state=CANCELLED, live_key=None, problem=None)
		return
	_set(payment, state=TO_TAKE_BACK, live_key=None)
	_try(payment, _settle)


def tell_of_waiting(doc) -> None:
	"""Tell HR of the payments for `doc` that are not yet with payroll."""
	of = {"reference_doctype": doc.doctype, "reference_name": doc.name}
	waiting = frappe.db.count(PAYMENT, {**of, "state": ["in", [TO_HAND_OVER, TO_TAKE_BACK]]})
	if waiting:
		deciding.tell_deciders(
			doc,
			lambda code: _("{0} payments are to be handed over to payroll: {1}", code).format(
				waiting, doc.name
			),
			HR_MANAGER,
		)
	for row in frappe.get_all(
		PAYMENT, filters={**of, "state": CANCELLED, "problem": ["is", "set"]}, fields=["name", "problem"]
	):
		deciding.tell(
			deciding.deciders(doc.company, HR_MANAGER),
			lambda code, row=row: f"{row.name}: {row.problem}",
			frappe._dict(doctype=PAYMENT, name=row.name),
		)


def follow_cancelled_line(line, method: str | None = None) -> None:
	"""Additional Salary's on_cancel: a payment whose line HR has cancelled is to be handed over again, or is settled."""
	if line.ref_doctype != PAYMENT or line.flags.taken_back:
		return
	payment = frappe.get_doc(PAYMENT, line.ref_docname, for_update=True)
	if payment.state == HANDED_OVER:
		_set(
			payment,
			state=TO_HAND_OVER,
			additional_salary=None,
			problem=_("{0} was cancelled in payroll.").format(line.name),
		)


def follow_submitted_line(line, method: str | None = None) -> None:
	"""Additional Salary's on_submit: a line that HR has amended is the payment's line from now on."""
	if line.ref_doctype == PAYMENT:
		payment = frappe.get_doc(PAYMENT, line.ref_docname, for_update=True)
		_set(payment, state=HANDED_OVER, additional_salary=line.name, problem=None)


def _hand_over(payment) -> None:
	if not has_payroll():
		_set(payment, state=HANDED_OVER, problem=None)
		return
	payment.payroll_date = payroll.first_open_day(payment.engineer, payment.payroll_date)
	line = payroll.write_line(payment, is_deduction=payment.kind == TAKING_BACK)
	payment.reload()
	_set(
		payment, state=HANDED_OVER, additional_salary=line.name, payroll_date=line.payroll_date, problem=None
	)


def _settle(payment) -> None:
	"""Before payroll the line goes; after it one correcting line is made for the next period, and what was paid stays."""
	if payment.additional_salary and not payroll.was_paid(payment.additional_salary):
		payroll.cancel_line(payment.additional_salary)
		slip = payroll.draft_with(payment.additional_salary)
		# Payroll's own refusal of such a slip names the line and not what to do.
		said = slip and _(
			"The draft {0} still holds the line. Remove the row there, or make the slip anew."
		).format(slip)
		_set(payment, state=CANCELLED, problem=said or None)
		return
	back = _insert(
		engineer=payment.engineer,
		company=payment.company,
		kind=TAKING_BACK,
		amount=payment.amount,
		salary_component=payment.deduction_component,
		reason=payment.reason,
		reference_doctype=payment.reference_doctype,
		reference_name=payment.reference_name,
		takes_back=payment.name,
		payroll_date=payroll.first_open_day(payment.engineer, now().date()),
		approved_by=payment.approved_by,
		approved_at=payment.approved_at,
		# One correction of one payment.
		live_key=f"{PAYMENT}:{payment.name}",
	)
	_set(payment, state=TAKEN_BACK, problem=None)
	if payroll.may_write_lines():
		_try(back, _hand_over)


def _try(payment, act) -> None:
	"""Do it, and where payroll refuses, say why on the payment: nobody else's waits for it."""
	frappe.db.savepoint("reward_payment")
	try:
		act(payment)
	except frappe.ValidationError as refusal:
		frappe.db.rollback(save_point="reward_payment")
		frappe.clear_last_message()
		payment.reload()
		_set(payment, problem=frappe.utils.strip_html(str(refusal)) or _("Payroll refused it."))
	except Exception:
		frappe.db.rollback(save_point="reward_payment")
		payment.reload()
		_set(payment, problem=_("It failed. The Error Log says why."))
		frappe.log_error(
			title=f"Payment {payment.name}", reference_doctype=PAYMENT, reference_name=payment.name
		)


def _insert(**values):
	return frappe.get_doc({"doctype": PAYMENT, "state": TO_HAND_OVER, **values}).insert(
		ignore_permissions=True  # follows from a decision, for which the right was asked
	)


def _set(payment, **values) -> None:
	payment.update(values)
	payment.save(ignore_permissions=True)  # likewise


def _key(doc, engineer: str) -> str:
	return f"{doc.doctype}:{doc.name}:{engineer}"
