from fsm_app.common.asked_first import AskedDocument
from fsm_app.safety.ppe_lists import validate_list


class PPEList(AskedDocument):
	"""Protective equipment that is checked each day before the first job that needs it (L1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.safety.doctype.ppe_list_item.ppe_list_item import PPEListItem

		applies_to: DF.Literal["All Jobs on Site", "Offerings of a Category", "Offerings That Name It"]
		category: DF.Link | None
		disabled: DF.Check
		items: DF.Table[PPEListItem]
		list_name: DF.Data
		only_company: DF.Link | None
	# end: auto-generated types

	def validate(self):
		validate_list(self)
