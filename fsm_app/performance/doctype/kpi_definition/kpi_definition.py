from fsm_app.common.asked_first import AskedDocument
from fsm_app.performance.kpi_query import validate_definition


class KPIDefinition(AskedDocument):
	"""A figure about engineers as data: which documents, what is counted, how it is marked (J1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.performance.doctype.kpi_curve_point.kpi_curve_point import KPICurvePoint
		from fsm_app.performance.doctype.kpi_filter.kpi_filter import KPIFilter

		aggregate: DF.Literal["Percentage", "Average", "Sum", "Count"]
		curve: DF.Table[KPICurvePoint]
		date_field: DF.Autocomplete
		description: DF.SmallText | None
		disabled: DF.Check
		divide_by: DF.Float
		engineer_field: DF.Autocomplete
		filters: DF.Table[KPIFilter]
		kpi_name: DF.Data
		minimum_sample: DF.Int
		source_doctype: DF.Link
		unit: DF.Data | None
		value_field: DF.Autocomplete | None
	# end: auto-generated types

	def validate(self):
		validate_definition(self)
