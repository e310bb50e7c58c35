from fsm_app.common.asked_first import AskedDocument


class AwardRound(AskedDocument):
	"""The candidates for an award in one period, and the decision (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.rewards.doctype.award_candidate.award_candidate import AwardCandidate

		award: DF.Link
		candidates: DF.Table[AwardCandidate]
		company: DF.Link | None
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		naming_series: DF.Literal["AWR-.YYYY.-.#####"]
		note: DF.SmallText | None
		period_end: DF.Date | None
		period_label: DF.Data | None
		period_start: DF.Date | None
		reminded_on: DF.Date | None
		round_key: DF.Data | None
		state: DF.Literal["To Decide", "Voting", "Decided"]
		voting_until: DF.Date | None
	# end: auto-generated types
