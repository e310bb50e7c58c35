from fsm_app.common.asked_first import AskedDocument


class RewardRun(AskedDocument):
	"""What a rule found in one closed cycle, and what was decided (J5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.rewards.doctype.reward_run_row.reward_run_row import RewardRunRow

		company: DF.Link | None
		cycle: DF.Link
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		naming_series: DF.Literal["RW-.YYYY.-.#####"]
		reason: DF.SmallText | None
		rows: DF.Table[RewardRunRow]
		rule: DF.Link
		run_key: DF.Data | None
		state: DF.Literal["To Approve", "Approved", "Rejected", "Nobody"]
		summary: DF.SmallText | None
		terms: DF.LongText | None
		worked_out_at: DF.Datetime | None
	# end: auto-generated types
