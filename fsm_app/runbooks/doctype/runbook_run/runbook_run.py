from fsm_app.common.asked_first import AskedDocument


class RunbookRun(AskedDocument):
	"""A runbook at work for one ticket, written by the app alone (A3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.runbooks.doctype.runbook_run_step.runbook_run_step import RunbookRunStep

		cancel_reason: DF.SmallText | None
		company: DF.Link
		ended_at: DF.Datetime | None
		next_action_at: DF.Datetime | None
		runbook: DF.Link
		started_at: DF.Datetime | None
		state: DF.Literal["Running", "Completed", "Cancelled"]
		steps: DF.Table[RunbookRunStep]
		ticket: DF.Link
	# end: auto-generated types
