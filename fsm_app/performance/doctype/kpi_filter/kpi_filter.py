from fsm_app.common.asked_first import TableRow


class KPIFilter(TableRow):
	"""A condition on the documents of a KPI."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		applies_to: DF.Literal["All Documents", "Counted Documents"]
		fieldname: DF.Autocomplete
		operator: DF.Literal["=", "!=", ">", ">=", "<", "<=", "in", "not in", "is set", "is not set"]
		value: DF.Data | None
	# end: auto-generated types
