"""Who is told of a case: reviewers of one that waits, its author of what became of it (G1)."""

from collections.abc import Callable, Iterable

import frappe
from frappe import _

from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import SERVICE_KNOWLEDGE_REVIEWER
from fsm_app.knowledge.stages import CASE, DRAFT, IN_REVIEW, PUBLISHED, RETIRED
from fsm_app.workforce.audience import Audience


def tell(case) -> None:
	"""After saving: whoever has to act now, or waits for it, is told."""
	before = case.get_doc_before_save()
	if case.flags.of_the_app or not before or before.stage == case.stage:
		return
	if case.stage == IN_REVIEW:
		_tell(
			reviewers_of(case),
			lambda language: _("Case to review: {0}", language).format(case.title),
			case,
		)
	elif message := _MESSAGES.get((before.stage, case.stage)) or _MESSAGES.get((None, case.stage)):
		_tell([case.author_user], lambda language: message(language).format(case.title), case)


def reviewers_of(case) -> list[str]:
	"""The knowledge reviewers who may publish it; the managers where there is none, for they can appoint one."""
	audience = Audience()
	mine = {case.author_user, case.owner}
	reviewers = [
		user
		for user in audience.with_role(SERVICE_KNOWLEDGE_REVIEWER)
		if user not in mine and sees_company(user, case.only_company, CASE)
	]
	return reviewers or [user for user in audience.managers() if sees_company(user, case.only_company, CASE)]


def _tell(users: Iterable[str | None], message: Callable[[str], str], case) -> None:
	notify_of_others(
		[user for user in users if user and frappe.get_cached_value("User", user, "enabled")],
		message,
		CASE,
		case.name,
		"",
		WISH_OF_ASSIGNMENTS,
	)


_MESSAGES = {
	(None, PUBLISHED): lambda language: _("Your case was published: {0}", language),
	(None, RETIRED): lambda language: _("Your case was retired: {0}", language),
	(IN_REVIEW, DRAFT): lambda language: _("Your case came back from its review: {0}", language),
	(PUBLISHED, DRAFT): lambda language: _("Your case is to be revised: {0}", language),
	(RETIRED, DRAFT): lambda language: _("Your case was taken up again: {0}", language),
}
