from fsm_app.common.asked_first import AskedDocument


class ServiceCategory(AskedDocument):
	"""A group of services of the catalogue, such as fault repair (A1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category_name: DF.Data
		description: DF.SmallText | None
		disabled: DF.Check
	# end: auto-generated types
