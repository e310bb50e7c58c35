from fsm_app.common.asked_first import TableRow


class ServiceCaseReviewParticipant(TableRow):
	"""Who takes part in a case review and reads its minutes (G4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		full_name: DF.Data | None
		user: DF.Link
	# end: auto-generated types
