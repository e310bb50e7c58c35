from fsm_app.common.asked_first import TableRow


class TicketImportOrganisation(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		count: DF.Int
		customer: DF.Link | None
		value: DF.Data
	# end: auto-generated types
