from fsm_app.common.asked_first import TableRow


class DispatchSpeed(TableRow):
	"""How fast one gets ahead from an hour of the day on (E1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from_hour: DF.Int
		speed: DF.Float
	# end: auto-generated types
