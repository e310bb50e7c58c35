from fsm_app.common.asked_first import AskedDocument


class ServiceSurveyLink(AskedDocument):
	"""What keeps a survey's link apart from all others; nobody reads it but the app (I1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		client_key: DF.Data | None
		device_mark: DF.Data | None
		secret: DF.Data | None
		survey: DF.Link
	# end: auto-generated types
