"""Documents that are loaded over the web by nobody's guess (D3).

Frappe looks a document up by whatever conditions stand in place of its name, and only then asks whether it may be read:
'not found' and 'not permitted' differ, and asked often enough they tell each letter of what is in it. Of a table's row that
is loaded alone it does not know the document, and takes the right on any for the right on this one.
"""

import frappe
from frappe.model.document import Document


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
