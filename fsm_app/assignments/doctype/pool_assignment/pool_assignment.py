from fsm_app.common.asked_first import AskedDocument


class PoolAssignment(AskedDocument):
	"""An engineer who was sent to a ticket of another region: lent by whom to whom, and for how many hours (E2, J1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		done_at: DF.Datetime | None
		ended_at: DF.Datetime | None
		engineer: DF.Link
		from_region: DF.Link | None
		from_team: DF.Link | None
		hours: DF.Float
		lent_at: DF.Datetime | None
		pool: DF.Link | None
		pool_key: DF.Data | None
		ticket: DF.Link
		to_region: DF.Link | None
		to_team: DF.Link | None
	# end: auto-generated types
