from fsm_app.common.asked_first import TableRow


class KnowledgeCaseRoute(TableRow):
	"""A page at which a case was to be found before (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		route: DF.Data
	# end: auto-generated types
