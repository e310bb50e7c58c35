"""What the end of a certificate brings about: reminders before it, and tickets for the dispatcher (H3).

Whatever is told is written down under a unique key before it is told, so that it happens once, whoever runs the job and
however often.
"""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.notices import notify
from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.certificate_gate import tickets_without_certificate
from fsm_app.workforce.certifications import CERTIFICATION, VERIFIED, refresh_certification_states

REMINDER = "Certification Reminder"
SETTINGS = "Field Service Settings"
# The step under which the end itself is written down.
EXPIRED_STEP = -1
# How long after the end the jobs still look at a certificate, so that an outage leaves nobody out.
LOOK_BACK = timedelta(days=60)
FIELDS = ("name", "engineer", "company", "certification", "valid_until")


class ReminderSettingError(frappe.ValidationError):
	"""The days before which people are reminded cannot be read."""


def follow_certificates() -> None:
	"""Daily: states, reminders, and what the engineers whose certificates ended have in hand."""
	refresh_certification_states()
	frappe.db.commit()
	today = now().date()
	audience = Audience()
	_each(ending(today, today + timedelta(days=max(reminder_days(), default=0))), _remind, today, audience)
	_each(ending(today - LOOK_BACK, today - timedelta(days=1)), _tell_of_end, today, audience)


def warning_days() -> int:
	"""From how many days before its end a certificate is shown as ending soon: the longest reminder."""
	return max(reminder_days(), default=0)


def reminder_days() -> list[int]:
	"""How many days before the end people are reminded, by Field Service Settings; the longest first."""
	text = frappe.db.get_single_value(SETTINGS, "certificate_reminders", cache=True) or ""
	return sorted({int(part) for part in text.split(",") if part.strip().isdigit()}, reverse=True)


def validate_reminder_days(settings, method: str | None = None) -> None:
	"""Field Service Settings' validate: refuse what is no list of whole days."""
	parts = [part.strip() for part in (settings.certificate_reminders or "").split(",") if part.strip()]
	if wrong := [part for part in parts if not part.isdigit()]:
		frappe.throw(
			_(
				"Reminders Before Expiry: {0} is not a whole number of days. Write for example 90, 30, 7."
			).format(", ".join(wrong)),
			ReminderSettingError,
		)
	settings.certificate_reminders = ", ".join(parts)


def ending(first: date, last: date) -> list:
	"""The counting certificates that end from `first` to `last` and are not renewed beyond their end."""
	rows = frappe.get_all(
		CERTIFICATION,
		filters={
			"verification": VERIFIED,
			"revoked": 0,
			"valid_until": ["between", [first, last]],
		},
		fields=FIELDS,
		order_by="valid_until, name",
	)
	others = frappe.get_all(
		CERTIFICATION,
		filters={
			"verification": VERIFIED,
			"revoked": 0,
			"engineer": ["in", sorted({row.engineer for row in rows})],
			"certification": ["in", sorted({row.certification for row in rows})],
		},
		fields=FIELDS,
	)
	last_end: dict[tuple, date] = {}
	for row in others:
		key = (row.engineer, row.certification)
		last_end[key] = max(
			last_end.get(key, date.min), getdate(row.valid_until) if row.valid_until else date.max
		)
	return [row for row in rows if last_end[row.engineer, row.certification] == getdate(row.valid_until)]


def _each(certificates: list, act, today: date, audience: Audience) -> None:
	"""Let `act` deal with each certificate by itself, a commit each."""
	for certificate in certificates:
		try:
			act(certificate, today, audience)
			frappe.db.commit()
		except Exception:
			frappe.db.rollback()
			frappe.log_error(
				title=f"Certificate {certificate.name}",
				reference_doctype=CERTIFICATION,
				reference_name=certificate.name,
			)


def _remind(certificate, today: date, audience: Audience) -> None:
	"""Remind of the nearest step: after an outage one message comes, not one for each step that was missed."""
	left = (getdate(certificate.valid_until) - today).days
	step = min((days for days in reminder_days() if days >= left), default=None)
	if step is None or not _is_first(certificate, step):
		return
	message = _("{0} of {1} ends on {2}").format(
		certificate.certification, _name(certificate.engineer), formatdate(certificate.valid_until)
	)
	notify(_concerned(certificate, audience), message, CERTIFICATION, certificate.name)


def _tell_of_end(certificate, today: date, audience: Audience) -> None:
	"""Once: the engineer and the supervisor hear of the end, the dispatchers of the tickets that the engineer has in hand."""
	if not _is_first(certificate, EXPIRED_STEP):
		return
	message = _("{0} of {1} ended on {2}").format(
		certificate.certification, _name(certificate.engineer), formatdate(certificate.valid_until)
	)
	notify(_concerned(certificate, audience), message, CERTIFICATION, certificate.name)
	tickets = [
		row["ticket"]
		for row in tickets_without_certificate(now(), [certificate.engineer])
		if certificate.certification in row["missing"]
	]
	if tickets:
		dispatchers = audience.with_role(SERVICE_DISPATCHER) or audience.managers()
		content = _("The engineer has these tickets, which require it: {0}").format(", ".join(tickets))
		notify(dispatchers, message, "Service Ticket", tickets[0], content)


def _is_first(certificate, step: int) -> bool:
	"""Write down that the step was told; False where it was before, also by another job at the same time."""
	frappe.db.savepoint("certificate_step")
	try:
		frappe.get_doc(
			{
				"doctype": REMINDER,
				"certificate": certificate.name,
				"engineer": certificate.engineer,
				"company": certificate.company,
				"days": step,
				"sent_at": now(),
				"reminder_key": f"{certificate.name}:{certificate.valid_until}:{step}",
			}
		).insert(ignore_permissions=True)  # the app's own log
	except frappe.UniqueValidationError:
		frappe.db.rollback(save_point="certificate_step")
		frappe.clear_last_message()
		return False
	return True


def _concerned(certificate, audience: Audience) -> list[str]:
	"""The engineer and the supervisor, or the managers where there is none."""
	team = frappe.get_cached_value("Service Engineer", certificate.engineer, "team")
	return audience.engineer(certificate.engineer) + (audience.supervisor(team) or audience.managers())


def _name(engineer: str) -> str:
	return frappe.get_cached_value("Service Engineer", engineer, "engineer_name")
