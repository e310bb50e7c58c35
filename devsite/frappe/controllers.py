"""Which class stands behind a doctype."""

import functools
import importlib
import json

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
	"""Controller class: overridden by a hook, of a stand-in, of the app's module, or plain Document."""
	cls = _found.get(doctype)
	if cls is None:
		cls = _found[doctype] = _find(doctype)
	return cls


@functools.lru_cache
def without_records():
	"""Doctypes that the site knows so that an app can clean up behind itself; they can have no records."""
	from frappe.bootstrap import DEFINITIONS

	return {
		definition["name"]
		for definition in json.loads((DEFINITIONS / "empty.json").read_text(encoding="utf-8"))
	}


def _find(doctype):
	from frappe.model.document import Document
	from frappe.utils.nestedset import NestedSet

	if doctype in without_records():
		from frappe.core.controllers import Empty

		return Empty
	override = frappe.get_hooks("override_doctype_class", {}).get(doctype)
	if override:
		return frappe.get_attr(override[-1])
	if doctype in _core:
		return _core[doctype]
	meta = frappe.get_meta(doctype)
	app = frappe.get_module_map().get(frappe.scrub(meta.module or ""))
	if meta.custom or app is None or app in frappe.STAND_INS:
		return NestedSet if meta.is_tree else Document
	scrubbed = frappe.scrub(doctype)
	module = importlib.import_module(f"{app}.{frappe.scrub(meta.module)}.doctype.{scrubbed}.{scrubbed}")
	name = doctype.replace(" ", "").replace("-", "")
	cls = getattr(module, name, None)
	if cls is None:
		raise ImportError(f"{doctype}: {name} does not exist in module {module.__name__}")
	return cls
