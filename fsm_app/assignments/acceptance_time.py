"""Until when an engineer has to accept a ticket: counted in working time (E2)."""

from datetime import datetime, timedelta

from frappe.utils import cint

from fsm_app.common.site_time import aware, naive
from fsm_app.engine.working_time import NoWorkingTime
from fsm_app.service_levels.sla_policy import calendar_of, policy_for
from fsm_app.service_levels.working_calendars import working_calendar


def answer_until(ticket, profile, at: datetime) -> datetime:
	"""The moment at which the profile's minutes are over, counted from `at` (naive site time).

	In the calendar of the profile, else in that of the ticket's service levels; where there is neither, or none in which
	anything is ever worked again, every minute counts.
	"""
	minutes = cint(profile.acceptance_minutes)
	policy = None if profile.acceptance_calendar else policy_for(ticket)
	calendar = profile.acceptance_calendar or (policy and calendar_of(policy, ticket.region))
	if calendar:
		try:
			return naive(working_calendar(calendar).due(aware(at), minutes * 60))
		except NoWorkingTime:
			pass
	return at + timedelta(minutes=minutes)
