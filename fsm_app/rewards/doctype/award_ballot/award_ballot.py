from fsm_app.common.asked_first import AskedDocument


class AwardBallot(AskedDocument):
	"""That somebody has voted in a round; neither who nor for whom (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		round: DF.Link
		voter_key: DF.Data | None
	# end: auto-generated types
