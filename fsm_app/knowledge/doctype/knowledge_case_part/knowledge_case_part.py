from fsm_app.common.asked_first import TableRow


class KnowledgeCasePart(TableRow):
	"""A part that is usually needed (G1, F3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		item_code: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		qty: DF.Float
		remark: DF.Data | None
	# end: auto-generated types
