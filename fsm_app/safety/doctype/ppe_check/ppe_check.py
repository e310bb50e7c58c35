from fsm_app.common.asked_first import AskedDocument
from fsm_app.safety.ppe_checks import tell_of_faults, validate_check


class PPECheck(AskedDocument):
	"""What an engineer found of their protective equipment on one day (L1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.safety.doctype.ppe_check_item.ppe_check_item import PPECheckItem

		check_key: DF.Data | None
		checked_at: DF.Datetime | None
		company: DF.Link | None
		day: DF.Date | None
		engineer: DF.Link
		engineer_name: DF.Data | None
		is_in_order: DF.Check
		items: DF.Table[PPECheckItem]
	# end: auto-generated types

	def validate(self):
		validate_check(self)

	def on_update(self):
		tell_of_faults(self)
