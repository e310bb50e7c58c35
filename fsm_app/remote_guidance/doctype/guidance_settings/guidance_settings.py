from frappe.model.document import Document

from fsm_app.remote_guidance.settings import validate_settings


class GuidanceSettings(Document):
	"""Whether experts are called by video, and by which servers it finds its way (N3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		link_hours: DF.Int
		mail_links: DF.Check
		stun_urls: DF.SmallText | None
		turn_secret: DF.Password | None
		turn_urls: DF.SmallText | None
		turn_user: DF.Data | None
	# end: auto-generated types

	def validate(self):
		validate_settings(self)
