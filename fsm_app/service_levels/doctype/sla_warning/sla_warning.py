from fsm_app.common.asked_first import TableRow


class SLAWarning(TableRow):
	"""A share of the target at which the engineer is warned (B3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		notify: DF.Literal["Assigned Engineer", "Team Supervisor"]
		percent: DF.Percent
	# end: auto-generated types
