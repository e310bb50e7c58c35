from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_training.practical import validate_rubric


class AssessmentRubric(AskedDocument):
	"""What a practical assessment judges and from where on it is passed (H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_training.doctype.rubric_criterion.rubric_criterion import RubricCriterion

		criteria: DF.Table[RubricCriterion]
		disabled: DF.Check
		pass_mark: DF.Percent
		rubric_name: DF.Data
	# end: auto-generated types

	def validate(self):
		validate_rubric(self)
