"""Whether an engineer who was given a ticket may still have it: certificate, leave, company may have changed since (E2).

Not asked: how busy they are and whether they are on shift at the moment, for they have the ticket already.
"""

import frappe
from frappe import _

from fsm_app.dispatch.candidates import engineers_of
from fsm_app.dispatch.customer_profiles import profile_for
from fsm_app.dispatch.hard_rules import Rules
from fsm_app.dispatch.profiles import profile_of
from fsm_app.dispatch.schedule import Schedule
from fsm_app.dispatch.work import work_of


def why_no_more(ticket) -> str | None:
	"""Why the ticket's engineer may not have it any more; None while they may, or a dispatcher has overridden the rules."""
	engineer = next((row for row in engineers_of(ticket.company) if row.name == ticket.engineer), None)
	if not engineer:
		return _("has left, or works for another company")
	if ticket.override_reason:
		return None
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	profile = profile_of(offering)
	work = work_of(ticket, offering)
	customer = profile_for(ticket.customer, ticket.company)
	rules = Rules.of(ticket, offering, profile, work, customer, instead_of=None, higher=False)
	rules.learn([engineer.name], work)
	if reason := rules.who_they_are(engineer) or rules.knowledge(engineer):
		return reason
	schedule = Schedule.of([engineer], ticket, work, profile)
	reason = schedule.away(engineer.name) if profile.by_leave else None
	return None if engineer.name in schedule.by_hand else reason
