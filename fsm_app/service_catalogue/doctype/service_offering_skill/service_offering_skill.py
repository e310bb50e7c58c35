from fsm_app.common.asked_first import TableRow


class ServiceOfferingSkill(TableRow):
	"""One skill that an offering needs."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		skill: DF.Link
	# end: auto-generated types
