from fsm_app.common.asked_first import AskedDocument


class ServiceTeam(AskedDocument):
	"""Engineers who work together under one supervisor."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		calendar: DF.Link | None
		company: DF.Link
		depot: DF.Link | None
		region: DF.Link | None
		supervisor: DF.Link | None
		team_name: DF.Data
	# end: auto-generated types
