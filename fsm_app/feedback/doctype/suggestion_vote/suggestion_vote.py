from fsm_app.common.asked_first import AskedDocument


class SuggestionVote(AskedDocument):
	"""One user's vote for a product suggestion; nobody reads whose (I4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		suggestion: DF.Link
		user: DF.Link
		vote_key: DF.Data | None
	# end: auto-generated types
