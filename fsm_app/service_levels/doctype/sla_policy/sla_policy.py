from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_levels.sla_policy import validate_policy
from fsm_app.service_levels.sla_sweep import look_again


class SLAPolicy(AskedDocument):
	"""Targets, pauses, warnings and the escalation ladder for tickets (B1-B4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_levels.doctype.sla_escalation_step.sla_escalation_step import SLAEscalationStep
		from fsm_app.service_levels.doctype.sla_pause_stage.sla_pause_stage import SLAPauseStage
		from fsm_app.service_levels.doctype.sla_region_calendar.sla_region_calendar import SLARegionCalendar
		from fsm_app.service_levels.doctype.sla_target.sla_target import SLATarget
		from fsm_app.service_levels.doctype.sla_warning.sla_warning import SLAWarning

		calendar: DF.Link
		description: DF.SmallText | None
		disabled: DF.Check
		ladder: DF.Table[SLAEscalationStep]
		pause_stages: DF.Table[SLAPauseStage]
		policy_name: DF.Data
		region_calendars: DF.Table[SLARegionCalendar]
		send_report_on_closing: DF.Check
		targets: DF.Table[SLATarget]
		warnings: DF.Table[SLAWarning]
	# end: auto-generated types

	def validate(self):
		validate_policy(self)

	def on_update(self):
		look_again("policy", [self.name])
