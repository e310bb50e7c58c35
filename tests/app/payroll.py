"""An employee with a salary, as HRMS wants it, for tests on a bench."""

import frappe

from tests.app import factories as f
from tests.app import rewarded as r

BONUS, CORRECTION = r.BONUS, r.CORRECTION
BASE = "Reward Base Pay"
STRUCTURE = "Reward Structure"
DAYS = "Reward Holidays"


def salaried(engineer: str, joined: str = "2018-01-01") -> str:
	"""Makes an employee with a salary of the engineer; returns the employee's name."""
	f.make(
		"Fiscal Year",
		name="Reward 2019",
		year="Reward 2019",
		year_start_date="2019-01-01",
		year_end_date="2019-12-31",
	)
	for name, kind in ((BONUS, "Earning"), (CORRECTION, "Deduction"), (BASE, "Earning")):
		f.make("Salary Component", name=name, salary_component=name, salary_component_abbr=name, type=kind)
	f.make("Holiday List", name=DAYS, holiday_list_name=DAYS, from_date="2018-01-01", to_date="2030-12-31")
	frappe.db.set_value("Company", r.COMPANY, "default_holiday_list", DAYS)
	_assign_holidays()
	employee = f.make(
		"Employee",
		first_name=frappe.db.get_value("Service Engineer", engineer, "engineer_name"),
		gender=f.make("Gender", name="Other", gender="Other").name,
		date_of_birth="1990-01-01",
		date_of_joining=joined,
		company=r.COMPANY,
		holiday_list=DAYS,
		status="Active",
	).name
	frappe.db.set_value("Service Engineer", engineer, "employee", employee)
	if not frappe.db.exists("Salary Structure", STRUCTURE):
		structure = frappe.get_doc(
			{
				"doctype": "Salary Structure",
				"name": STRUCTURE,
				"company": r.COMPANY,
				"currency": "CNY",
				"payroll_frequency": "Monthly",
				"is_active": "Yes",
				"earnings": [
					{"salary_component": BASE, "abbr": BASE, "amount": 5000, "amount_based_on_formula": 0}
				],
			}
		)
		structure.insert(ignore_permissions=True)
		structure.submit()
	assignment = frappe.get_doc(
		{
			"doctype": "Salary Structure Assignment",
			"employee": employee,
			"salary_structure": STRUCTURE,
			"from_date": joined,
			"company": r.COMPANY,
			"currency": "CNY",
			"base": 5000,
		}
	)
	assignment.insert(ignore_permissions=True)
	assignment.submit()
	return employee


def slip(employee: str, start: str, end: str):
	"""The employee's slip of a month, saved and not submitted."""
	return frappe.get_doc(
		{
			"doctype": "Salary Slip",
			"employee": employee,
			"company": r.COMPANY,
			"posting_date": end,
			"start_date": start,
			"end_date": end,
			"payroll_frequency": "Monthly",
			"salary_structure": STRUCTURE,
			"currency": "CNY",
			"exchange_rate": 1,
		}
	).insert(ignore_permissions=True)


def amounts(document, component: str) -> list[float]:
	"""The amounts of a component on a slip."""
	return [
		row.amount for row in (*document.earnings, *document.deductions) if row.salary_component == component
	]


def _assign_holidays() -> None:
	"""Version 16 looks for the company's holidays in a document of their own."""
	assigned = {"applicable_for": "Company", "assigned_to": r.COMPANY, "holiday_list": DAYS}
	kind = "Holiday List Assignment"
	if frappe.db.exists("DocType", kind) and not frappe.db.exists(kind, assigned):
		frappe.get_doc({"doctype": kind, "from_date": "2018-01-01", **assigned}).submit()
