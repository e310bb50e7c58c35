from fsm_app.common.asked_first import TableRow


class BulkAssignmentRow(TableRow):
	"""A ticket of a Bulk Assignment: who is proposed for it, and what became of it (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link | None
		message: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		score: DF.Float
		skip: DF.Check
		state: DF.Literal["Waiting", "Proposed", "Nobody Found", "Assigned", "Not Assigned", "Left Out"]
		subject: DF.Data | None
		ticket: DF.Link
	# end: auto-generated types
