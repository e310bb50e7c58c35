from fsm_app.common.asked_first import AskedDocument


class PromotionMerit(AskedDocument):
	"""Points, or priority, for the next promotion of an engineer (J5, K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link | None
		engineer: DF.Link
		given_on: DF.Date | None
		live_key: DF.Data | None
		points: DF.Int
		priority: DF.Check
		reason: DF.Data | None
		reference_doctype: DF.Link | None
		reference_name: DF.DynamicLink | None
		withdrawn: DF.Check
	# end: auto-generated types
