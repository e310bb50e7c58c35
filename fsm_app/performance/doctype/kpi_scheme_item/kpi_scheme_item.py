from fsm_app.common.asked_first import TableRow


class KPISchemeItem(TableRow):
	"""A KPI of a scheme and its weight."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Data | None
		kpi: DF.Link
		minimum_sample: DF.Int
		weight: DF.Percent
	# end: auto-generated types
