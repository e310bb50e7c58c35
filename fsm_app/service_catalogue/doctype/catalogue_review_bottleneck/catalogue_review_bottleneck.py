from fsm_app.common.asked_first import TableRow


class CatalogueReviewBottleneck(TableRow):
	"""Where the month's figures are beyond a threshold."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		detail: DF.SmallText | None
		figure: DF.Float
		finding: DF.Literal["SLA Rate", "Reopen Rate", "Resolution Time", "Unused"]
		offering: DF.Link
		threshold: DF.Float
	# end: auto-generated types
