from fsm_app.common.asked_first import AskedDocument
from fsm_app.dispatch.profiles import validate_profile


class DispatchProfile(AskedDocument):
	"""Who may be sent for a ticket, and what counts how much among them; an offering or a delivery class names it (E1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.dispatch.doctype.dispatch_speed.dispatch_speed import DispatchSpeed
		from fsm_app.service_catalogue.doctype.service_offering_certification.service_offering_certification import (
			ServiceOfferingCertification,
		)
		from fsm_app.workforce.doctype.engineer_level_course.engineer_level_course import EngineerLevelCourse

		acceptance_calendar: DF.Link | None
		acceptance_minutes: DF.Int
		assignment_mode: DF.Literal["By Hand", "Proposal", "Automatic"]
		busy_hours: DF.Float
		by_leave: DF.Check
		by_roster: DF.Check
		detour_factor: DF.Float
		disabled: DF.Check
		efficiency_months: DF.Int
		far_minutes: DF.Int
		most_hours_a_day: DF.Float
		prior_jobs: DF.Float
		profile_name: DF.Data
		region_rule: DF.Literal["Preferred", "Own Region and Shared Pool"]
		rest_hours: DF.Float
		safety_certifications: DF.Table[ServiceOfferingCertification]
		safety_courses: DF.Table[EngineerLevelCourse]
		speed: DF.Float
		speeds: DF.Table[DispatchSpeed]
		travel_in_shift: DF.Check
		weight_continuity: DF.Float
		weight_dedicated: DF.Float
		weight_efficiency: DF.Float
		weight_fairness: DF.Float
		weight_level: DF.Float
		weight_load: DF.Float
		weight_parts: DF.Float
		weight_region: DF.Float
		weight_skill: DF.Float
		weight_slack: DF.Float
		weight_travel: DF.Float
		weight_wait: DF.Float
	# end: auto-generated types

	def validate(self):
		validate_profile(self)
