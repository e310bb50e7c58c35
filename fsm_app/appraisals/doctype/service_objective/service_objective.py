from fsm_app.appraisals import objectives
from fsm_app.common.asked_first import AskedDocument


class ServiceObjective(AskedDocument):
	"""An objective of an engineer or a team, with its key results (J7)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.appraisals.doctype.objective_check_in.objective_check_in import ObjectiveCheckin
		from fsm_app.appraisals.doctype.objective_key_result.objective_key_result import ObjectiveKeyResult

		aligned_to: DF.Link | None
		check_ins: DF.Table[ObjectiveCheckin]
		closed_by: DF.Link | None
		closed_on: DF.Date | None
		company: DF.Link | None
		description: DF.SmallText | None
		ends_on: DF.Date
		engineer: DF.Link | None
		key_results: DF.Table[ObjectiveKeyResult]
		kind: DF.Literal["Engineer", "Team"]
		naming_series: DF.Literal["SO-.YYYY.-.#####"]
		score: DF.Float
		starts_on: DF.Date
		state: DF.Literal["Open", "Overdue", "Closed"]
		team: DF.Link | None
		title: DF.Data
		weight: DF.Float
	# end: auto-generated types

	def onload(self):
		self.set_onload("may_set", objectives.may_set(self))

	def validate(self):
		objectives.validate_objective(self)

	def on_update(self):
		objectives.follow_objective(self)
