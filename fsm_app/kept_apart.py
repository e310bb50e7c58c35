"""Values that are sent with a document and kept in another one, which has permissions of its own (D3).

Whoever may read a document may, by one of Frappe's many doors, filter, sort, group and count by each of its columns. So what
is not for all of its readers is no column of it. It is still sent, and shown, with the document.
"""

from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document


def take_off(document, fields: Iterable[str]) -> dict:
	"""Those of `fields` that were sent with the document, taken off it."""
	values = vars(document)
	return {field: values.pop(field) for field in fields if field in values}


class GuardedDocument(Document):
	"""A document with rules of its own about who sees it: by conditions those alone find it who do.

	Frappe looks a document up by whatever conditions stand in place of its name, and only then asks whether it may be read.
	The two refusals differ, and asked often enough they tell each letter of what is in it.
	"""

	# What is sent with the document and kept in another one.
	KEPT_APART: tuple[str, ...] = ()

	def load_from_db(self):
		if isinstance(self.name, dict | list):
			self.name = self._name_of(self.name)
		# What was sent with it and not saved is not the document's either.
		take_off(self, self.KEPT_APART)
		return super().load_from_db()

	def _name_of(self, conditions) -> str:
		names = frappe.get_list(self.doctype, filters=conditions, pluck="name", limit_page_length=1)
		if not names:
			frappe.throw(_("{0} not found").format(_(self.doctype)), frappe.DoesNotExistError)
		return names[0]
