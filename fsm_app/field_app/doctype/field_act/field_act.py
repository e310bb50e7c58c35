import frappe
from frappe import _

from fsm_app.common.asked_first import AskedDocument


class FieldActByHand(frappe.ValidationError):
	"""A receipt of what came from a phone that was not written by the app."""


class FieldAct(AskedDocument):
	"""What an engineer did on the phone and the server has: once, with both values where two wrote the same field (N1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.field_app.doctype.field_act_conflict.field_act_conflict import FieldActConflict

		act_key: DF.Data | None
		answer: DF.SmallText | None
		arrived_at: DF.Datetime | None
		company: DF.Link
		conflicts: DF.Table[FieldActConflict]
		content: DF.SmallText | None
		engineer: DF.Link
		file: DF.Attach | None
		file_hash: DF.Data | None
		kind: DF.Literal[
			"Accept Offer",
			"Decline Offer",
			"Workflow Action",
			"Check-in",
			"Photo",
			"Attachment",
			"Serial Number",
			"Fault Symptom",
			"Signature",
			"Checklist Step",
			"Parts Used",
			"Parts Wanted",
			"Part Taken Along",
			"Ticket Fields",
			"Case Judged",
			"Conflict Settled",
			"PPE Check",
			"Permit Wanted",
			"Permit Closed",
			"Safety Incident",
			"Incident Picture",
		]
		made_at: DF.Datetime | None
		problem: DF.SmallText | None
		result: DF.Literal["Done", "Conflict", "Settled", "Kept"]
		ticket: DF.Link | None
	# end: auto-generated types

	def validate(self):
		if not self.flags.written_by_app:
			frappe.throw(
				_(
					"{0}: it is written when the phone sends, and never by hand. Change the ticket itself."
				).format(_(self.doctype)),
				FieldActByHand,
			)
