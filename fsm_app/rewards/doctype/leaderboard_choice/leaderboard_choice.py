from fsm_app.common.asked_first import AskedDocument


class LeaderboardChoice(AskedDocument):
	"""Whether an engineer wants to stand on the leaderboard (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link
		hidden: DF.Check
	# end: auto-generated types
