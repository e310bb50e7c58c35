from fsm_app.common.asked_first import AskedDocument


class KnowledgeReader(AskedDocument):
	"""What an engineer wants to be told of cases, and was told already (G3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		engineer: DF.Link
		no_weekly: DF.Check
		reminded_for: DF.Data | None
		told_on: DF.Date | None
	# end: auto-generated types
