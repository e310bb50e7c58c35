from frappe.model.document import Document


class ServiceDataRequest(Document):
	"""A person's request for his data, or to be forgotten (D3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		done_at: DF.Datetime | None
		done_by: DF.Link | None
		file: DF.Attach | None
		kind: DF.Literal["Export", "Erase"]
		naming_series: DF.Literal["SDR-.YYYY.-.#####"]
		outcome: DF.SmallText | None
		person: DF.DynamicLink
		person_type: DF.Literal["Contact", "Customer", "Service Engineer"]
		reason: DF.SmallText
		requested_on: DF.Date
		state: DF.Literal["Open", "Done", "Refused"]
	# end: auto-generated types
