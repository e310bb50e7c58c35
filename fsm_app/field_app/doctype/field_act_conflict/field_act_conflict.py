from fsm_app.common.asked_first import TableRow


class FieldActConflict(TableRow):
	"""A field that the engineer and somebody else wrote meanwhile: both values, and which one counts (N1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		field: DF.Data | None
		label: DF.Data | None
		mine: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		seen: DF.SmallText | None
		settled_at: DF.Datetime | None
		taken: DF.Literal["", "Engineer's", "Found"]
		theirs: DF.SmallText | None
	# end: auto-generated types
