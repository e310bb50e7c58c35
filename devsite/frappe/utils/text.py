"""Numbers and texts: the small conversions that Frappe code uses everywhere."""

import json
import math
import re
import secrets
from email.utils import parseaddr

import frappe
from frappe.utils.html import escape_html

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


def flt(s, precision=None, rounding_method=None):
	"""A float from anything (thousands' commas dropped), 0.0 where that makes no sense."""
	if isinstance(s, str):
		s = s.replace(",", "")
	try:
		number = float(s)
		if precision is not None:
			number = rounded(number, precision, rounding_method)
	except (TypeError, ValueError, OverflowError):
		return 0.0
	return number


def cstr(s, encoding="utf-8"):
	"""Text of anything, '' for None."""
	if isinstance(s, str):
		return s
	if s is None:
		return ""
	if isinstance(s, bytes):
		return s.decode(encoding)
	return str(s)


def sbool(x):
	"""True or False for the texts 'true', '1', 'false', '0'; anything else as it is."""
	if isinstance(x, str):
		return {"true": True, "1": True, "false": False, "0": False}.get(x.lower(), x)
	return x


def ceil(s):
	return math.ceil(flt(s))


def floor(s):
	return math.floor(flt(s))


def rounded(num, precision=0, rounding_method=None):
	"""Rounds by the system's method; the default is banker's rounding."""
	precision = cint(precision)
	method = rounding_method or frappe.get_system_settings("rounding_method") or "Banker's Rounding (legacy)"
	if method == "Commercial Rounding":
		if not num:
			return 0.0
		return round(num + math.copysign(2.0 ** (math.log2(abs(num)) - 52), num), precision)
	if method not in ("Banker's Rounding", "Banker's Rounding (legacy)"):
		frappe.throw(
			frappe._("Unknown Rounding Method: {}").format(method), frappe.exceptions.InvalidRoundingMethod
		)
	legacy = method.endswith("(legacy)")
	scale = 10**precision
	number = round(num * scale, 8 if legacy else 12)
	whole = math.floor(number)
	if number - whole == 0.5:
		# the legacy method rounds halves to even only where no digits follow the point
		number = whole + 1 if (legacy and precision) or whole % 2 else whole
	else:
		number = round(number)
	return number / scale if precision else number


def cast_fieldtype(fieldtype, value, show_warning=True):
	"""The value as the Python type of a field's type."""
	from frappe.utils import dates

	if fieldtype in ("Currency", "Float", "Percent"):
		return flt(value)
	if fieldtype in ("Int", "Check"):
		return cint(value)
	if fieldtype in (
		"Data", "Text", "Small Text", "Long Text", "Text Editor", "Select", "Link", "Dynamic Link"
	):  # fmt: skip
		return cstr(value)
	if fieldtype == "Date":
		return dates.getdate(value)
	if fieldtype == "Datetime":
		return dates.get_datetime(value)
	if fieldtype == "Time":
		return dates.to_timedelta(value)
	return value


def comma_sep(some_list, pattern, add_quotes=True):
	"""'a, b' and 'c' joined by the pattern; a value that is no list comes back as it is."""
	if not isinstance(some_list, list | tuple):
		return some_list
	words = [str(word) for word in some_list]
	if len(words) < 2:
		return words[0] if words else ""
	if add_quotes:
		words = [f"'{word}'" for word in words]
	return pattern.format(", ".join(frappe._(word) for word in words[:-1]), words[-1])


def comma_and(some_list, add_quotes=True):
	return comma_sep(some_list, frappe._("{0} and {1}"), add_quotes)


def comma_or(some_list, add_quotes=True):
	return comma_sep(some_list, frappe._("{0} or {1}"), add_quotes)


def unique(seq):
	return list(dict.fromkeys(seq))


def random_string(length):
	return "".join(
		secrets.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
		for _ in range(length)
	)


def generate_hash(txt=None, length=56):
	"""Random hexadecimal text."""
	length = length or 56
	return secrets.token_hex(math.ceil(length / 2))[:length]


def validate_email_address(email_str, throw=False):
	"""The valid addresses of a comma-separated list; with `throw` an invalid one raises."""
	found = []
	for part in (email_str or "").strip().split(","):
		part = part.strip()
		address = parseaddr(part)[1] if "<" in part or " " not in part else ""
		if EMAIL.match(address or ""):
			found.append(address)
		elif throw:
			frappe.throw(
				frappe._("{0} is not a valid Email Address").format(escape_html(part)),
				frappe.exceptions.InvalidEmailAddressError,
			)
	return ", ".join(found)


def split_emails(txt):
	return [part.strip() for part in re.split(r"[,\n]", cstr(txt)) if part.strip()]


def validate_phone_number(phone_number, throw=False):
	"""Whether the text looks like a phone number; empty does not."""
	if not phone_number:
		return False
	if re.match(r"^[0-9 +_\-,.*#()]{1,20}$", phone_number.strip()):
		return True
	if throw:
		frappe.throw(
			frappe._("{0} is not a valid Phone Number").format(phone_number),
			frappe.exceptions.InvalidPhoneNumberError,
		)
	return False


def validate_url(txt, throw=False, valid_schemes=None):
	"""Whether the text is an absolute URL (of one of the schemes)."""
	from urllib.parse import urlparse

	url = urlparse(cstr(txt))
	schemes = [valid_schemes] if isinstance(valid_schemes, str) else valid_schemes
	valid = bool(url.scheme and (url.netloc or url.path)) and (not schemes or url.scheme in schemes)
	if not valid and throw:
		frappe.throw(frappe._("'{0}' is not a valid URL").format(frappe.bold(txt)))
	return valid


def get_url(uri=None, full_address=False, allow_header_override=True):
	"""Absolute address of a path on this site."""
	if uri and uri.startswith(("http://", "https://")):
		return uri
	request = frappe.local.request
	host = frappe.conf.host_name or (f"http://{request.host}" if request else f"http://{frappe.local.site}")
	return f"{host.rstrip('/')}/{uri.lstrip('/')}" if uri else host


def get_absolute_url(doctype, name):
	from urllib.parse import quote

	return f"/app/{quote(doctype.lower().replace(' ', '-'))}/{quote(str(name), safe=chr(39))}"


def get_url_to_form(doctype, name):
	return get_url(get_absolute_url(doctype, name))


def get_url_to_list(doctype):
	return get_url(f"/app/{doctype.lower().replace(' ', '-')}")


def get_link_to_form(doctype, name, label=None):
	return f'<a href="{get_url_to_form(doctype, name)}">{label or name}</a>'


def get_fullname(user=None):
	"""First and last name of the user, or his id."""
	user = user or frappe.session.user
	names = frappe.db.get_value("User", user, ["first_name", "last_name"]) or ()
	return " ".join(filter(None, names)) or user


def get_traceback(with_context=False):
	import traceback

	return traceback.format_exc().strip()


def parse_json(val):
	"""The object of a JSON text; anything else as it is, dicts with attributes."""
	if isinstance(val, str):
		val = json.loads(val)
	return frappe._dict(val) if isinstance(val, dict) else val
