"""The one place that knows HRMS: a payment as one Additional Salary, by HRMS's own rules and the user's own rights (J5)."""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_months, get_first_day, getdate

from fsm_app.common.clock import now
from fsm_app.rewards.rules import has_payroll

PAYMENT = "Reward Payment"
LINE, SLIP = "Additional Salary", "Salary Slip"


class CannotBePaid(frappe.ValidationError):
	"""What payroll needs of an engineer, or of a payment, is missing."""


class PaidAlready(frappe.ValidationError):
	"""A payment that has its line in payroll."""


def may_write_lines() -> bool:
	"""Whether the user may write and submit Additional Salaries."""
	return has_payroll() and all(frappe.has_permission(LINE, right) for right in ("create", "submit"))


def month_after(day: date | str) -> date:
	"""The first day of the month after `day`."""
	return getdate(get_first_day(add_months(day, 1)))


def first_open_day(engineer: str, earliest: date | str) -> date:
	"""`earliest`, or the first day of this month if that is later, or of the first period that has no paid slip yet."""
	first = max(getdate(earliest), getdate(get_first_day(now().date())))
	employee = frappe.db.get_value("Service Engineer", engineer, "employee")
	if not employee or not has_payroll():
		return first
	paid = frappe.get_all(
		SLIP,
		filters={"employee": employee, "docstatus": 1},
		pluck="end_date",
		order_by="end_date desc",
		limit_page_length=1,
	)
	return max([first, *(getdate(end) + timedelta(days=1) for end in paid)])


def write_line(payment, is_deduction: bool):
	"""The submitted Additional Salary of the payment, made if there is none; with the rights of the user."""
	existing = _line_of(payment.name)
	if existing:
		return frappe.get_doc(LINE, existing)
	employee = frappe.db.get_value("Service Engineer", payment.engineer, "employee")
	if not employee:
		_refuse(
			_(
				"Employee: {0} is linked to none, so payroll knows nobody to pay. Enter one in the engineer's record."
			).format(payment.engineer)
		)
	if not payment.salary_component:
		field = _("Salary Component for Taking Back") if is_deduction else _("Salary Component")
		_refuse(
			_(
				"{0}: the rule or award names none. Enter one there for the payments to come, and pay this one by hand."
			).format(field)
		)
	line = frappe.get_doc(
		{
			"doctype": LINE,
			"employee": employee,
			"company": frappe.db.get_value("Employee", employee, "company"),
			"salary_component": payment.salary_component,
			"amount": payment.amount,
			"currency": _currency_of(employee),
			"payroll_date": payment.payroll_date,
			# On top of what the structure says, and of other bonuses on the same day.
			"overwrite_salary_structure_amount": 0,
			"ref_doctype": PAYMENT,
			"ref_docname": payment.name,
		}
	)
	line.insert()
	line.submit()
	return line


def was_paid(line: str) -> bool:
	"""Whether a submitted salary slip holds the line."""
	return bool(
		frappe.db.exists("Salary Detail", {"parenttype": SLIP, "additional_salary": line, "docstatus": 1})
	)


def draft_with(line: str) -> str | None:
	"""The salary slip, not yet submitted, that holds the line."""
	return frappe.db.get_value(
		"Salary Detail", {"parenttype": SLIP, "additional_salary": line, "docstatus": 0}, "parent"
	)


def cancel_line(name: str) -> None:
	"""Cancel the line. HRMS lets HR write lines and nobody but administrators cancel them; this one is the app's own."""
	line = frappe.get_doc(LINE, name)
	if line.docstatus != 1:
		return
	line.flags.taken_back = line.flags.ignore_permissions = True
	line.cancel()


def check_line(line, method: str | None = None) -> None:
	"""Additional Salary's validate: a payment of ours has one line, whoever writes it."""
	if line.ref_doctype == PAYMENT and (other := _line_of(line.ref_docname, line.name)):
		frappe.throw(_("{0} is in payroll already: {1}.").format(line.ref_docname, other), PaidAlready)


def _line_of(payment: str, besides: str | None = None) -> str | None:
	filters = {"ref_doctype": PAYMENT, "ref_docname": payment, "docstatus": ["<", 2]}
	if besides:
		filters["name"] = ["!=", besides]
	return frappe.db.get_value(LINE, filters)


def _currency_of(employee: str) -> str | None:
	"""The currency of the employee's salary."""
	found = frappe.get_all(
		"Salary Structure Assignment",
		filters={"employee": employee, "docstatus": 1},
		pluck="currency",
		order_by="from_date desc",
		limit_page_length=1,
	)
	if not found:
		_refuse(_("Employee: {0} has no Salary Structure Assignment. Ask HR for one.").format(employee))
	return found[0]


def _refuse(message: str) -> None:
	frappe.throw(message, CannotBePaid)
