from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_catalogue.delivery import validate_delivery_class


class DeliveryClass(AskedDocument):
	"""How soon a kind of service is delivered: at once, within days, on plan or by appointment (A1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		class_name: DF.Data
		description: DF.SmallText | None
		dispatch_profile: DF.Link | None
		scheduling: DF.Literal["Immediate", "Within Days", "On Plan", "By Appointment"]
		sla_policy: DF.Link | None
		within_days: DF.Int
	# end: auto-generated types

	def validate(self):
		validate_delivery_class(self)
