from fsm_app.common.asked_first import TableRow


class ObjectiveCheckin(TableRow):
	"""How far a key result was, by whom and when."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		checked_in_at: DF.Datetime | None
		checked_in_by: DF.Link | None
		key_result: DF.Data | None
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		value: DF.Float
	# end: auto-generated types
