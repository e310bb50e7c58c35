from fsm_app.common.asked_first import TableRow


class EngineerOffering(TableRow):
	"""An offering that an engineer may work on though their level does not work on every offering (D1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		offering: DF.Link
	# end: auto-generated types
