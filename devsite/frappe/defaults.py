"""Default values: global, and of a user."""

import frappe
from frappe.state import _dict

from devsite.unsupported import guard

__getattr__ = guard(__name__)


def get_defaults_for(parent="__default"):
	"""{key: value} of one owner of defaults."""
	known = frappe.db.value_cache.setdefault("defaults", {})
	if parent not in known:
		rows = frappe.db.execute(
			"SELECT `defkey`, `defvalue` FROM `tabDefaultValue` WHERE `parent`=? ORDER BY `creation`",
			(parent,),
		)
		known[parent] = _dict(rows)
	return known[parent]


def get_defaults(user=None):
	"""Global defaults, overlaid by the user's."""
	user = user or frappe.session.user
	found = _dict(get_defaults_for("__default"))
	found.update(get_defaults_for("__global" if user == "Guest" else user))
	found.user, found.session_user = user, user
	return found


def set_default(key, value, parent, parenttype="__default"):
	clear_default(key, parent=parent)
	if value is not None:
		frappe.get_doc(
			doctype="DefaultValue",
			parent=parent,
			parenttype=parenttype,
			parentfield="system_defaults",
			defkey=frappe.scrub(key),
			defvalue=str(value),
		).db_insert()
	_forget()


add_default = set_default


def clear_default(key=None, value=None, parent=None, name=None, parenttype=None):
	filters = {
		"defkey": frappe.scrub(key) if key else None,
		"defvalue": value,
		"parent": parent,
		"name": name,
	}
	frappe.db.delete(
		"DefaultValue", {field: wanted for field, wanted in filters.items() if wanted is not None}
	)
	_forget()


def _forget():
	frappe.db.value_cache.pop("defaults", None)
	frappe.local.new_doc_templates.clear()
