from fsm_app.common.asked_first import AskedDocument
from fsm_app.customer_page import rules


class CustomerPageRules(AskedDocument):
	"""What a company's customers see and do on the page of their ticket (N2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		arrival_shown: DF.Check
		certificates_shown: DF.Literal["Nothing", "Those the Service Requires", "All"]
		company: DF.Link
		customers_confirm: DF.Check
		customers_move: DF.Check
		customers_send_photos: DF.Check
		days_ahead: DF.Int
		engineer_shown: DF.Literal["Nothing", "Name", "Name and Photo"]
		link_days: DF.Int
		move_hours: DF.Int
		offered_from: DF.Time | None
		offered_until: DF.Time | None
		send_links: DF.Check
	# end: auto-generated types

	def validate(self):
		"""Refuse figures that mean nothing."""
		rules.validate(self)
