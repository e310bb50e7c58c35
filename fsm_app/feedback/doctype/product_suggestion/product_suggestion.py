from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback import suggestion_answers, suggestions


class ProductSuggestion(AskedDocument):
	"""What customers and engineers want to be better about a product or a service (I4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		answer: DF.SmallText | None
		answered_at: DF.Datetime | None
		answered_by: DF.Link | None
		company: DF.Link | None
		customer_told_at: DF.Datetime | None
		description: DF.SmallText
		item_code: DF.Link | None
		naming_series: DF.Literal["PSG-.YYYY.-.#####"]
		offering: DF.Link | None
		stage: DF.Literal["Suggested", "In Review", "Planned", "Implemented", "Declined"]
		tell_customer: DF.Check
		ticket: DF.Link | None
		title: DF.Data
		votes: DF.Int
		workflow_state: DF.Link | None
	# end: auto-generated types

	def before_insert(self):
		suggestions.set_defaults(self)

	def validate(self):
		suggestions.validate(self)

	def on_update(self):
		suggestion_answers.follow_answer(self)

	def on_trash(self):
		suggestions.forget_votes(self.name)
