from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_levels.webhooks import validate_webhook


class ServiceWebhook(AskedDocument):
	"""A chat group or another system that is told of escalations (B4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		enabled: DF.Check
		kind: DF.Literal["WeCom", "DingTalk", "Feishu", "Slack", "JSON"]
		last_error: DF.SmallText | None
		last_success_at: DF.Datetime | None
		secret: DF.Password | None
		url: DF.Password
		webhook_name: DF.Data
	# end: auto-generated types

	def validate(self):
		validate_webhook(self)
