"""How a document gets its name."""

import base64
import re
import secrets
import time

import frappe
from frappe.exceptions import ValidationError
from frappe.utils.dates import now_datetime
from frappe.utils.text import cint, cstr

from devsite.unsupported import guard

__getattr__ = guard(__name__)

SERIES = re.compile(r"^[\w\- \/.#{}]+$")
BRACED = re.compile(r"(\{[\w | #]+\})")
DATE_PARTS = {"YY": "%y", "YYYY": "%Y", "MM": "%m", "DD": "%d"}


class InvalidNamingSeriesError(ValidationError):
	pass


def set_new_name(doc):
	"""Names the document by its doctype's rule; a doctype without one gets a hash."""
	doc.run_method("before_naming")
	meta = doc.meta
	autoname = meta.autoname or ""
	if autoname.lower() != "prompt" and not frappe.flags.in_import:
		doc.name = None
	if is_autoincremented(doc.doctype, meta):
		doc.name = next_sequence_value(doc.doctype)
		return
	if getattr(doc, "amended_from", None):
		doc.name = _amended_name(doc)
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


def is_autoincremented(doctype, meta=None):
	meta = meta or frappe.get_meta(doctype)
	return not meta.issingle and meta.autoname == "autoincrement"


def next_sequence_value(doctype):
	return cint(getseries(f"{frappe.scrub(doctype)}_id_seq", 1))


def _name_by_rule(autoname, doc):
	rule = autoname.lower()
	if rule.startswith("field:"):
		doc.name = cstr(doc.get(autoname[6:])).strip()
		if not doc.name:
			frappe.throw(frappe._("{0} is required").format(doc.meta.get_label(autoname[6:])))
	elif rule.startswith("naming_series:"):
		set_name_by_naming_series(doc)
	elif rule.startswith("prompt"):
		if not doc.name:
			frappe.throw(frappe._("Please set the document name"))
	elif rule.startswith("format:"):
		doc.name = _format_name(autoname, doc)
	elif "#" in autoname:
		doc.name = make_autoname(autoname, doc=doc)


def _format_name(autoname, doc):
	pattern = autoname[autoname.find(":") + 1 :]
	return BRACED.sub(lambda found: parse_naming_series([found.group()[1:-1]], doc=doc), pattern)


def set_name_by_naming_series(doc):
	"""Names by the document's naming_series, else by the field's first option."""
	if not doc.get("naming_series"):
		options = doc.meta.get_naming_series_options()
		doc.naming_series = next((option for option in options if option), None)
	if not doc.naming_series:
		frappe.throw(frappe._("Naming Series mandatory"))
	doc.name = make_autoname(f"{doc.naming_series}.#####", "", doc)


def make_autoname(key="", doctype="", doc="", *, ignore_validate=False):
	"""The next name of a series such as 'ST-.YYYY.-.#####', or a hash."""
	if key == "hash":
		# begins with the clock's tenths of a second: names near in time are near in the index
		stamp = int(time.time() * 10) % 32**3
		letters = base64.b32hexencode(stamp.to_bytes(2, "big") + secrets.token_bytes(8)).decode().lower()
		return letters[:10]
	if "#" not in key:
		key += ".#####"
	if not ignore_validate:
		if "." not in key:
			frappe.throw(
				frappe._("Invalid naming series {}: dot (.) missing").format(frappe.bold(key)),
				exc=InvalidNamingSeriesError,
			)
		if not SERIES.match(key):
			frappe.throw(
				frappe._(
					"Special Characters except '-', '#', '.', '/', '{{' and '}}'"
					" not allowed in naming series {0}"
				).format(frappe.bold(key)),
				exc=InvalidNamingSeriesError,
			)
	return parse_naming_series(key.split("."), doc=doc)


def parse_naming_series(parts, doctype=None, doc=None, number_generator=None):
	"""Joins the parts: counters, date parts, field values and plain text."""
	if isinstance(parts, str):
		parts = parts.split(".")
	counter = number_generator or getseries
	name, counted, today = "", False, now_datetime()
	for part in parts:
		if not part:
			continue
		if part.startswith("#"):
			if not counted:
				name += counter(name, len(part))
				counted = True
		elif part in DATE_PARTS:
			name += today.strftime(DATE_PARTS[part])
		elif part == "WW":
			name += _week_number(today)
		elif part == "timestamp":
			name += str(today)
		elif doc and (part.startswith("{") or part in doc.__dict__):
			value = doc.get(part.replace("{", "").replace("}", ""))
			name += value if isinstance(value, str) else cstr(value).strip()
		elif custom := frappe.get_hooks("naming_series_variables", {}).get(part):
			name += cstr(frappe.get_attr(custom[0])(doc, part))
		else:
			name += part
	return name


def _week_number(day):
	week = day.strftime("%V")
	if day.month == 1 and int(week) >= 52:
		return "00"
	return "53" if day.month == 12 and int(week) <= 1 else week


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
	if ".#" in key:
		prefix, hashes = key.rsplit(".", 1)
		if "#" not in hashes:
			found = re.search("#+", key)
			if not found:
				return
			name = name.replace(hashes, "")
			prefix = prefix.replace(found.group(), "")
	else:
		prefix = key
	if "." in prefix:
		prefix = parse_naming_series(prefix.split("."), doc=doc)
	count = cint(name.replace(prefix, ""))
	frappe.db.execute(
		"UPDATE `tabSeries` SET `current` = `current` - 1 WHERE `name`=? AND `current`=?", (prefix, count)
	)


def validate_name(doctype, name):
	"""The name stripped; NameError for what cannot be one."""
	if not name:
		frappe.throw(frappe._("No Name Specified for {0}").format(doctype))
	if isinstance(name, int):
		if is_autoincremented(doctype):
			return name
		frappe.throw(frappe._("Invalid name type (integer) for varchar name column"), frappe.NameError)
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


def append_number_if_name_exists(doctype, value, fieldname="name", separator="-", filters=None):
	"""The value, with the next free number behind it when it is taken."""
	if not frappe.db.exists(doctype, {**(filters or {}), fieldname: value}):
		return value
	pattern = re.compile(rf"^{re.escape(value)}{separator}(\d+)$")
	taken = frappe.get_all(doctype, {fieldname: ["like", f"{value}{separator}%"]}, pluck=fieldname)
	numbers = [int(found[1]) for found in map(pattern.match, taken) if found]
	return f"{value}{separator}{max(numbers, default=0) + 1}"


def _amended_name(doc):
	base, number = doc.amended_from, 1
	if frappe.db.get_value(doc.doctype, base, "amended_from"):
		base, _, last = base.rpartition("-")
		number = cint(last) + 1
	return f"{base}-{number}"
