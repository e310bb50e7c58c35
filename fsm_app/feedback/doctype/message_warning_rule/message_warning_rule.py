from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback.message_warnings import validate_rule


class MessageWarningRule(AskedDocument):
	"""A warning sign in a customer's message, what it weighs and who is told (C7)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		disabled: DF.Check
		kind: DF.Literal["Words", "Many Exclamation Marks", "Capital Letters"]
		notify: DF.Literal["Assigned Engineer", "Team Supervisor", "Service Manager", "Role", "User"]
		role: DF.Link | None
		rule_name: DF.Data
		user: DF.Link | None
		weight: DF.Int
		words: DF.Text | None
	# end: auto-generated types

	def validate(self):
		validate_rule(self)
