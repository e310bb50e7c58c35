from fsm_app.common.asked_first import TableRow


class RewardRunRow(TableRow):
	"""An engineer whom a rule found, waits for or leaves out in one cycle (J5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		decision: DF.Literal["", "Proposed", "Approved", "Rejected", "Taken Back"]
		engineer: DF.Link
		outcome: DF.Literal["Entitled", "Waiting", "Skipped", "No Longer Entitled"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		row_key: DF.Data | None
		score: DF.Float
		why: DF.SmallText | None
	# end: auto-generated types
