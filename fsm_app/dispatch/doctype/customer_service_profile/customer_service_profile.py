from fsm_app.common.asked_first import AskedDocument
from fsm_app.dispatch.customer_profiles import validate_profile


class CustomerServiceProfile(AskedDocument):
	"""How a customer wants to be served: by whom, when, in which language, and who must not come (E5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.dispatch.doctype.customer_barred_engineer.customer_barred_engineer import (
			CustomerBarredEngineer,
		)
		from fsm_app.dispatch.doctype.customer_preferred_time.customer_preferred_time import (
			CustomerPreferredTime,
		)

		access_notes: DF.SmallText | None
		barred_engineers: DF.Table[CustomerBarredEngineer]
		company: DF.Link
		customer: DF.Link
		dedicated_engineer: DF.Link | None
		deputy_engineer: DF.Link | None
		language: DF.Link | None
		preferred_times: DF.Table[CustomerPreferredTime]
		profile_key: DF.Data | None
	# end: auto-generated types

	def validate(self):
		validate_profile(self)
