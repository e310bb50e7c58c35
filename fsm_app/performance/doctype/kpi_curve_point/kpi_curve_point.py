from fsm_app.common.asked_first import TableRow


class KPICurvePoint(TableRow):
	"""A point of the curve that turns a KPI's value into a score."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		score: DF.Float
		value: DF.Float
	# end: auto-generated types
