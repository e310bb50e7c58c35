from fsm_app.common.asked_first import TableRow


class CatalogueReleaseEntry(TableRow):
	"""An offering as a release froze it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		category: DF.Data | None
		content: DF.JSON | None
		offering: DF.Link
		runbook: DF.Link | None
	# end: auto-generated types
