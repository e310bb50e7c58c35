from fsm_app.common.asked_first import TableRow


class PPECheckItem(TableRow):
	"""A piece of equipment, in order or not."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		is_ok: DF.Check
		item: DF.Data
		remark: DF.Data | None
	# end: auto-generated types
