"""How a document gets its name."""

import base64
import re
import secrets
import time

import frappe
from frappe.utils.dates import now_datetime
from frappe.utils.text import cint, cstr

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

SERIES = re.compile(r"^[\w\- \/.#{}]+$")
BRACED = re.compile(r"(\{[\w | #]+\})")
DATE_PARTS = {"YY": "%y", "YYYY": "%Y", "MM": "%m", "DD": "%d"}


def set_new_name(doc):
	"""Names the document by its doctype's rule; a doctype without one gets a hash."""
	doc.run_method("before_naming")
	meta = doc.meta
	autoname = meta.autoname or ""
	if autoname.lower() != "prompt":
		doc.name = None
	if autoname == "autoincrement":
		raise Unsupported("names by autoincrement")
	if getattr(doc, "amended_from", None):
		doc.name = _name_of_amended(doc)
		return
	if meta.issingle:
		doc.name = doc.doctype
	if not doc.name:
		doc.run_method("autoname")
	if not doc.name and autoname:
		_name_by_rule(autoname, doc)
	if not doc.name:
		doc.name = make_autoname("hash", doc.doctype)
	doc.name = validate_name(doc.doctype, doc.name)


def _name_of_amended(doc):
	"""The name of the cancelled document with a number behind it, counted on where that was amended itself."""
	stem, number = doc.amended_from, 0
	if frappe.db.get_value(doc.doctype, doc.amended_from, "amended_from"):
		stem, _dash, number = doc.amended_from.rpartition("-")
	return f"{stem}-{int(number) + 1}"


def _name_by_rule(autoname, doc):
	rule = autoname.lower()
	if rule.startswith("field:"):
		doc.name = cstr(doc.get(autoname[6:])).strip()
		if not doc.name:
			frappe.throw(frappe._("{0} is required").format(doc.meta.get_label(autoname[6:])))
	elif rule.startswith("naming_series:"):
		set_name_by_naming_series(doc)
	elif rule == "prompt":
		raise Unsupported("a prompted name that nobody gave")
	elif rule.startswith("format:"):
		doc.name = _format_name(autoname, doc)
	elif "#" in autoname:
		doc.name = make_autoname(autoname, doc=doc)


def _format_name(autoname, doc):
	pattern = autoname[autoname.find(":") + 1 :]
	return BRACED.sub(lambda found: parse_naming_series([found.group()[1:-1]], doc=doc), pattern)


def set_name_by_naming_series(doc):
	"""Names by the document's naming_series (new documents have the field's first option)."""
	if not doc.get("naming_series"):
		raise Unsupported("a naming series that nobody chose")
	doc.name = make_autoname(f"{doc.naming_series}.#####", "", doc)


def make_autoname(key="", doctype="", doc=""):
	"""The next name of a series such as 'ST-.YYYY.-.#####', or a hash."""
	if key == "hash":
		# begins with the clock's tenths of a second: names near in time are near in the index
		stamp = int(time.time() * 10) % 32**3
		letters = base64.b32hexencode(stamp.to_bytes(2, "big") + secrets.token_bytes(8)).decode().lower()
		return letters[:10]
	if "#" not in key:
		key += ".#####"
	if "." not in key or not SERIES.match(key):
		raise Unsupported(f"naming series {key}")
	return parse_naming_series(key.split("."), doc=doc)


def parse_naming_series(parts, doc=None):
	"""Joins the parts: counters, date parts, field values and plain text."""
	name, counted, today = "", False, now_datetime()
	for part in parts:
		if not part:
			continue
		if part.startswith("#"):
			if not counted:
				name += getseries(name, len(part))
				counted = True
		elif part in DATE_PARTS:
			name += today.strftime(DATE_PARTS[part])
		elif part in ("WW", "FY", "timestamp"):
			raise Unsupported(f"{part} in a naming series")
		elif doc and (part.startswith("{") or part in doc.__dict__):
			value = doc.get(part.replace("{", "").replace("}", ""))
			name += value if isinstance(value, str) else cstr(value).strip()
		else:
			name += part
	return name


def getseries(key, digits):
	"""The counter's next value, padded with zeros."""
	row = frappe.db.execute(
		"INSERT INTO `tabSeries` (`name`, `current`) VALUES (?, 1)"
		" ON CONFLICT (`name`) DO UPDATE SET `current` = `current` + 1 RETURNING `current`",
		(key,),
	).fetchall()
	return f"{row[0][0]:0{digits}d}"


def revert_series_if_last(key, name, doc=None):
	"""Takes the counter back by one when the deleted name was its last."""
	prefix = key.rsplit(".", 1)[0] if ".#" in key else key
	if "." in prefix:
		prefix = parse_naming_series(prefix.split("."), doc=doc)
	count = cint(name.replace(prefix, ""))
	frappe.db.execute(
		"UPDATE `tabSeries` SET `current` = `current` - 1 WHERE `name`=? AND `current`=?", (prefix, count)
	)


def validate_name(doctype, name):
	"""The name stripped; NameError for what cannot be one."""
	if name.startswith("New " + doctype):
		frappe.throw(
			frappe._("There were some errors setting the name, please contact the administrator"),
			frappe.NameError,
		)
	name = name.strip()
	if not frappe.get_meta(doctype).issingle and doctype == name and name != "DocType":
		frappe.throw(frappe._("Name of {0} cannot be {1}").format(doctype, name), frappe.NameError)
	if "<" in name or ">" in name:
		frappe.throw(
			frappe._("Name cannot contain special characters like {0}").format("'<', '>'"), frappe.NameError
		)
	return name
