from fsm_app.common.asked_first import AskedDocument
from fsm_app.workforce.certificate_documents import check_direct_change


class CertificateDocument(AskedDocument):
	"""Number and scan of a certificate, which not all read who see that it holds (D3, H2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		certificate: DF.Link
		company: DF.Link | None
		engineer: DF.Link | None
		number: DF.Data | None
		scan: DF.Attach | None
	# end: auto-generated types

	def validate(self):
		if not self.flags.of_certificate:
			check_direct_change(self)
