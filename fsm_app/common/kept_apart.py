"""Values that are sent with a document and kept in another one, which has permissions of its own (D3).

Whoever may read a document may, by one of Frappe's many doors, filter, sort, group and count by each of its columns. So what
is not for all of its readers is no column of it. It is still sent, and shown, with the document.
"""

from collections.abc import Iterable

from fsm_app.common.asked_first import AskedDocument


def take_off(document, fields: Iterable[str]) -> dict:
	"""Those of `fields` that were sent with the document, taken off it."""
	values = vars(document)
	return {field: values.pop(field) for field in fields if field in values}


class KeepsApart(AskedDocument):
	"""A document some of whose values are sent with it and kept in another one."""

	KEPT_APART: tuple[str, ...] = ()

	def load_from_db(self):
		"""As Frappe; what was sent with it and not saved is not the document's either."""
		take_off(self, self.KEPT_APART)
		return super().load_from_db()
