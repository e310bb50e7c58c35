from fsm_app.common.asked_first import AskedDocument
from fsm_app.safety.permit_types import validate_type


class WorkPermitType(AskedDocument):
	"""A kind of dangerous work, what is to be done before it, and who permits it (L1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.safety.doctype.work_permit_certification.work_permit_certification import (
			WorkPermitCertification,
		)
		from fsm_app.safety.doctype.work_permit_measure.work_permit_measure import WorkPermitMeasure

		approver_role: DF.Link
		certifications: DF.Table[WorkPermitCertification]
		description: DF.SmallText | None
		disabled: DF.Check
		max_hours: DF.Float
		measures: DF.Table[WorkPermitMeasure]
		only_company: DF.Link | None
		type_name: DF.Data
	# end: auto-generated types

	def validate(self):
		validate_type(self)
