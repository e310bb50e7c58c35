from fsm_app.careers import promotion
from fsm_app.common.asked_first import AskedDocument


class PromotionProposal(AskedDocument):
	"""The proposal to raise an engineer to a level, with what is still missing (H1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.careers.doctype.promotion_requirement.promotion_requirement import PromotionRequirement

		company: DF.Link | None
		decided_by: DF.Link | None
		decided_on: DF.Date | None
		engineer: DF.Link
		from_level: DF.Link | None
		fulfilled: DF.Check
		naming_series: DF.Literal["PP-.YYYY.-.#####"]
		promotion_points: DF.Int
		promotion_priority: DF.Check
		proposed_on: DF.Date | None
		remarks: DF.SmallText | None
		requirements: DF.Table[PromotionRequirement]
		stage: DF.Literal["Proposed", "In Review", "Approved", "Rejected", "Withdrawn"]
		to_level: DF.Link
		workflow_state: DF.Link | None
	# end: auto-generated types

	def validate(self):
		promotion.validate_proposal(self)

	def on_update(self):
		promotion.apply_decision(self)
