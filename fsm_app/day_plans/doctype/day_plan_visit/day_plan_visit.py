from fsm_app.common.asked_first import TableRow


class DayPlanVisit(TableRow):
	"""A visit in a day plan: as it is now, as it is proposed, and what came of it (E3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		change: DF.Literal[
			"", "Unchanged", "Moved", "Another Engineer", "Newly Planned", "Not Planned", "Fixed"
		]
		conflict: DF.SmallText | None
		end_now: DF.Datetime | None
		end_proposed: DF.Datetime | None
		engineer_now: DF.Link | None
		engineer_proposed: DF.Link | None
		facts: DF.SmallText | None
		late_minutes: DF.Int
		result: DF.Literal["", "Accepted", "Conflict"]
		start_now: DF.Datetime | None
		start_proposed: DF.Datetime | None
		ticket: DF.Link | None
		travel_minutes: DF.Int
		visit: DF.Link | None
		why: DF.SmallText | None
	# end: auto-generated types
