from fsm_app.common.asked_first import AskedDocument


class AwardTally(AskedDocument):
	"""A candidate's figure and how many votes they have, for those who decide (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		engineer: DF.Link
		figure: DF.Float
		nominated_by: DF.Link | None
		round: DF.Link
		sample: DF.Int
		tally_key: DF.Data | None
		votes: DF.Int
	# end: auto-generated types
