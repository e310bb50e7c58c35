from fsm_app.common.asked_first import TableRow


class ServiceSurveyReason(TableRow):
	"""A reason that the customer has ticked (I1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		reason: DF.Link
	# end: auto-generated types
