from fsm_app.common.asked_first import AskedDocument
from fsm_app.feedback import unsubscriptions


class SurveyUnsubscription(AskedDocument):
	"""Somebody who does not want to be asked for their opinion by e-mail any more (I1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address: DF.Data | None
		address_mark: DF.Data | None
		address_shown: DF.Data | None
		since: DF.Datetime | None
		via: DF.Literal["E-mail", "Staff"]
	# end: auto-generated types

	def before_insert(self):
		unsubscriptions.take_address(self)
