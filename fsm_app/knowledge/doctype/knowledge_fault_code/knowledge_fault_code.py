from fsm_app.common.asked_first import TableRow


class KnowledgeFaultCode(TableRow):
	"""A fault code that a case is about, with what it means (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.SmallText | None
		cause: DF.SmallText | None
		code: DF.Data
		code_key: DF.Data | None
		meaning: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
