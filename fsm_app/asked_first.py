"""Documents that are loaded over the web by nobody's guess (D3).

Frappe looks a document up by whatever conditions stand in place of its name, and only then asks whether it may be read:
'not found' and 'not permitted' differ, and asked often enough they tell each letter of what is in it. Of a table's row that
is loaded alone it does not know the document, and takes the right on any for the right on this one.
"""

import frappe
from frappe.model.document import Document

from fsm_app.frappe_versions import UNDECIDED

WRITING = frozenset({"create", "write", "submit", "cancel", "amend"})


class AskedDocument(Document):
	"""A document that is found over the web by its name alone, or by conditions among those that the user sees."""

	def load_from_db(self):
		"""As Frappe, after the conditions were made a name."""
		if frappe.request and isinstance(self.name, dict | list):
			found = frappe.get_list(self.doctype, filters=self.name, pluck="name", limit_page_length=1)
			if not found:
				raise frappe.DoesNotExistError
			self.name = found[0]
		return super().load_from_db()


class TableRow(Document):
	"""A row of a table of this app's documents: whoever asks for it is asked whether they see its document."""

	def load_from_db(self):
		"""Load the row by its name, and its document along with it."""
		if frappe.request and isinstance(self.name, dict | list):
			raise frappe.DoesNotExistError
		super().load_from_db()
		if frappe.request and self.parenttype and self.parent:
			self.parent_doc = frappe.get_doc(self.parenttype, self.parent)
		return self


def names_are_names(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool | None:
	"""has_permission of all doctypes: no document is written with conditions in place of a name it links to.

	Version 15 looks a link up before anything of the document is checked, by whatever stands there, and refuses otherwise
	if it finds nothing: a ToDo "about the Ticket Caller whose telephone begins with 138" told each digit to everybody who
	may make a ToDo. Version 16 takes no conditions there.
	"""
	if ptype not in WRITING or not isinstance(doc, Document):
		return UNDECIDED
	rows = (doc, *doc.get_all_children())
	return False if any(_links_by_conditions(row) for row in rows) else UNDECIDED


def _links_by_conditions(row) -> bool:
	return any(
		isinstance(row.get(df.fieldname), dict | list | tuple)
		for df in row.meta.fields
		if df.fieldtype in ("Link", "Dynamic Link")
	)
