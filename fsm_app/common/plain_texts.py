"""Titles, names and plain texts of the app's documents hold no markup, whoever writes them and whatever way (C2, D3).

The one place where engine/plain_title.py is applied: hooks.py gives it every doctype of the app, so that a field which is
added to one, by the app or by an administrator, is kept plain without a word. Other apps' records that are about ours
(messages and files) come here as well.
"""

from email.utils import parseaddr
from functools import partial

import frappe
from frappe import _

from fsm_app.common.own_doctypes import OWN_DOCTYPES
from fsm_app.engine.plain_title import plain_lines, plain_title, whole_markup

# What is done with a text of which type.
RULES = {
	"Data": plain_title,
	"Small Text": plain_lines,
	"Text": plain_lines,
	"Long Text": plain_lines,
	"Text Editor": whole_markup,
	"HTML Editor": whole_markup,
}
# What the database's columns for these hold, in bytes. Frappe looks at shorter fields alone, and then the database fails.
SHORT, HELD = ("Small Text", "Text"), 65_535
# Compared letter by letter with what stands elsewhere, and no titles: their quotes and dashes are left alone.
COMPARED = {
	("KPI Filter", "value"),
	("Ticket Import State", "value"),
	("Ticket Import Priority", "value"),
	("Ticket Import Category", "value"),
	("Ticket Import Organisation", "value"),
	("Ticket Import Assignee", "value"),
}


class NotAPlainKey(frappe.ValidationError):
	"""A key that holds markup: changed, it would be another key, so its sender has to choose."""


class TextTooLong(frappe.ValidationError):
	"""A text that its field does not hold."""


def keep_plain(doc, method: str | None = None) -> None:
	"""Apply the rule to a document of the app and its rows: before anything reads them, and to what validating has set."""
	for row in (doc, *doc.get_all_children()):
		rules = _rules_at_hand(row.doctype)
		# A record's name is made plain when it gets it, and this field says the same.
		named_after = frappe.get_meta(row.doctype).autoname or ""
		if row.name and named_after.startswith("field:") and row.get(named_after[6:]) == row.name:
			rules = {field: rule for field, rule in rules.items() if field != named_after[6:]}
		apply(row, rules)
		_check_lengths(row, rules)


def _check_lengths(row, rules: dict) -> None:
	for fieldname in rules:
		text = row.get(fieldname)
		if isinstance(text, str) and len(text) > HELD / 4 and len(text.encode(errors="replace")) > HELD:
			field = frappe.get_meta(row.doctype).get_field(fieldname)
			if field.fieldtype in SHORT:
				frappe.throw(
					_("{0}: the text is too long. Shorten it, or attach it as a file.").format(
						_(field.label)
					),
					TextTooLong,
				)


def keep_name_plain(doc, method: str, old: str, new: str | None, merge: bool = False) -> str | None:
	"""Before renaming a record of the app: its new name, as the rule has it."""
	return plain_title(new)


def keep_file_name_plain(file, method: str | None = None) -> None:
	"""The name under which a file is shown with a document of the app or with a message about one."""
	owner = file.attached_to_doctype
	if owner == "Communication" and file.attached_to_name:
		owner = frappe.db.get_value("Communication", file.attached_to_name, "reference_doctype")
	if owner in OWN_DOCTYPES:
		apply(file, {"file_name": plain_title})


def apply(doc, rules: dict) -> None:
	"""Give each of these fields what its rule makes of it."""
	for fieldname, rule in rules.items():
		value = doc.get(fieldname)
		if value and (plain := rule(value)) != value:
			doc.set(fieldname, plain)


def rules_of(doctype: str) -> dict:
	"""The fields of a doctype that hold a text, each with the rule for it."""
	meta = frappe.get_meta(doctype)
	return {field.fieldname: _rule(meta, field) for field in meta.fields if field.fieldtype in RULES}


def _rules_at_hand(doctype: str) -> dict:
	"""The same, made once a request for each doctype, and again where the doctype has been read anew."""
	known = getattr(frappe.local, "fsm_text_rules", None)
	if known is None:
		known = frappe.local.fsm_text_rules = {}
	meta = frappe.get_meta(doctype)
	if known.get(doctype, (None,))[0] is not meta:
		known[doctype] = meta, rules_of(doctype)
	return known[doctype][1]


def _rule(meta, field):
	if (meta.name, field.fieldname) in COMPARED:
		return plain_lines
	if field.unique and meta.autoname != f"field:{field.fieldname}":
		return partial(_plain_key, field.label)
	if field.fieldtype == "Data" and field.options == "Email":
		return _plain_address
	return RULES[field.fieldtype]


def _plain_key(label: str, key: str) -> str:
	if plain_title(key) != key:
		frappe.throw(
			_(
				"{0}: a key holds no brackets < >, double quotes, line ends or control characters. Choose another one."
			).format(_(label)),
			NotAPlainKey,
		)
	return key


def _plain_address(text: str) -> str:
	"""The address alone of what mail programs copy as `Ann <ann@customer.example>`."""
	return plain_title(parseaddr(text)[1] if "<" in text else text)
