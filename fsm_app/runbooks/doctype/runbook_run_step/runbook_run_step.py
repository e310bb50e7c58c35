from fsm_app.common.asked_first import TableRow


class RunbookRunStep(TableRow):
	"""A step of a run as it was when the run started, and what became of it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		done_at: DF.Datetime | None
		done_by: DF.Link | None
		due_at: DF.Datetime | None
		escalated_at: DF.Datetime | None
		instruction: DF.SmallText
		owner_role: DF.Link
		started_at: DF.Datetime | None
		time_limit: DF.Duration | None
	# end: auto-generated types
