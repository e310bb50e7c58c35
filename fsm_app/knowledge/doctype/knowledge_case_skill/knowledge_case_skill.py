from fsm_app.common.asked_first import TableRow


class KnowledgeCaseSkill(TableRow):
	"""A skill that a case is about (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		skill: DF.Link
	# end: auto-generated types
