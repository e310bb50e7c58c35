from fsm_app.common.asked_first import AskedDocument


class KnowledgeUse(AskedDocument):
	"""That somebody opened or used a case, and whether it helped (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		at: DF.Datetime
		author: DF.Link | None
		by_another: DF.Check
		client_key: DF.Data | None
		company: DF.Link | None
		engineer: DF.Link | None
		knowledge_case: DF.Link
		result: DF.Literal["Opened", "Used", "Solved It", "Did Not Help"]
		ticket: DF.Link | None
		user: DF.Link | None
	# end: auto-generated types
