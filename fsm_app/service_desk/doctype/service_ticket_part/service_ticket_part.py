from fsm_app.common.asked_first import TableRow


class ServiceTicketPart(TableRow):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cost: DF.Currency
		coverage: DF.Literal["", "Warranty", "Contract", "Chargeable", "Goodwill"]
		coverage_reason: DF.SmallText | None
		coverage_set_by: DF.Link | None
		item_code: DF.Link
		qty: DF.Float
		remark: DF.Data | None
		replaced_serial_no: DF.Data | None
		serial_no: DF.Data | None
	# end: auto-generated types

	def as_dict(self, *args, **kwargs):
		"""Without its cost: Frappe answers a save with all that the document holds, also what its user may not read."""
		values = super().as_dict(*args, **kwargs)
		values.pop("cost", None)
		return values
