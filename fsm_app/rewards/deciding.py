"""Who decides on rewards, and how they are told."""

from collections.abc import Callable, Iterable

import frappe
from frappe import _

from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import HR_MANAGER, MANAGES_PEOPLE, SERVICE_MANAGER
from fsm_app.workforce.audience import Audience


class OwnReward(frappe.PermissionError):
	"""Whoever decides would get it themselves."""


class NoReason(frappe.ValidationError):
	"""A decision that needs a reason has none."""


def may_decide() -> bool:
	"""Whether the session's user manages people."""
	return frappe.session.user == "Administrator" or bool(MANAGES_PEOPLE & set(frappe.get_roles()))


def require_decider() -> None:
	"""Refuse everybody but those who manage people."""
	if not may_decide():
		frappe.throw(
			_("This is decided by a Service Manager or HR Manager. Ask one of them."), frappe.PermissionError
		)


def refuse_own(engineers: Iterable[str]) -> None:
	"""Nobody approves what they get themselves."""
	users = frappe.get_all("Service Engineer", filters={"name": ["in", list(engineers)]}, pluck="user")
	if frappe.session.user in users:
		frappe.throw(_("You get this yourself. Somebody else has to decide."), OwnReward)


def given(reason: str | None) -> str:
	"""The reason, refused where it is empty."""
	if not isinstance(reason, str) or not reason.strip():
		frappe.throw(_("Reason: say why."), NoReason)
	return reason.strip()


def deciders(company: str | None, *roles: str) -> list[str]:
	"""The users who decide for the company: service managers and HR managers, or those with one of `roles`."""
	audience = Audience()
	users = [user for role in roles or (SERVICE_MANAGER, HR_MANAGER) for user in audience.with_role(role)]
	return [user for user in dict.fromkeys(users) if sees_company(user, company)]


def tell_deciders(doc, message: Callable[[str], str], *roles: str, content: str = "") -> None:
	"""Tell those who decide for the document's company; `message` is given the code of a language."""
	tell(deciders(doc.company, *roles), message, doc, content)


def tell_engineer(engineer: str, message: Callable[[str], str], doc, content: str = "") -> None:
	"""Tell the engineer of something of theirs."""
	tell(Audience().engineer(engineer), message, doc, content)


def tell(users: Iterable[str], message: Callable[[str], str], doc, content: str = "") -> None:
	"""Notify the users of the document, each in their language."""
	notify_of_others(users, message, doc.doctype, doc.name, content, WISH_OF_ASSIGNMENTS)
