from fsm_app.common.asked_first import TableRow


class CustomerBarredEngineer(TableRow):
	"""An engineer who must not be sent to a customer (E5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link
		reason: DF.SmallText | None
	# end: auto-generated types
