from fsm_app.common.asked_first import AskedDocument
from fsm_app.rewards.rules import validate_rule


class RewardRule(AskedDocument):
	"""Whom a closed cycle rewards, or helps, and with what (J5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		bonus_amount: DF.Currency
		deduction_component: DF.Autocomplete | None
		description: DF.SmallText | None
		disabled: DF.Check
		kind: DF.Literal["Best of the Cycle", "Months on Target", "Months Below Target"]
		minimum_score: DF.Float
		months: DF.Int
		months_without_data: DF.Literal["Skip", "Start Anew"]
		only_company: DF.Link | None
		opens_plan: DF.Check
		plan_days: DF.Int
		promotion_points: DF.Int
		promotion_priority: DF.Check
		rounding: DF.Literal["Up", "Nearest", "Down"]
		rule_name: DF.Data
		salary_component: DF.Autocomplete | None
		scope: DF.Literal["Company", "Level", "Team"]
		share: DF.Percent
		target_score: DF.Float
		ties: DF.Literal["Include All", "Exclude All"]
		under_appeal: DF.Literal["Wait", "Skip"]
	# end: auto-generated types

	def validate(self):
		validate_rule(self)
