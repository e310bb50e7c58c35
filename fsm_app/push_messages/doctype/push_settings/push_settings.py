from frappe.model.document import Document

from fsm_app.push_messages.settings import validate_settings


class PushSettings(Document):
	"""Whether phones are told by Web Push, and what stands in such a message (N1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		contact: DF.Data | None
		enabled: DF.Check
		keys_made_at: DF.Datetime | None
		offer_minutes: DF.Int
		private_key: DF.Password | None
		public_key: DF.Data | None
		tells: DF.Literal["Only a Hint", "The Ticket's Number", "The Whole Message"]
	# end: auto-generated types

	def validate(self):
		validate_settings(self)
