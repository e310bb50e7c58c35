from fsm_app.common.asked_first import TableRow


class PerformanceAppraisalPart(TableRow):
	"""One part of an appraisal, such as the KPIs or the supervisor's part, with its score and its weight (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		effective_weight: DF.Percent
		has_data: DF.Check
		part: DF.Literal["KPI", "Objectives", "Supervisor", "Self", "Colleagues"]
		score: DF.Float
		weight: DF.Percent
	# end: auto-generated types
