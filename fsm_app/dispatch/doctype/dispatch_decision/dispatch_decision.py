from fsm_app.common.asked_first import AskedDocument


class DispatchDecision(AskedDocument):
	"""Who was given a ticket, how that was decided, and who else could have had it (E1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.dispatch.doctype.dispatch_candidate.dispatch_candidate import DispatchCandidate

		all_candidates: DF.LongText | None
		appointment_end: DF.Datetime | None
		appointment_start: DF.Datetime | None
		candidates: DF.Table[DispatchCandidate]
		company: DF.Link | None
		decided_at: DF.Datetime
		decided_by: DF.Link | None
		engineer: DF.Link
		left_out: DF.SmallText | None
		left_out_engineers: DF.LongText | None
		mode: DF.Literal["Automatic", "Manual"]
		override_reason: DF.SmallText | None
		profile: DF.Link | None
		ticket: DF.Link
	# end: auto-generated types
