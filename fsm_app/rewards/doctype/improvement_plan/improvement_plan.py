from fsm_app.common.asked_first import AskedDocument
from fsm_app.rewards.plans import tell_of_new, validate_plan


class ImprovementPlan(AskedDocument):
	"""How an engineer whose scores stay below the target is helped, and until when (J5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		closed_by: DF.Link | None
		closed_on: DF.Date | None
		company: DF.Link | None
		engineer: DF.Link
		goals: DF.SmallText | None
		live_key: DF.Data | None
		measures: DF.SmallText | None
		naming_series: DF.Literal["IP-.YYYY.-.#####"]
		opened_on: DF.Date | None
		reason: DF.SmallText | None
		reminded_on: DF.Date | None
		result: DF.SmallText | None
		review_on: DF.Date | None
		run: DF.Link | None
		state: DF.Literal["Open", "Reached", "Not Reached", "Cancelled"]
		supervisor: DF.Link | None
	# end: auto-generated types

	def validate(self):
		validate_plan(self)

	def after_insert(self):
		tell_of_new(self)
