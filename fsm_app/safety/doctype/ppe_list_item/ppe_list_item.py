from fsm_app.common.asked_first import TableRow


class PPEListItem(TableRow):
	"""A piece of equipment on a list."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		item: DF.Data
	# end: auto-generated types
