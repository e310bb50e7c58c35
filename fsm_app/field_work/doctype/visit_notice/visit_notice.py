from fsm_app.common.asked_first import AskedDocument


class VisitNotice(AskedDocument):
	"""A visit's time that is told soon, see visit_notices.py (E3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acted_by: DF.Link | None
		audience: DF.Literal["Customer", "Engineer"]
		company: DF.Link
		due_at: DF.Datetime
		known_engineer: DF.Link | None
		known_start: DF.Datetime | None
		ticket: DF.Link
	# end: auto-generated types
