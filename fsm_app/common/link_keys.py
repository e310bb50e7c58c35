"""The keys by which links open something without a login, kept out of the Error Log and the server's logs (N2, N3, I1).

Only a digest of each is stored, so that a look into the documents makes no link. Frappe writes what a failed request held into
its logs, arguments and variables by their names, of which it hides some; `k` is none of them.
"""

import re

import frappe

from fsm_app.common.half_characters import OWN_METHOD
from fsm_app.common.not_kept import own_pages

# The argument of the pages and functions behind links.
ARGUMENT = "k"
HIDDEN = "********"
# As it stands in an address.
_IN_ADDRESS = re.compile(rf"([?&]{ARGUMENT}=)[^&\s'\"<>\\]+")


class LinkKey(str):
	"""A key that works like the text it is, and shows itself to nobody who prints it among others."""

	def __repr__(self) -> str:
		return repr(HIDDEN)


def hide_in_request() -> None:
	"""before_request: the key among the arguments of the app's own functions and pages."""
	form = frappe.local.form_dict
	if not isinstance(form.get(ARGUMENT), str):
		return
	path = frappe.local.request.path
	is_page = path.strip("/").partition("/")[0] in own_pages()
	if is_page or OWN_METHOD.search(path) or OWN_METHOD.match(str(form.get("cmd") or "")):
		form[ARGUMENT] = LinkKey(form[ARGUMENT])


def hide_in_log(log, method: str | None = None) -> None:
	"""Error Log's before_insert: the key within an address, where the error is of one of the app's functions or pages."""
	if log.error and ("fsm_app" in log.error or any(f"/{page}?" in log.error for page in own_pages())):
		log.error = _IN_ADDRESS.sub(rf"\g<1>{HIDDEN}", log.error)
