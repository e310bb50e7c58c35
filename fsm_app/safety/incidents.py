"""Safety incidents: reported at once, told to those concerned, looked into, closed when what follows is done (L2).

What the injury of somebody is stands in a Safety Incident Health, which HR and safety officers alone read.
"""

from collections.abc import Callable
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, cstr, format_datetime, formatdate, get_datetime, getdate

from fsm_app.common.arguments import moment, permitted
from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import HR_MANAGER, SERVICE_MANAGER
from fsm_app.engine.stages import TICKET
from fsm_app.safety.people import INVESTIGATES, has_role, holders, managers_of, officers
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_of

INCIDENT, HEALTH = "Safety Incident", "Safety Incident Health"
REPORTED, INVESTIGATED, CLOSED = "Reported", "Under Investigation", "Closed"
# Written by the app alone: who said and did what, and when.
OWN_FIELDS = (
	*("state", "reported_by", "reported_at", "is_late", "reminders", "next_action_at"),
	*("acknowledged_by", "acknowledged_at", "closed_by", "closed_at"),
)
SETTINGS = "Field Service Settings"


class IncidentRefused(frappe.ValidationError):
	"""A report that cannot be, or a step that is not open."""


class NotTheirIncident(frappe.PermissionError):
	"""Somebody takes a step that is for others."""


def validate_incident(incident) -> None:
	"""Before saving: what was reported stays so; a closed one is not changed any more."""
	before = incident.get_doc_before_save()
	incident.happened_at = moment(incident.happened_at, _("Happened At")).replace(microsecond=0)
	if before is None:
		_begin(incident)
	elif not incident.flags.written_by_app:
		if before.state == CLOSED:
			_refuse(_("{0} is closed. Report anew what has come to light.").format(incident.name))
		for field in OWN_FIELDS:
			incident.set(field, before.get(field))
	if incident.happened_at > now():
		_refuse(
			_("Happened At: {0} lies in the future. Enter when it happened.").format(
				format_datetime(incident.happened_at)
			)
		)
	_check_responsible(incident, before)
	for row in incident.actions:
		row.done_on = (row.done_on or getdate(now())) if cint(row.is_done) else None


def _check_responsible(incident, before) -> None:
	"""Whoever is to do something sees it: a customer, or somebody of another company, would read of it in a message alone."""
	known = {row.responsible for row in before.actions} if before else set()
	for row in incident.actions:
		user = row.responsible
		if not user or user in known or not frappe.db.exists("User", user):
			continue  # Frappe says what is missing
		if not frappe.has_permission(INCIDENT, "read", user=user) or not sees_company(
			user, incident.company, INCIDENT
		):
			_refuse(
				_(
					"Corrective Actions, row {0}: {1} sees no incidents here. Choose somebody of the service."
				).format(row.idx, frappe.bold(user))
			)


def follow_changes(incident) -> None:
	"""After saving: tell of a new incident, of somebody hurt, and of what is to be done by whom."""
	before = incident.get_doc_before_save()
	if before is None:
		tell(incident, first_told(incident, Audience()))
	elif cint(incident.is_anyone_hurt) and not before.is_anyone_hurt:
		tell(incident, holders(HR_MANAGER, incident.company, Audience()))
	known = {(row.name, row.responsible) for row in before.actions} if before else set()
	for row in incident.actions:
		if not cint(row.is_done) and (row.name, row.responsible) not in known:
			_tell_responsible(incident, row)


def first_told(incident, audience: Audience) -> list[str]:
	"""Those who are told at once: the engineer's manager, the safety officers of the company, HR where somebody is hurt."""
	users = [
		*managers_of(incident.engineer, incident.company, audience),
		*officers(incident.company, audience),
	]
	if cint(incident.is_anyone_hurt):
		users += holders(HR_MANAGER, incident.company, audience)
	return list(dict.fromkeys(users))


def told_next(incident, audience: Audience) -> list[str]:
	"""Those who are told when nobody has acknowledged it after the first reminder, too."""
	return list(
		dict.fromkeys(
			[
				*first_told(incident, audience),
				*holders(SERVICE_MANAGER, incident.company, audience),
				*holders(HR_MANAGER, incident.company, audience),
			]
		)
	)


def tell(incident, users: list[str], reminder: int = 0) -> None:
	"""Tell the users of an incident, for the first time or as a reminder."""

	def message(language: str) -> str:
		if reminder:
			text = _("Nobody has acknowledged the safety incident yet (reminder {2}): {0} ({1}).", language)
		else:
			text = _("Safety incident: {0} ({1}). Acknowledge it.", language)
		return text.format(_(incident.kind, language), _(incident.severity, language), reminder)

	notify_of_others(users, message, INCIDENT, incident.name, cstr(incident.place)[:140], WISH_OF_ASSIGNMENTS)


def acknowledge(name: str):
	"""Somebody looks after it: reminders end, and whoever reported it is told. Again by others it changes nothing."""
	incident = _locked(name)
	_require_investigator(incident)
	engineer = incident.engineer and frappe.get_cached_value("Service Engineer", incident.engineer, "user")
	if frappe.session.user == engineer:
		frappe.throw(_("{0} is about you. Let somebody else acknowledge it.").format(name), NotTheirIncident)
	if incident.state != REPORTED:
		return incident
	_save(
		incident,
		{
			"state": INVESTIGATED,
			"acknowledged_by": frappe.session.user,
			"acknowledged_at": now(),
			"next_action_at": None,
		},
	)
	by = frappe.get_cached_value("User", frappe.session.user, "full_name") or frappe.session.user
	_tell_reporter(incident, lambda language: _("{0} looks into your safety incident.", language).format(by))
	return incident


