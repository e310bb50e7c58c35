from fsm_app.common.asked_first import AskedDocument


class ServiceTier(AskedDocument):
	"""How a customer is served, such as VIP or standard (B1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		rank: DF.Int
		tier_name: DF.Data
	# end: auto-generated types
