from fsm_app.common.asked_first import TableRow


class WorkPermitConfirmation(TableRow):
	"""A measure, and whether it was taken."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		is_confirmed: DF.Check
		measure: DF.SmallText
	# end: auto-generated types
