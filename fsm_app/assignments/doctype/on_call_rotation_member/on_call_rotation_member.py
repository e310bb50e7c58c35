from fsm_app.common.asked_first import TableRow


class OnCallRotationMember(TableRow):
	"""An engineer who takes part in a rotation of on-call duty (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		since: DF.Date | None
	# end: auto-generated types
