from fsm_app.common.asked_first import AskedDocument


class KnowledgeChange(AskedDocument):
	"""A change that searches have to follow, see search_journal.py (G2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		about: DF.Data
		about_doctype: DF.Data
	# end: auto-generated types
