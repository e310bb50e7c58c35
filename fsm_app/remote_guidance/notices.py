"""Who is told of a call by video: the expert when asked, and whoever asked when the expert cannot (N3)."""

from collections.abc import Callable

import frappe
from frappe import _

from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others

SESSION = "Guidance Session"
PAGE = "/remote-guidance"


def tell_expert(session) -> None:
	"""Somebody wants the expert to look."""
	name = name_of(session.asked_by)
	_tell(
		session.expert,
		lambda language: _("{0} asks you for remote guidance on {1}.", language).format(name, session.ticket),
		session,
		session.question,
	)


def tell_of_declining(session) -> None:
	"""The expert cannot look."""
	name = name_of(session.expert)
	_tell(
		session.asked_by,
		lambda language: _("{0} cannot give remote guidance on {1}: {2}", language).format(
			name, session.ticket, session.reason
		),
		session,
		session.question,
	)


def tell_of_withdrawing(session) -> None:
	"""The expert is not needed any more."""
	name = name_of(session.asked_by)
	_tell(
		session.expert,
		lambda language: _("{0} does not need remote guidance on {1} any more.", language).format(
			name, session.ticket
		),
		session,
		session.question,
	)


def page_of(notification) -> str | None:
	"""fsm_notice_opens: a call that is asked for opens the page on which one joins it."""
	if notification.document_type != SESSION:
		return None
	return f"{PAGE}?s={notification.document_name}"


def _tell(user: str, message: Callable[[str], str], session, content: str) -> None:
	notify_of_others([user], message, SESSION, session.name, content or "", WISH_OF_ASSIGNMENTS)


def name_of(user: str) -> str:
	"""What people call the user."""
	return frappe.get_cached_value("User", user, "full_name") or user
