from fsm_app.common.asked_first import TableRow


class ObjectiveKeyResult(TableRow):
	"""By what one sees how far an objective is."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		current: DF.Float
		key_result: DF.Data
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		score: DF.Float
		start: DF.Float
		target: DF.Float
		unit: DF.Data | None
		weight: DF.Float
	# end: auto-generated types
