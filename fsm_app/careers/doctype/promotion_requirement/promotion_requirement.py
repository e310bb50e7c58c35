from fsm_app.common.asked_first import TableRow


class PromotionRequirement(TableRow):
	"""One thing that a promotion asks for, and whether it is there."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		detail: DF.Data | None
		fulfilled: DF.Check
		kind: DF.Literal["Course", "Certification", "Months at Level", "Score"]
		requirement: DF.Data | None
	# end: auto-generated types
