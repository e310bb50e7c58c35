from fsm_app.common.asked_first import AskedDocument
from fsm_app.safety.incidents import follow_changes, show, validate_incident


class SafetyIncident(AskedDocument):
	"""That somebody came or could have come to harm: told at once, investigated, and what followed (L2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.safety.doctype.safety_incident_action.safety_incident_action import SafetyIncidentAction

		acknowledged_at: DF.Datetime | None
		acknowledged_by: DF.Link | None
		actions: DF.Table[SafetyIncidentAction]
		cause: DF.SmallText | None
		closed_at: DF.Datetime | None
		closed_by: DF.Link | None
		company: DF.Link | None
		engineer: DF.Link | None
		first_measures: DF.SmallText | None
		happened_at: DF.Datetime
		is_anyone_hurt: DF.Check
		is_late: DF.Check
		kind: DF.Literal[
			"",
			"Injury",
			"Near Miss",
			"Electric Shock",
			"Fall",
			"Fire or Explosion",
			"Chemicals or Gas",
			"Road Accident",
			"Damage to Property",
			"Unsafe Place",
			"Other",
		]
		naming_series: DF.Literal["SI-.#####"]
		next_action_at: DF.Datetime | None
		place: DF.SmallText
		reminders: DF.Int
		reported_at: DF.Datetime | None
		reported_by: DF.Link | None
		severity: DF.Literal["Minor", "Serious", "Grave"]
		state: DF.Literal["Reported", "Under Investigation", "Closed"]
		ticket: DF.Link | None
		what_happened: DF.SmallText
	# end: auto-generated types

	def onload(self):
		show(self)

	def validate(self):
		validate_incident(self)

	def on_update(self):
		follow_changes(self)
