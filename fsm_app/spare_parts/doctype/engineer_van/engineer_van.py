from fsm_app.common.asked_first import AskedDocument
from fsm_app.spare_parts import vans


class EngineerVan(AskedDocument):
	"""An engineer's van: a warehouse in one company, and what is kept in it (F1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.engineer_van_level.engineer_van_level import EngineerVanLevel

		company: DF.Link
		disabled: DF.Check
		engineer: DF.Link
		engineer_name: DF.Data | None
		levels: DF.Table[EngineerVanLevel]
		warehouse: DF.Link | None
	# end: auto-generated types

	def validate(self):
		vans.validate_van(self)
