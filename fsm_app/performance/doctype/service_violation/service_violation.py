from fsm_app.common.asked_first import AskedDocument
from fsm_app.performance.violations import tell_engineer, validate_violation


class ServiceViolation(AskedDocument):
	"""That an engineer broke a rule, or that somebody came or could have come to harm: counted by KPIs (J1, C9)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		description: DF.SmallText
		engineer: DF.Link
		engineer_name: DF.Data | None
		kind: DF.Literal["Violation", "Safety Incident"]
		naming_series: DF.Literal["SV-.#####"]
		occurred_on: DF.Date
		points: DF.Float
		recorded_by: DF.Link | None
		severity: DF.Literal["Minor", "Serious", "Grave"]
		state: DF.Literal["In Force", "Withdrawn"]
		ticket: DF.Link | None
		withdrawn_reason: DF.SmallText | None
	# end: auto-generated types

	def validate(self):
		validate_violation(self)

	def on_update(self):
		tell_engineer(self)
