"""Calling whoever listens: lists of dotted paths in hooks.py, of this app and of others, in that order.

Each room that tells something names its hooks in a file of its own, such as service_desk/listeners.py.
"""

import frappe
from frappe import _

OUR_APP = __name__.partition(".")[0]


class ListenerFailed(frappe.ValidationError):
	"""A listener of another app broke down; a refusal of its own is passed on as it is."""


def call_listeners(hook: str, about: str, *arguments) -> list:
	"""Call the listeners of `hook` one after the other; returns what they return.

	`about`: the doctype that they listen to. Raises what a listener raises, and ListenerFailed, which names it, where one of
	another app breaks down.
	"""
	return [_call(path, about, arguments) for path in frappe.get_hooks(hook)]


def call_each_apart(hook: str, doc) -> None:
	"""Tell the listeners of `hook` of what `doc` has become and stays: one that fails is undone, logged and named, and stops nobody."""
	for path in frappe.get_hooks(hook):
		frappe.db.savepoint("fsm_listener")
		try:
			frappe.get_attr(path)(doc)
		except Exception as error:
			frappe.db.rollback(save_point="fsm_listener")
			frappe.log_error(
				title=f"{path} of {doc.name}", reference_doctype=doc.doctype, reference_name=doc.name
			)
			frappe.msgprint(
				_("{0} is done, but what was to follow failed: {1} ({2}). Tell your administrator.").format(
					doc.name, path, type(error).__name__
				),
				indicator="orange",
			)


def _call(path: str, about: str, arguments: tuple):
	app = path.partition(".")[0]
	try:
		return frappe.get_attr(path)(*arguments)
	except Exception as error:
		if app == OUR_APP or _is_refusal(error):
			raise
		# The message goes to whoever acts; what the administrator needs stands in the log.
		frappe.log_error(title=f"{path} listens to {about}")
		frappe.throw(
			_(
				"The app {0} listens to {1} and failed: {2} ({3}). Nothing was changed. Ask your administrator to mend or remove that app."
			).format(frappe.bold(app), _(about), path, type(error).__name__),
			ListenerFailed,
		)


def _is_refusal(error: Exception) -> bool:
	"""Whether the error is one of Frappe's own kinds, by which apps refuse and databases ask to begin again.

	Something that does not exist is none: nobody refuses by that, but whoever looks for what is not there breaks down.
	"""
	if isinstance(error, frappe.DoesNotExistError):
		return False
	return any(kind.__module__ == "frappe.exceptions" for kind in type(error).__mro__)
