from fsm_app.common.kept_apart import KeepsApart
from fsm_app.workforce import certificate_documents
from fsm_app.workforce.certifications import validate_certification


class EngineerCertification(KeepsApart):
	"""A certificate that an engineer holds, and from when to when (A2, H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		certification: DF.Link
		company: DF.Link | None
		engineer: DF.Link
		exam_attempt: DF.Link | None
		issuer: DF.Data | None
		practical_assessment: DF.Link | None
		renewed_from: DF.Link | None
		revoked: DF.Check
		revoked_reason: DF.SmallText | None
		state: DF.Literal["Valid", "Not Yet Valid", "Expired", "Unverified", "Rejected", "Revoked"]
		valid_from: DF.Date | None
		valid_until: DF.Date | None
		verification: DF.Literal["", "Unverified", "Verified", "Rejected"]
		verified_by: DF.Link | None
		verified_on: DF.Date | None
	# end: auto-generated types

	KEPT_APART = certificate_documents.FIELDS

	def onload(self):
		certificate_documents.show(self)

	def validate(self):
		validate_certification(self)

	def on_update(self):
		certificate_documents.keep(self)

	def on_trash(self):
		certificate_documents.forget(self.name)
