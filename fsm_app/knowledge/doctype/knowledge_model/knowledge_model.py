from fsm_app.common.asked_first import AskedDocument


class KnowledgeModel(AskedDocument):
	"""A part of what was learnt of which case solves a ticket; nobody reads it but the app (G2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		cases: DF.Int
		content: DF.LongText | None
		learnt_at: DF.Datetime | None
		part: DF.Int
		solved: DF.Int
		taught_by: DF.Data | None
		version: DF.Data
	# end: auto-generated types
