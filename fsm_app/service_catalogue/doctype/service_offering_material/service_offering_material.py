from fsm_app.common.asked_first import TableRow


class ServiceOfferingMaterial(TableRow):
	"""A tool or part to take along (A2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		description: DF.Data | None
		item: DF.Link | None
		kind: DF.Literal["Tool", "Part"]
		qty: DF.Float
	# end: auto-generated types
