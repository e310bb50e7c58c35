"""How soon a service is delivered (A1)."""

import frappe
from frappe import _

WITHIN_DAYS = "Within Days"


class DeliveryClassError(frappe.ValidationError):
	"""A Delivery Class that does not say when the service is delivered."""


def validate_delivery_class(delivery_class) -> None:
	"""Days belong to Within Days alone, and must be above 0 there."""
	if delivery_class.scheduling != WITHIN_DAYS:
		delivery_class.within_days = 0
	elif not (delivery_class.within_days or 0) > 0:
		frappe.throw(
			_("Within (days): {0} must be 1 at least where Scheduling is {1}.").format(
				delivery_class.within_days or 0, _(WITHIN_DAYS)
			),
			DeliveryClassError,
		)
