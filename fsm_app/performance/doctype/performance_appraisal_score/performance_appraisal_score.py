from fsm_app.common.asked_first import TableRow


class PerformanceAppraisalScore(TableRow):
	"""One KPI of an appraisal with the frame from which its documents are listed again (J3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		contribution: DF.Float
		denominator: DF.Int
		effective_weight: DF.Percent
		frame: DF.JSON | None
		kpi: DF.Link
		numerator: DF.Float
		reason: DF.Literal["", "Disabled", "No documents", "Too few documents", "Away", "No data"]
		score: DF.Float
		scored: DF.Check
		unit: DF.Data | None
		value: DF.Float
		weight: DF.Percent
	# end: auto-generated types
