"""Which class stands behind a doctype."""

import importlib

import frappe

_core = {}
_found = {}


def core(doctype):
	"""Decorator: this class is the controller of a stand-in doctype."""

	def register(cls):
		_core[doctype] = cls
		return cls

	return register


def forget():
	_found.clear()


def get_controller(doctype):
	"""Controller class: of a stand-in, of the app's module, or plain Document."""
	cls = _found.get(doctype)
	if cls is None:
		cls = _found[doctype] = _find(doctype)
	return cls


def _find(doctype):
	from frappe.model.document import Document
	from frappe.utils.nestedset import NestedSet

	if doctype in _core:
		return _core[doctype]
	meta = frappe.get_meta(doctype)
	app = frappe.get_module_map().get(frappe.scrub(meta.module or ""))
	if meta.custom or app is None or app in frappe.STAND_INS:
		return NestedSet if meta.is_tree else Document
	scrubbed = frappe.scrub(doctype)
	module = importlib.import_module(f"{app}.{frappe.scrub(meta.module)}.doctype.{scrubbed}.{scrubbed}")
	name = doctype.replace(" ", "").replace("-", "")
	return getattr(module, name)
