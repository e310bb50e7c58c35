from fsm_app.common.asked_first import TableRow


class OnCallRotationTurn(TableRow):
	"""A turn of on-call duty: a draft until it is confirmed (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		duty: DF.Link | None
		end: DF.Datetime
		engineer: DF.Link | None
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		start: DF.Datetime
	# end: auto-generated types
