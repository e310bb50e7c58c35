from fsm_app.common.asked_first import AskedDocument
from fsm_app.workforce.rights import validate_level


class EngineerLevel(AskedDocument):
	"""A rung of the engineers' ladder and the rights that come with it (D1, D2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.workforce.doctype.engineer_level_certification.engineer_level_certification import (
			EngineerLevelCertification,
		)
		from fsm_app.workforce.doctype.engineer_level_course.engineer_level_course import EngineerLevelCourse
		from fsm_app.workforce.doctype.engineer_level_right.engineer_level_right import EngineerLevelRight

		level_name: DF.Data
		minimum_months: DF.Int
		minimum_score: DF.Float
		rank: DF.Int
		required_certifications: DF.Table[EngineerLevelCertification]
		required_courses: DF.Table[EngineerLevelCourse]
		rights: DF.Table[EngineerLevelRight]
		score_months: DF.Int
		visibility: DF.Literal["Own", "Team", "Region", "All"]
	# end: auto-generated types

	def validate(self):
		validate_level(self)
