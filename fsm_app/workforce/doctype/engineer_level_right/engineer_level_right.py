from fsm_app.common.asked_first import TableRow


class EngineerLevelRight(TableRow):
	"""One right of a level (D2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		certification: DF.Link | None
		right: DF.Literal[
			"Issue Warranty Document",
			"Transfer Spare Parts",
			"Contact Head Office Support",
			"Approve Closing",
			"Raise Escalation",
			"Work on Every Offering",
			"Assess Others",
			"Override Coverage",
			"Give Remote Guidance",
		]
		up_to_value: DF.Currency | None
	# end: auto-generated types