def close(name: str):
	"""The cause is known and all that was to follow is done. Raises IncidentRefused, which names what is open."""
	incident = _locked(name)
	_require_investigator(incident)
	if incident.state != INVESTIGATED:
		_refuse(_("{0} is {1}. Acknowledge it and look into it first.").format(name, _(incident.state)))
	if not cstr(incident.cause).strip():
		_refuse(_("What Led to It: enter the cause."))
	undone = [str(row.idx) for row in incident.actions if not row.is_done]
	if undone:
		_refuse(
			_("Corrective Actions: rows {0} are not done yet. It can be closed when all are.").format(
				", ".join(undone)
			)
		)
	_save(incident, {"state": CLOSED, "closed_by": frappe.session.user, "closed_at": now()})
	_tell_reporter(incident, lambda language: _("Your safety incident is closed.", language))
	return incident


def finish_action(name: str, row: str, result: str):
	"""A corrective action is done; for whoever is responsible for it, or looks into the incident."""
	incident = _locked(name)
	action = next((each for each in incident.actions if each.name == row), None)
	if action is None:
		_refuse(_("{0} has no such action. Load it anew.").format(name))
	if frappe.session.user != action.responsible:
		_require_investigator(incident)
	if incident.state == CLOSED or action.is_done:
		return incident
	action.update({"is_done": 1, "result": cstr(result).strip(), "done_on": getdate(now())})
	_save(incident, {})
	if not [each for each in incident.actions if not each.is_done] and incident.acknowledged_by:
		_tell_each(
			[incident.acknowledged_by],
			incident,
			lambda language: _("All corrective actions are done. Close the safety incident.", language),
		)
	return incident


def may_investigate(incident) -> bool:
	"""Whether the user looks into incidents by their role, or supervises the engineer."""
	if has_role(INVESTIGATES):
		return True
	team = incident.engineer and frappe.get_cached_value("Service Engineer", incident.engineer, "team")
	return bool(team) and frappe.session.user in Audience().supervisor(team)


def show(incident) -> None:
	"""For the form: whether the user looks into it."""
	incident.set_onload("may_investigate", may_investigate(incident))


def validate_health(health) -> None:
	"""Before saving: it belongs to an incident that they see, in which somebody is hurt, and to its company."""
	if health.is_new():
		permitted(INCIDENT, health.incident)
	incident = frappe.db.get_value(INCIDENT, health.incident, ["company", "is_anyone_hurt"], as_dict=True)
	if not incident or not incident.is_anyone_hurt:
		_refuse(_("{0} says that nobody is hurt. Correct it there first.").format(health.incident))
	health.company = incident.company


def _begin(incident) -> None:
	at, user = now(), frappe.session.user
	mine = engineer_of(user)
	incident.engineer = incident.engineer or (mine.name if mine else None)
	if incident.ticket and not incident.flags.by_phone:
		permitted(TICKET, incident.ticket)
	# Frappe fills in the default company, which need not be that of the engineer.
	incident.company = _company_of(incident) or incident.company
	if not incident.company:
		_refuse(_("Company: choose the one in which it happened."))
	if not sees_company(user, incident.company, INCIDENT):
		frappe.throw(
			_("Company: you do not work for {0}. Choose your own.").format(frappe.bold(incident.company)),
			NotTheirIncident,
		)
	settings = frappe.get_cached_doc(SETTINGS)
	minutes, hours = settings.incident_reminder_minutes or 0, settings.incident_report_hours or 0
	incident.update(dict.fromkeys(OWN_FIELDS))
	incident.update(
		{
			"state": REPORTED,
			"reported_by": user,
			"reported_at": at,
			"reminders": 0,
			"is_late": int(bool(hours) and at - get_datetime(incident.happened_at) > timedelta(hours=hours)),
			"next_action_at": at + timedelta(minutes=minutes) if minutes else None,
		}
	)


def _company_of(incident) -> str | None:
	for doctype, name in (("Service Engineer", incident.engineer), (TICKET, incident.ticket)):
		if name and (company := frappe.db.get_value(doctype, name, "company")):
			return company
	return None


def _require_investigator(incident) -> None:
	if not may_investigate(incident):
		frappe.throw(
			_("{0} is looked into by managers, safety officers and HR. Ask one of them.").format(
				incident.name
			),
			NotTheirIncident,
		)


def _locked(name: str):
	return frappe.get_doc(INCIDENT, permitted(INCIDENT, name), for_update=True)


def _save(incident, values: dict) -> None:
	incident.update(values)
	incident.flags.written_by_app = True
	incident.save(ignore_permissions=True)  # who may take the step was asked before


def _tell_responsible(incident, row) -> None:
	_tell_each(
		[row.responsible],
		incident,
		lambda language: _("To do until {0} after a safety incident: {1}", language).format(
			formatdate(row.due_on), cstr(row.action)[:140]
		),
	)


def _tell_reporter(incident, message: Callable[[str], str]) -> None:
	_tell_each(Audience().user(incident.reported_by), incident, message)


def _tell_each(users: list[str], incident, message: Callable[[str], str]) -> None:
	notify_of_others(users, message, INCIDENT, incident.name, "", WISH_OF_ASSIGNMENTS)


def _refuse(message: str) -> None:
	frappe.throw(message, IncidentRefused)
