"""An engineer is on the way: who they are, as far as the company shows it, and when they arrive (N2).

Where an engineer is, is shown to no customer, nor is it written down while they travel.
"""

from datetime import datetime, time, timedelta

import frappe
from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.common.frappe_versions import bytes_of
from fsm_app.customer_page import certificates
from fsm_app.customer_page.rules import NAME, NAME_AND_PHOTO, rules_of
from fsm_app.dispatch import travel
from fsm_app.dispatch.candidates import engineers_of
from fsm_app.dispatch.profiles import pace_of, profile_of
from fsm_app.engine import stages
from fsm_app.engine.image_file import Photo
from fsm_app.field_work.photos import PhotoRefused, PhotoTooLarge, checked_photo
from fsm_app.field_work.visit_times import visits_between
from fsm_app.field_work.visits import TRAVELLING, last_visit
from fsm_app.service_desk.ticket_caller import positions_of

ENGINEER = "Service Engineer"
# From the dispatch on a customer may know who comes.
KNOWN = stages.WITH_ENGINEER | stages.FINISHED


def shown(ticket) -> dict:
	"""`engineer_name`, `has_photo` and `certificates`, as the company's rules say; `arrives_at` (None where it is not known)
	and `on_the_way`.
	"""
	rules = rules_of(ticket.company)
	is_known = bool(ticket.engineer) and ticket.stage in KNOWN
	what = rules.engineer_shown if rules and is_known else None
	on_the_way = ticket.stage == stages.TRAVELLING
	return {
		"engineer_name": frappe.get_cached_value(ENGINEER, ticket.engineer, "engineer_name")
		if what in (NAME, NAME_AND_PHOTO)
		else None,
		"certificates": certificates.shown(ticket, rules) if is_known else [],
		"has_photo": what == NAME_AND_PHOTO and bool(_photo_file(ticket.engineer)),
		"on_the_way": on_the_way,
		"arrives_at": arrival(ticket) if on_the_way and rules and rules.arrival_shown else None,
	}


def arrival(ticket) -> datetime | None:
	"""When the engineer who is on the way to `ticket` (a document) is there: they left, and the way takes so long."""
	visit = last_visit(ticket.name)
	if not visit or visit.status != TRAVELLING or not visit.travel_started_at:
		return None
	left = get_datetime(visit.travel_started_at)
	minutes = _minutes(ticket, visit.engineer, left)
	at = left + timedelta(minutes=minutes) if minutes is not None else visit.planned_start
	return get_datetime(at) if at and get_datetime(at) > now() else None


def photo_of(ticket) -> Photo | None:
	"""The picture of the ticket's engineer, where the company shows it."""
	if not shown(ticket)["has_photo"]:
		return None
	try:
		return checked_photo(bytes_of(_photo_file(ticket.engineer)))
	except (PhotoRefused, PhotoTooLarge, OSError):
		frappe.clear_last_message()
		return None


def _minutes(ticket, engineer: str, left: datetime) -> float | None:
	offering = frappe.get_cached_doc("Service Offering", ticket.offering)
	midnight = datetime.combine(left.date(), time())
	timed = visits_between([engineer], ticket.company, midnight, left, but=ticket.name).get(engineer, [])
	before = next((row for row in reversed(timed) if row.end <= left), None)
	places = positions_of({ticket.name, *([before.ticket] if before else [])})
	start = before and (before.place or places.get(before.ticket))
	if not start:
		row = next((row for row in engineers_of(ticket.company) if row.name == engineer), None)
		start = travel.starts_of_day([row]).get(engineer) if row else None
	if not start:
		return None
	ways = travel.ways(
		{engineer: (start, travel.VISIT_BEFORE)},
		places.get(ticket.name),
		left,
		pace_of(profile_of(offering)),
	)
	return ways[engineer].minutes if engineer in ways else None


def _photo_file(engineer: str) -> str | None:
	"""The File of the picture of the engineer's employee or user: one of their own, for anybody may write any address there."""
	employee, user = frappe.get_cached_value(ENGINEER, engineer, ["employee", "user"])
	for doctype, name, field in (("Employee", employee, "image"), ("User", user, "user_image")):
		url = name and frappe.db.get_value(doctype, name, field)
		if not url:
			continue
		file = frappe.db.get_value(
			"File", {"file_url": url, "attached_to_doctype": doctype, "attached_to_name": name}
		)
		if file:
			return file
	return None
