"""A service that does not answer is left alone for a while, so that nobody waits for it again and again (E3)."""

from datetime import datetime, timedelta

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.common.notices import languages_of, notify
from fsm_app.workforce.audience import Audience

SETTINGS = "Travel Settings"
LEFT_ALONE = timedelta(minutes=5)
KEY = "fsm_travel_outage"
# An outage that nobody has asked about for so long is another one when it comes again.
FORGOTTEN_SECONDS = 24 * 60 * 60
TELL_JOB = "fsm_app.travel_times.outage.tell"


def is_open() -> bool:
	"""Whether the service is left alone now. Of those who find that it may be asked again one alone does at a time."""
	until = _until()
	if until is None:
		return False
	at = now()
	if at < until:
		return True
	_leave_alone(at + timedelta(seconds=15))
	return False


def began(sentence: str) -> None:
	"""The service has failed: leave it alone, and tell the administrators unless they know already.

	`sentence` says why, without any secret. Told by a job of its own, for what the user does now may be undone.
	"""
	known = _until() is not None
	_leave_alone(now() + LEFT_ALONE)
	if not known:
		frappe.enqueue(TELL_JOB, queue="short", sentence=sentence)


def ended() -> None:
	"""The service has answered."""
	if _until() is not None:
		forget()


def forget() -> None:
	"""Ask the service at once, and tell when it fails."""
	frappe.cache.delete_value(KEY)


def tell(sentence: str) -> None:
	"""The job: one Error Log, and a notification to those who keep the site."""
	frappe.log_error(title="Travel times by the straight line", message=sentence)
	users = Audience().with_role("System Manager") or ["Administrator"]
	for user, language in languages_of(users).items():
		notify(
			[user],
			_("Travel times come from the straight line, as the service fails.", language),
			SETTINGS,
			SETTINGS,
			sentence,
		)


def _until() -> datetime | None:
	return frappe.cache.get_value(KEY, expires=True)


def _leave_alone(until: datetime) -> None:
	frappe.cache.set_value(KEY, until, expires_in_sec=FORGOTTEN_SECONDS)
