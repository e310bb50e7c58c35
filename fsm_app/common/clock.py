"""The app's own clock: every function of the app asks it for the time, so that a test or a simulation can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import frappe
from frappe.utils import now_datetime


def now() -> datetime:
	"""The present moment as a naive datetime in the site's time zone, or the moment set by `at`."""
	return getattr(frappe.local, "fsm_simulated_now", None) or now_datetime()


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
	"""Within this context `now` answers `moment` (naive, site time). May be nested."""
	before = getattr(frappe.local, "fsm_simulated_now", None)
	frappe.local.fsm_simulated_now = moment
	try:
		yield moment
	finally:
		frappe.local.fsm_simulated_now = before
