from fsm_app.appraisals import improvement
from fsm_app.common.asked_first import AskedDocument


class ImprovementAction(AskedDocument):
	"""What was agreed on in an interview, until when, and the KPI by which one sees it (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.SmallText
		closed_by: DF.Link | None
		closed_on: DF.Date | None
		company: DF.Link | None
		comparison: DF.Literal["At Least", "At Most"]
		due_on: DF.Date
		engineer: DF.Link | None
		engineer_name: DF.Data | None
		kpi: DF.Link | None
		measured_in: DF.Link | None
		naming_series: DF.Literal["IA-.YYYY.-.#####"]
		responsible: DF.Link | None
		result: DF.SmallText | None
		review: DF.Link
		state: DF.Literal["Open", "Reached", "Done", "Escalated"]
		target: DF.Float
		value: DF.Float
		waited: DF.Check
	# end: auto-generated types

	def onload(self):
		self.set_onload("may_plan", improvement.may_plan(self))

	def validate(self):
		improvement.validate_action(self)

	def after_insert(self):
		improvement.tell_new_action(self)
