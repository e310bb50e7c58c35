from fsm_app.common.asked_first import TableRow


class ServiceRunbookStep(TableRow):
	"""One step of a runbook."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		instruction: DF.SmallText
		owner_role: DF.Link
		time_limit: DF.Duration
	# end: auto-generated types
