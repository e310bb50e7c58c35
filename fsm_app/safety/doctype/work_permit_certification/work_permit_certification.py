from fsm_app.common.asked_first import TableRow


class WorkPermitCertification(TableRow):
	"""A certificate without which nobody asks for a permit."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		certification: DF.Link
	# end: auto-generated types
