from fsm_app.common.asked_first import TableRow


class ServiceOfferingPermit(TableRow):
	"""A permit without which the work of an offering does not begin (L1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		permit_type: DF.Link
	# end: auto-generated types
