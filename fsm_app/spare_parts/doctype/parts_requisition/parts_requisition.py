from fsm_app.common.asked_first import AskedDocument
from fsm_app.spare_parts import requisition_document


class PartsRequisition(AskedDocument):
	"""Parts that an engineer asks for, or brings back: decided, sent in pieces and received (F1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.parts_requisition_item.parts_requisition_item import (
			PartsRequisitionItem,
		)

		asked_qty: DF.Float
		client_key: DF.Data | None
		company: DF.Link
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		decision_note: DF.SmallText | None
		delivery: DF.Literal["", "To Send", "On Its Way", "Received"]
		engineer: DF.Link
		from_warehouse: DF.Link | None
		items: DF.Table[PartsRequisitionItem]
		kind: DF.Literal["Ticket", "Van Refill", "Return"]
		material_request: DF.Link | None
		naming_series: DF.Literal["PRQ-.YYYY.-.#####"]
		progress: DF.Data | None
		reason: DF.SmallText | None
		received_qty: DF.Float
		required_by: DF.Date | None
		sent_qty: DF.Float
		stage: DF.Literal["Draft", "Waiting for Approval", "Approved", "Rejected", "Cancelled"]
		ticket: DF.Link | None
		to_warehouse: DF.Link | None
		total_value: DF.Currency
		workflow_state: DF.Link | None
	# end: auto-generated types

	def validate(self):
		requisition_document.validate_requisition(self)

	def on_update(self):
		requisition_document.follow_stage(self)
