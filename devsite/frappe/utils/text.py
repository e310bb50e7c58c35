"""Numbers and texts: the small conversions that Frappe code uses everywhere."""

import json
import math
import re
import secrets
import traceback
from urllib.parse import quote

import frappe
from frappe.utils.html import escape_html

from devsite.unsupported import Unsupported

PHONE_SIGNS = frozenset("0123456789 +_-,.*#()")
EMAIL = re.compile(r"^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$", re.IGNORECASE)


def cint(s, default=0):
	"""An int from anything, `default` where that makes no sense."""
	try:
		return int(s)
	except (TypeError, ValueError, OverflowError):
		try:
			return int(float(s))
		except (TypeError, ValueError, OverflowError):
			return default


def flt(s, precision=None):
	"""A float from anything (thousands' commas dropped), 0.0 where that makes no sense."""
	if isinstance(s, str):
		s = s.replace(",", "")
	try:
		number = float(s)
		if precision is not None:
			number = rounded(number, precision)
	except (TypeError, ValueError, OverflowError):
		return 0.0
	return number


def cstr(s):
	"""Text of anything, '' for None."""
	if isinstance(s, str):
		return s
	return "" if s is None else str(s)


def sbool(x):
	"""True or False for the texts 'true', '1', 'false', '0'; anything else as it is."""
	if isinstance(x, str):
		return {"true": True, "1": True, "false": False, "0": False}.get(x.lower(), x)
	return x


def rounded(num, precision=0):
	"""Rounds by the system's default method, 'Banker's Rounding (legacy)'."""
	if (frappe.get_system_settings("rounding_method") or "").rstrip() not in (
		"",
		"Banker's Rounding (legacy)",
	):
		raise Unsupported("System Settings: another rounding_method")
	scale = 10**precision
	number = round(num * scale, 8)
	whole = math.floor(number)
	if number - whole == 0.5:
		# the legacy method rounds halves to even only where no digits follow the point
		number = whole + 1 if precision or whole % 2 else whole
	else:
		number = round(number)
	return number / scale if precision else number


def cast_fieldtype(fieldtype, value):
	"""The value as the Python type of a field's type."""
	if fieldtype in ("Currency", "Float", "Percent"):
		return flt(value)
	if fieldtype in ("Int", "Check"):
		return cint(value)
	if fieldtype in ("Date", "Datetime", "Time"):
		from frappe.utils import dates

		read = {"Date": dates.getdate, "Datetime": dates.get_datetime, "Time": dates.get_timedelta}
		return read[fieldtype](value)
	return value if fieldtype in ("Duration", "JSON", "Password") else cstr(value)


def generate_hash(txt=None, length=56):
	"""Random hexadecimal text."""
	return secrets.token_hex(math.ceil(length / 2))[:length]


def validate_phone_number(phone_number, throw=False):
	"""Whether it is one to twenty digits, blanks and signs as in numbers; with `throw` else InvalidPhoneNumberError."""
	if not phone_number:
		return False
	number = phone_number.strip()
	valid = 0 < len(number) <= 20 and set(number) <= PHONE_SIGNS
	if not valid and throw:
		frappe.throw(
			frappe._("{0} is not a valid Phone Number").format(number),
			frappe.exceptions.InvalidPhoneNumberError,
		)
	return valid


def validate_email_address(email_str, throw=False):
	"""The address when it is one, else ''; with `throw` InvalidEmailAddressError."""
	address = (email_str or "").strip()
	if "," in address or "<" in address:
		raise Unsupported("several e-mail addresses, or one with a name")
	if EMAIL.match(address):
		return address
	if throw:
		frappe.throw(
			frappe._("{0} is not a valid Email Address").format(escape_html(address)),
			frappe.exceptions.InvalidEmailAddressError,
		)
	return ""


def get_url(uri=None, allow_header_override=True):
	"""Absolute address of a path on this site; where the site has no host of its own, as the request names it, if that is allowed."""
	request = frappe.local.request if allow_header_override else None
	host = frappe.conf.host_name or (f"http://{request.host}" if request else f"http://{frappe.local.site}")
	return f"{host.rstrip('/')}/{uri.lstrip('/')}" if uri else host


def get_url_to_form(doctype, name):
	return get_url(f"/app/{quote(doctype.lower().replace(' ', '-'))}/{quote(str(name), safe=chr(39))}")


def get_traceback():
	return traceback.format_exc().strip()


def parse_json(val):
	"""The object of a JSON text; anything else as it is, dicts with attributes."""
	if isinstance(val, str):
		val = json.loads(val)
	return frappe._dict(val) if isinstance(val, dict) else val
