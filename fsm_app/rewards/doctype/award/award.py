from fsm_app.common.asked_first import AskedDocument
from fsm_app.rewards.awards import validate_award


class Award(AskedDocument):
	"""What is given to the best of a month or a year, by rule or by vote (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		announce: DF.Check
		award_name: DF.Data
		basis: DF.Literal["Total Score", "KPI", "Votes"]
		bonus_amount: DF.Currency
		citation: DF.SmallText | None
		deduction_component: DF.Autocomplete | None
		disabled: DF.Check
		kpi: DF.Link | None
		minimum_months: DF.Int
		minimum_sample: DF.Int
		only_company: DF.Link | None
		period: DF.Literal["Month", "Year"]
		promotion_points: DF.Int
		salary_component: DF.Autocomplete | None
		voting_days: DF.Int
		remind_days: DF.Int
		winners: DF.Int
	# end: auto-generated types

	def validate(self):
		validate_award(self)
