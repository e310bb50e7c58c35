from fsm_app.common.asked_first import AskedDocument
from fsm_app.safety.incidents import validate_health


class SafetyIncidentHealth(AskedDocument):
	"""What became of whoever was hurt: for HR and safety officers alone (L2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		days_lost: DF.Int
		incident: DF.Link
		injury: DF.SmallText
		is_hospital: DF.Check
		persons: DF.SmallText
		treatment: DF.SmallText | None
	# end: auto-generated types

	def validate(self):
		validate_health(self)
