from fsm_app.common.asked_first import TableRow


class KPISymbol(TableRow):
	"""The name under which a formula knows another KPI (J1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		kpi: DF.Link
		symbol: DF.Data
	# end: auto-generated types
