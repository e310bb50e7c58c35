from fsm_app.common.asked_first import AskedDocument
from fsm_app.privacy.requests import check_person, keep_own_fields


class ServiceDataRequest(AskedDocument):
	"""A person's request for their data, or to be forgotten (D3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		done_at: DF.Datetime | None
		done_by: DF.Link | None
		file: DF.Attach | None
		forgotten_on: DF.Date | None
		kind: DF.Literal["Export", "Erase"]
		left_elsewhere: DF.SmallText | None
		naming_series: DF.Literal["SDR-.YYYY.-.#####"]
		outcome: DF.SmallText | None
		person: DF.DynamicLink
		person_type: DF.Literal["Contact", "Customer", "Service Engineer"]
		reason: DF.SmallText
		requested_on: DF.Date
		state: DF.Literal["Open", "Running", "Done", "Refused", "Failed"]
		steps_done: DF.Int
		steps_total: DF.Int
		worked_at: DF.Datetime | None
	# end: auto-generated types

	def validate(self):
		keep_own_fields(self)
		check_person(self)
