"""How one gets in, what is dangerous, and how the customer wants to be served (E4, E5, L1).

Address and telephone are not on the sheet: they are asked for in the ticket, where each look is noted.
"""

import frappe
from frappe import _

from fsm_app.dispatch.customer_profiles import told_of
from fsm_app.dispatch.profiles import profile_of
from fsm_app.dispatch.work import work_of
from fsm_app.preparation.sheet import row
from fsm_app.service_training.assignments import completed_by
from fsm_app.workforce.certifications import held_at


def sections(ticket) -> list[dict]:
	"""Access and the customer's wishes, and what the law and the company ask for on site."""
	return [
		{"title": _("Access and Customer"), "rows": _customer(ticket)},
		{"title": _("Safety"), "rows": _safety(ticket)},
	]


def _customer(ticket) -> list[dict]:
	told = told_of(ticket)
	facts = (
		(_("Access"), told["access_notes"]),
		(_("Language"), told["language"]),
		(_("Preferred Times"), ", ".join(told["preferred_times"])),
		(_("Dedicated Engineer"), told["engineer"]),
	)
	return [row(label, text) for label, text in facts if text]


def _safety(ticket) -> list[dict]:
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	profile, work = profile_of(offering), work_of(ticket, offering)
	needed = [line.certification for line in offering.certifications]
	courses = []
	if work.on_site:
		needed += [line.certification for line in profile.safety_certifications]
		courses = [line.course for line in profile.safety_courses]
	needed = list(dict.fromkeys(needed))
	held = held_at(work.start, needed).get(ticket.engineer, set()) if needed else set()
	done = completed_by(courses).get(ticket.engineer, set())
	rows = [
		row(
			_("Certificate"),
			name,
			_("Held on the day") if name in held else _("Missing on the day"),
			name not in held,
		)
		for name in needed
	]
	rows += [
		row(_("Training"), name, _("Completed") if name in done else _("Not completed"), name not in done)
		for name in courses
	]
	if offering.runbook:
		rows.append(row(_("Runbook"), offering.runbook))
	return rows
