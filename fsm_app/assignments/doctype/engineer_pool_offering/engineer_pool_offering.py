from fsm_app.common.asked_first import TableRow


class EngineerPoolOffering(TableRow):
	"""An offering for which a pool shares its engineers (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		offering: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
