from fsm_app.common.asked_first import AskedDocument
from fsm_app.performance.kpi_rules import validate_definition


class KPIDefinition(AskedDocument):
	"""A figure about engineers as data: which documents, what is counted, how it is marked (J1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.performance.doctype.kpi_curve_point.kpi_curve_point import KPICurvePoint
		from fsm_app.performance.doctype.kpi_filter.kpi_filter import KPIFilter
		from fsm_app.performance.doctype.kpi_symbol.kpi_symbol import KPISymbol

		aggregate: DF.Literal["Percentage", "Average", "Sum", "Count", "Median", "Percentile", "Distinct"]
		curve: DF.Table[KPICurvePoint]
		curve_kind: DF.Literal["Linear", "Steps", "Threshold"]
		date_field: DF.Autocomplete | None
		description: DF.SmallText | None
		direction: DF.Literal["", "Higher is Better", "Lower is Better"]
		disabled: DF.Check
		divide_by: DF.Float
		engineer_field: DF.Autocomplete | None
		filters: DF.Table[KPIFilter]
		formula: DF.SmallText | None
		kind: DF.Literal["Documents", "Formula"]
		kpi_name: DF.Data
		minimum_sample: DF.Int
		multiply_by_field: DF.Autocomplete | None
		per_factor: DF.Float
		per_kpi: DF.Link | None
		percentile: DF.Float
		prorate: DF.Check
		source_doctype: DF.Link | None
		symbols: DF.Table[KPISymbol]
		target: DF.Float
		unit: DF.Data | None
		value_field: DF.Autocomplete | None
		waits: DF.Literal["Pauses of the SLA Policy", "Chosen Here"]
		without_customer: DF.Check
		without_dispatch: DF.Check
		without_parts: DF.Check
	# end: auto-generated types

	def validate(self):
		validate_definition(self)
