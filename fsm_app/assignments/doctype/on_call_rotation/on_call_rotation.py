from fsm_app.assignments.on_call_rotation import validate_rotation
from fsm_app.common.asked_first import AskedDocument


class OnCallRotation(AskedDocument):
	"""On-call duty that goes round among engineers, made ahead and shared fairly (E2, P1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.assignments.doctype.on_call_rotation_member.on_call_rotation_member import (
			OnCallRotationMember,
		)
		from fsm_app.assignments.doctype.on_call_rotation_turn.on_call_rotation_turn import OnCallRotationTurn

		company: DF.Link
		disabled: DF.Check
		handover_time: DF.Time
		handover_weekday: DF.Literal[
			"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
		]
		holiday_days: DF.Float
		holiday_list: DF.Link | None
		members: DF.Table[OnCallRotationMember]
		rest_weeks: DF.Int
		rotation_name: DF.Data
		team: DF.Link | None
		turns: DF.Table[OnCallRotationTurn]
		weeks_ahead: DF.Int
	# end: auto-generated types

	def validate(self):
		validate_rotation(self)
