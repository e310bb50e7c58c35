from fsm_app.common.asked_first import AskedDocument


class PerformanceAppraisal(AskedDocument):
	"""An engineer's scores in one cycle (J3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.performance.doctype.performance_appraisal_score.performance_appraisal_score import (
			PerformanceAppraisalScore,
		)

		company: DF.Link | None
		cycle: DF.Link
		engineer: DF.Link
		level: DF.Link | None
		rank: DF.Int
		scheme: DF.Link
		scores: DF.Table[PerformanceAppraisalScore]
		total_score: DF.Float
	# end: auto-generated types
