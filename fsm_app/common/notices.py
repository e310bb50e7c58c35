"""Notifications in the Desk about a document, written by the app itself."""

from collections.abc import Callable, Iterable

import frappe
from frappe.utils import escape_html

SETTINGS = "Notification Settings"
# Frappe's own wish of a user to be told by e-mail of what is given to them.
WISH_OF_ASSIGNMENTS = "enable_email_assignment"
# In these Frappe tells without an e-mail of its own, which would fail on a site that sends none.
KIND = "Alert"


def notify(users: Iterable[str], message: str, doctype: str, name: str, content: str = "") -> None:
	"""Give each user a notification that opens the document; `message` and `content` are plain text.

	Nobody is told while the past is being replayed, see service_desk/ticket_notices.py.
	"""
	if frappe.flags.fsm_nobody_is_told:
		return
	for user in dict.fromkeys(users):
		frappe.get_doc(
			{
				"doctype": "Notification Log",
				"for_user": user,
				"type": KIND,
				"document_type": doctype,
				"document_name": name,
				"subject": escape_html(message),
				"email_content": escape_html(content),
			}
		).insert(ignore_permissions=True)  # the app itself tells, not the user of the moment


def notify_of_others(
	users: Iterable[str], message: Callable[[str], str], doctype: str, name: str, content: str, mail_wish: str
) -> None:
	"""Notify the users of what somebody else has done, each in the own language: `message` is given its code.

	Whoever acts is not told of it, nor who has switched notifications off. Those get an e-mail too whose Notification
	Settings say so in the field `mail_wish`.
	"""
	if frappe.flags.fsm_nobody_is_told:
		return
	others = _wanting_notices([user for user in dict.fromkeys(users) if user != frappe.session.user])
	if not others:
		return
	wishing = _wanting_mail(others, mail_wish)
	for user, language in languages_of(others).items():
		notify([user], message(language), doctype, name, content)
		if user in wishing:
			_mail(user, message(language), doctype, name, content)


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


def _wanting_notices(users: list[str]) -> list[str]:
	off = frappe.get_all(SETTINGS, filters={"name": ["in", users], "enabled": 0}, pluck="name")
	return [user for user in users if user not in off]


def _wanting_mail(users: list[str], wish: str) -> list[str]:
	filters = {"name": ["in", users], "enable_email_notifications": 1, wish: 1}
	return frappe.get_all(SETTINGS, filters=filters, pluck="name")


def _mail(user: str, message: str, doctype: str, name: str, content: str) -> None:
	"""Put an e-mail into Frappe's queue, which is sent after the commit. What was done must not fail for want of it."""
	address = frappe.get_cached_value("User", user, "email")
	frappe.db.savepoint("notice_by_mail")
	try:
		frappe.sendmail(
			recipients=[address],
			subject=message,
			message=f"<p>{escape_html(message)}</p><p>{escape_html(content)}</p>",
			reference_doctype=doctype,
			reference_name=name,
			add_unsubscribe_link=0,
			delayed=True,
		)
	except frappe.OutgoingEmailError:  # the site sends no mail; the notification is there
		frappe.db.rollback(save_point="notice_by_mail")
		frappe.clear_last_message()
	except Exception:
		frappe.db.rollback(save_point="notice_by_mail")
		frappe.clear_last_message()
		frappe.log_error(title=f"E-mail about {name}", reference_doctype=doctype, reference_name=name)
