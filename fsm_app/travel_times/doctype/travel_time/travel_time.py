from fsm_app.common.asked_first import AskedDocument


class TravelTime(AskedDocument):
	"""How long the way between two places takes, as a service said, until it is asked again (E3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		destination: DF.Data | None
		expires_on: DF.Datetime | None
		minutes: DF.Float
		no_way: DF.Check
		origin: DF.Data | None
		profile: DF.Data | None
		service: DF.Data | None
	# end: auto-generated types
