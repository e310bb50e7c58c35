"""Notifications in the Desk about a document, written by the app itself."""

from collections.abc import Callable, Iterable

import frappe
from frappe.utils import escape_html

SETTINGS = "Notification Settings"
# Frappe sends a notification of this kind by e-mail as well, to those who wish it in their Notification Settings.
ASSIGNMENT = "Assignment"
ALERT = "Alert"


def notify(
	users: Iterable[str], message: str, doctype: str, name: str, content: str = "", kind: str = ALERT
) -> None:
	"""Give each user a notification that opens the document; `message` and `content` are plain text."""
	for user in dict.fromkeys(users):
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": user,
				"type": kind,
				"document_type": doctype,
				"document_name": name,
				"subject": escape_html(message),
				"email_content": escape_html(content),
			}
		).insert(ignore_permissions=True)  # the app itself tells, not the user of the moment


def notify_of_others(
	users: Iterable[str], message: Callable[[str], str], doctype: str, name: str, content: str, kind: str
) -> None:
	"""Notify the users of what somebody else has done, each in the own language: `message` is given its code.

	Whoever acts is not told of it, nor who has switched notifications off.
	"""
	others = wanting_notices(user for user in users if user != frappe.session.user)
	for user, language in languages_of(others).items():
		notify([user], message(language), doctype, name, content, kind)


def wanting_notices(users: Iterable[str]) -> list[str]:
	"""Those of the users who have not switched Frappe's notifications off."""
	users = list(dict.fromkeys(users))
	if not users:
		return []
	off = set(frappe.get_all(SETTINGS, filters={"name": ["in", users], "enabled": 0}, pluck="name"))
	return [user for user in users if user not in off]


def languages_of(users: Iterable[str]) -> dict[str, str]:
	"""For each user the code of the language in which to write: the user's own, else the site's."""
	users = list(users)
	if not users:
		return {}
	of_site = frappe.db.get_single_value("System Settings", "language", cache=True) or "en"
	own = dict(
		frappe.get_all("User", filters={"name": ["in", users]}, fields=["name", "language"], as_list=True)
	)
	return {user: own.get(user) or of_site for user in users}
