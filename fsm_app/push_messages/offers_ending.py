"""Whoever has not answered an offer is told once more before it ends, for it is by the phone that they hear of it (E2, N1)."""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.utils import cint, format_datetime, get_url_to_form

from fsm_app.assignments.offers import OFFER, OFFERED
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.stages import TICKET
from fsm_app.push_messages.switch import SETTINGS, is_on
from fsm_app.workforce.audience import Audience

JOB_ID = "fsm_app:offers_ending"
MOST_AT_ONCE = 500


def enqueue_reminders() -> None:
	"""Each minute: start the reminding as a background job, where an offer ends soon and no job is waiting or running."""
	if is_on() and _ending(now()):
		frappe.enqueue(
			"fsm_app.push_messages.offers_ending.remind",
			queue="default",
			job_id=JOB_ID,
			deduplicate=True,
		)


def remind(at: datetime | None = None) -> int:
	"""Tell those whose offers end soon at `at` (naive site time, default: now), each offer once; returns how many were told."""
	audience, told = Audience(), 0
	for offer in _ending(at or now()):
		try:
			_tell(offer, audience)
			frappe.db.commit()
			told += 1
		except Exception:
			frappe.db.rollback()
			frappe.log_error(
				title=f"Offer of {offer.ticket} ends", reference_doctype=OFFER, reference_name=offer.name
			)
			frappe.db.commit()
	return told


def page_of(notification) -> str | None:
	"""fsm_notice_opens: an offer opens its ticket, on which it is answered."""
	if notification.document_type != OFFER:
		return None
	ticket = frappe.db.get_value(OFFER, notification.document_name, "ticket")
	return get_url_to_form(TICKET, ticket) if ticket else None


def _ending(at: datetime) -> list:
	"""The offers that end soon and of which nobody was told; not those that were short from the beginning."""
	lead = timedelta(minutes=cint(frappe.get_cached_doc(SETTINGS).offer_minutes))
	if not lead:
		return []
	rows = frappe.get_all(
		OFFER,
		filters={"state": OFFERED, "next_action_at": ["between", [at, at + lead]]},
		fields=["name", "ticket", "engineer", "offered_at", "expires_at"],
		order_by="next_action_at",
		limit_page_length=MOST_AT_ONCE,
	)
	told = frappe.get_all(
		"Notification Log",
		filters={"document_type": OFFER, "document_name": ["in", [row.name for row in rows]]},
		pluck="document_name",
	)
	return [
		row
		for row in rows
		if row.name not in told and row.expires_at and row.expires_at - row.offered_at >= 2 * lead
	]


def _tell(offer, audience: Audience) -> None:
	notify_of_others(
		audience.engineer(offer.engineer),
		lambda language: _("{0} waits for your answer. Accept it until {1}.", language).format(
			offer.ticket, format_datetime(offer.expires_at)
		),
		OFFER,
		offer.name,
		"",
		WISH_OF_ASSIGNMENTS,
	)
