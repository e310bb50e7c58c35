"""What the engineer's phone asks and sends (N1)."""

import frappe
from frappe import _

from fsm_app.common import frontend_assets
from fsm_app.common.arguments import parsed, permitted
from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.field_app import delivery, kit, my_day
from fsm_app.field_app import own_record as own_records
from fsm_app.field_work.photos import check_size


@frappe.whitelist(allow_guest=True, methods=["GET"])
def session() -> dict | None:
	"""Who is logged in and the token that goes with every change; None for guests, so that the phone knows that it must log in."""
	return frontend_assets.session()


@frappe.whitelist(methods=["GET"])
def day() -> dict:
	"""The day of the engineer who is logged in (my_day.my_day)."""
	return my_day.my_day(delivery.own_engineer())


@frappe.whitelist(methods=["GET"])
def own_record() -> dict:
	"""Score, trainings, exams and certificates of the engineer who is logged in (own_record.own_record)."""
	return own_records.own_record(delivery.own_engineer())


@frappe.whitelist(methods=["POST"])
def ticket_kit(ticket: str, contact: bool = True) -> dict:
	"""What the engineer takes along of one of their tickets (kit.kit_of); with `contact` the look at its caller is noted."""
	engineer = delivery.own_engineer()
	permitted(TICKET, ticket)
	return kit.kit_of(ticket, engineer, contact)


@frappe.whitelist(methods=["POST"])
def deliver(user: str, acts: str | list, sent_at: str | None = None) -> dict:
	"""Do what `user` did on the phone, once (delivery.deliver); files are sent in a form, each under its SHA-256."""
	sent = parsed(acts, _("Acts"))
	return {"at": str(now()), "results": delivery.deliver(user, sent, sent_at, _files())}


def _files() -> dict[str, bytes]:
	sent = frappe.request.files if frappe.request else None
	if not sent:
		return {}
	check_size(frappe.request.content_length or 0)
	return {name: sent[name].read() for name in sent}
