"""No answer of the app's own functions and pages stays in a browser's or a proxy's cache: after a logout nothing is left (N1, D3).

Frappe 16 says so of every answer that says nothing else; version 15 says nothing, and browsers write the answer to their disk.
"""

from functools import cache
from pathlib import Path

import frappe

from fsm_app.common.half_characters import OWN_METHOD

NOT_KEPT = "private, no-store"


def forbid_keeping(response, request) -> None:
	"""after_request: for what is the app's own; what an answer says itself counts."""
	if OWN_METHOD.search(request.path) or request.path.strip("/").partition("/")[0] in own_pages():
		response.headers.setdefault("Cache-Control", NOT_KEPT)


@cache
def own_pages() -> frozenset[str]:
	"""The first parts of the addresses of the app's pages."""
	places = Path(frappe.get_app_path("fsm_app", "www")).iterdir()
	return frozenset(
		place.stem for place in places if place.suffix == ".html" or (place.is_dir() and place.name[0] != "_")
	)
