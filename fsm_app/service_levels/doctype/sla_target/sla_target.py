from fsm_app.common.asked_first import TableRow


class SLATarget(TableRow):
	"""The working time that a metric may take, for one priority or for any (B1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		metric: DF.Literal[
			"First Response", "Dispatch", "Arrival", "Resolution", "Next Reply", "Periodic Update", "Callback"
		]
		offering: DF.Link | None
		priority: DF.Link | None
		target: DF.Duration
		region: DF.Link | None
		tier: DF.Link | None
	# end: auto-generated types
