from fsm_app.common.asked_first import TableRow


class AppealCorrection(TableRow):
	"""A figure that an upheld appeal has changed."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		after: DF.Float
		before: DF.Float
		kpi: DF.Link | None
		no_data: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		part: DF.Literal["", "Supervisor"]
	# end: auto-generated types
