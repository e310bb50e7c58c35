"""Telling people in a review, each in their language. Who rates as a colleague is never named to the engineer (J4)."""

from collections.abc import Callable, Iterable

from frappe import _
from frappe.utils import formatdate

from fsm_app.appraisals import people, stages
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.workforce.audience import Audience


def tell(
	users: Iterable[str], message: Callable[[str], str], doctype: str, name: str, content: str = ""
) -> None:
	"""Tell the users; `message` is given the code of each one's language."""
	notify_of_others(users, message, doctype, name, content, WISH_OF_ASSIGNMENTS)


def tell_turn(review, audience: Audience) -> None:
	"""Tell those whose turn it is now what they have to do."""
	tell(
		people.to_act(review, audience), lambda language: _asked(review, language), stages.REVIEW, review.name
	)


def remind(review, audience: Audience) -> None:
	"""Remind those whose turn it is."""
	tell(
		people.to_act(review, audience),
		lambda language: _("Reminder: {0}", language).format(_asked(review, language)),
		stages.REVIEW,
		review.name,
	)


def tell_overdue(review, audience: Audience) -> None:
	"""Tell those who stand above that the others have let the time pass."""
	tell(
		people.above(review, audience),
		lambda language: _("The review of {0} for {1} is overdue: {2}.", language).format(
			review.engineer_name, review.cycle, _(review.stage, language, context=stages.REVIEW)
		),
		stages.REVIEW,
		review.name,
	)


def _asked(review, language: str) -> str:
	texts = {
		stages.SELF: _("Assess yourself for {1} until {2}.", language),
		stages.SUPERVISOR: _("Rate {0} for {1} until {2}.", language),
		stages.HR_REVIEW: _("Check the review of {0} for {1} until {2}.", language),
		stages.INTERVIEW: _("Hold the interview with {0} about {1} until {2}.", language),
		stages.TO_CONFIRM: _("Confirm your review for {1}, or appeal, until {2}.", language),
		stages.APPEALED: _("Decide the appeal of {0} against {1} until {2}.", language),
	}
	if not review.due_on:
		texts[stages.INTERVIEW] = _("Hold the interview with {0} about {1}.", language)
	due = format_day(review.due_on)
	return texts[review.stage].format(review.engineer_name, review.cycle, due)


def format_day(day) -> str:
	"""A day as the site writes it, empty where there is none."""
	return formatdate(day) if day else ""
