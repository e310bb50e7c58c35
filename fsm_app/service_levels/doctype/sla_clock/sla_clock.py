from fsm_app.common.asked_first import AskedDocument


class SLAClock(AskedDocument):
	"""The measured time of one metric of one ticket, written by the app alone (B2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		breached: DF.Check
		breached_at: DF.Datetime | None
		calendar: DF.Link | None
		company: DF.Link
		cycle: DF.Int
		due_at: DF.Datetime | None
		engineer: DF.Link | None
		met_by: DF.Link | None
		met_by_other: DF.Check
		metric: DF.Literal[
			"First Response", "Dispatch", "Arrival", "Resolution", "Next Reply", "Periodic Update", "Callback"
		]
		next_action_at: DF.Datetime | None
		offering: DF.Link | None
		paused_at: DF.Datetime | None
		policy: DF.Link
		priority: DF.Link | None
		ran_while_waiting: DF.Int
		running_since: DF.Datetime | None
		sequence: DF.Int
		started_at: DF.Datetime
		state: DF.Literal["Running", "Paused", "Met", "Cancelled"]
		stopped_at: DF.Datetime | None
		target_reason: DF.SmallText | None
		target_seconds: DF.Int
		region: DF.Link | None
		ticket: DF.Link
		tier: DF.Link | None
		used_seconds: DF.Int
		waited_customer: DF.Int
		waited_dispatch: DF.Int
		waited_parts: DF.Int
		waits_for: DF.Literal["", "Customer", "Parts", "Dispatch"]
		waits_since: DF.Datetime | None
	# end: auto-generated types
