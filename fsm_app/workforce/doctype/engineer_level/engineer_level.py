from frappe.model.document import Document


class EngineerLevel(Document):
	"""A rung of the engineers' ladder and the rights that come with it (D1, D2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.workforce.doctype.engineer_level_right.engineer_level_right import EngineerLevelRight

		level_name: DF.Data
		rank: DF.Int
		rights: DF.Table[EngineerLevelRight]
	# end: auto-generated types
