from fsm_app.common.asked_first import AskedDocument


class ServiceCertification(AskedDocument):
	"""A certificate or licence that an offering may require (A2, H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		certification_name: DF.Data
		exam: DF.Link | None
		issuer: DF.Data | None
		kind: DF.Literal["Internal", "Third Party", "Work Licence"]
		proofs_within_days: DF.Int
		retraining_course: DF.Link | None
		rubric: DF.Link | None
		validity_months: DF.Int
	# end: auto-generated types
