from fsm_app.common.asked_first import AskedDocument


class ServicePriority(AskedDocument):
	"""How urgent a ticket is; rank 1 is served first (C5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		priority_name: DF.Data
		rank: DF.Int
	# end: auto-generated types
