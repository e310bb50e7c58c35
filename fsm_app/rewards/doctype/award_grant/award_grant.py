from fsm_app.common.asked_first import AskedDocument


class AwardGrant(AskedDocument):
	"""An award that somebody got (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		announced: DF.Check
		award: DF.Link
		citation: DF.SmallText | None
		company: DF.Link | None
		engineer: DF.Link
		granted_by: DF.Link | None
		granted_on: DF.Date | None
		live_key: DF.Data | None
		naming_series: DF.Literal["AG-.YYYY.-.#####"]
		period_label: DF.Data | None
		question: DF.SmallText | None
		reminded_on: DF.Date | None
		round: DF.Link | None
		state: DF.Literal["Granted", "In Question", "Withdrawn"]
	# end: auto-generated types
