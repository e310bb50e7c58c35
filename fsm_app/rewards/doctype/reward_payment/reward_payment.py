from fsm_app.common.asked_first import AskedDocument


class RewardPayment(AskedDocument):
	"""A bonus on its way to an engineer's pay, or back (J5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		additional_salary: DF.Data | None
		amount: DF.Currency
		approved_at: DF.Datetime | None
		approved_by: DF.Link | None
		company: DF.Link | None
		deduction_component: DF.Data | None
		engineer: DF.Link
		kind: DF.Literal["Bonus", "Taking Back"]
		live_key: DF.Data | None
		naming_series: DF.Literal["RP-.YYYY.-.#####"]
		payroll_date: DF.Date | None
		problem: DF.SmallText | None
		reason: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		salary_component: DF.Data | None
		state: DF.Literal["To Hand Over", "Handed Over", "To Take Back", "Cancelled", "Taken Back"]
		takes_back: DF.Link | None
	# end: auto-generated types
