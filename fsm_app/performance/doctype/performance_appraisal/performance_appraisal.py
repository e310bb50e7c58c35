from fsm_app.common.asked_first import AskedDocument
from fsm_app.performance.appraisal_rows import key_of


class PerformanceAppraisal(AskedDocument):
	"""An engineer's scores in one cycle (J3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.performance.doctype.performance_appraisal_part.performance_appraisal_part import (
			PerformanceAppraisalPart,
		)
		from fsm_app.performance.doctype.performance_appraisal_score.performance_appraisal_score import (
			PerformanceAppraisalScore,
		)

		appraisal_key: DF.Data | None
		at_work: DF.Literal["", "At Work", "Partly", "Away"]
		at_work_reason: DF.SmallText | None
		company: DF.Link | None
		cycle: DF.Link
		days_at_work: DF.Float
		engineer: DF.Link
		has_data: DF.Check
		kpi_score: DF.Float
		level: DF.Link | None
		parts: DF.Table[PerformanceAppraisalPart]
		rank: DF.Int
		scheme: DF.Link
		scores: DF.Table[PerformanceAppraisalScore]
		snapshot_version: DF.Int
		title: DF.Data | None
		total_score: DF.Float
		work_type: DF.Literal["", "On-site", "Remote"]
	# end: auto-generated types

	def before_validate(self):
		"""One to each engineer and cycle; the database holds it."""
		self.appraisal_key = key_of(self.cycle, self.engineer)
		if self.total_score:
			self.has_data = 1
