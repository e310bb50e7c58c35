"""Half characters in what is sent to the app's own functions, made whole before anybody reads them (D3, N1).

JSON can say one half of a character that takes two, and a phone says it where a text is cut off within an emoji. No database
stores it and no digest is made of it: what an engineer did would be sent again for ever, and a guest gets a server error.
"""

import re

import frappe

OWN_METHOD = re.compile(r"(?:^|/)fsm_app\.")
HALF = re.compile("[\ud800-\udfff]")
# What Unicode puts where a character is missing.
UNKNOWN = "\ufffd"


def mend_request() -> None:
	"""before_request: in the arguments of the app's own functions; other apps' requests stay as they came."""
	form = frappe.local.form_dict
	if OWN_METHOD.search(frappe.local.request.path) or OWN_METHOD.match(str(form.get("cmd") or "")):
		mended(form)


def mended(value):
	"""The value of a JSON text, lists and dicts changed in place, without half characters; however deep it is."""
	if isinstance(value, str):
		return HALF.sub(UNKNOWN, value)
	waiting = [value]
	while waiting:
		found = waiting.pop()
		if isinstance(found, dict):
			for key in [key for key in found if isinstance(key, str) and HALF.search(key)]:
				found[HALF.sub(UNKNOWN, key)] = found.pop(key)
			places = list(found.items())
		elif isinstance(found, list):
			places = list(enumerate(found))
		else:
			continue
		for place, each in places:
			if isinstance(each, str):
				found[place] = HALF.sub(UNKNOWN, each)
			else:
				waiting.append(each)
	return value
