from fsm_app.common.asked_first import AskedDocument


class CustomerPreferenceProposal(AskedDocument):
	"""What the visits of a customer suggest for the profile; a dispatcher confirms or dismisses it (E5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agreeing: DF.Int
		company: DF.Link
		customer: DF.Link
		decided_at: DF.Datetime | None
		decided_by: DF.Link | None
		engineer: DF.Link | None
		from_time: DF.Time | None
		kind: DF.Literal["Preferred Times", "Dedicated Engineer"]
		of_visits: DF.Int
		proposal_key: DF.Data | None
		proposed_at: DF.Datetime
		state: DF.Literal["Open", "Confirmed", "Dismissed"]
		until_time: DF.Time | None
	# end: auto-generated types
