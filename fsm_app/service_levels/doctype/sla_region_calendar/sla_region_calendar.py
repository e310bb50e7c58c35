from fsm_app.common.asked_first import TableRow


class SLARegionCalendar(TableRow):
	"""The calendar by which a region's clocks run, where it is not the policy's own (B2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		calendar: DF.Link
		region: DF.Link
	# end: auto-generated types
