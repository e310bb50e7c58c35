"""What stands in a case: clean markup, codes as they are compared, the language that it is written in (G1, G2)."""

import re

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.engine.clean_markup import clean_markup, text_of
from fsm_app.engine.search_words import code_key

LINK_BEGINS = ("https://", "http://", "/")
# By what is written in no other language; in this order, for Japanese has Chinese characters, too.
SCRIPTS = (
	("Japanese", re.compile("[\u3040-\u30ff]")),
	("Korean", re.compile("[\uac00-\ud7af]")),
	("Chinese", re.compile("[\u3400-\u9fff]")),
)
TELLING = ("title", "symptom", "cause", "solution")


class WrongCaseText(frappe.ValidationError):
	"""A link, a picture or a code of a case that leads nowhere."""


def put_in_order(case) -> None:
	"""Before saving: clean the markup, work out each code's key and the language, refuse links that lead nowhere."""
	case.solution = clean_markup(case.solution)
	case.language = case.language or language_of(case)
	_check_link(case)
	_check_pictures(case)
	seen = set()
	for row in case.fault_codes:
		row.code_key = code_key(row.code)
		if not row.code_key:
			_refuse(
				case,
				"fault_codes",
				row,
				_("Code: {0} holds neither letter nor digit. Correct it.").format(row.code),
			)
		if row.code_key in seen:
			_refuse(
				case,
				"fault_codes",
				row,
				_("Code: {0} stands there already. Delete one of the rows.").format(row.code),
			)
		seen.add(row.code_key)


def language_of(case) -> str:
	"""The language that the text is written in, as far as its signs tell."""
	text = " ".join(cstr(case.get(field)) for field in TELLING)
	return next((language for language, signs in SCRIPTS if signs.search(text)), "English")


def says(value: str | None) -> bool:
	"""Whether there is a word in a text or markup, or a picture."""
	return bool(text_of(cstr(value)).strip()) or "<img" in cstr(value)


def _check_link(case) -> None:
	case.url = cstr(case.url).strip() or None
	if case.url and (not case.url.startswith(LINK_BEGINS) or case.url.startswith("//")):
		frappe.throw(
			_("Link: {0} must begin with one of {1}.").format(case.url, ", ".join(LINK_BEGINS)), WrongCaseText
		)


def _check_pictures(case) -> None:
	for row in case.pictures:
		if not cstr(row.image).startswith("/private/files/"):
			_refuse(
				case,
				"pictures",
				row,
				_("Picture: {0} is no private file. Upload it as one.").format(row.image),
			)


def _refuse(case, table: str, row, why: str) -> None:
	frappe.throw(_("{0}, row {1}: {2}").format(_(case.meta.get_label(table)), row.idx, why), WrongCaseText)
