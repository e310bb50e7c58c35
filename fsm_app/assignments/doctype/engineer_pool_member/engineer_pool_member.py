from fsm_app.common.asked_first import TableRow


class EngineerPoolMember(TableRow):
	"""A region or a team that shares its engineers with the others of a pool (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		region: DF.Link | None
		share: DF.Literal["Lends and Borrows", "Lends", "Borrows"]
		team: DF.Link | None
	# end: auto-generated types
