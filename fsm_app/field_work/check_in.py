"""An engineer checks in at the customer's with their position (C1, N1)."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.workflow import apply_workflow, get_transitions
from frappe.utils import cint, flt, format_datetime, get_datetime

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.common.clock import now
from fsm_app.common.site_time import site_moment
from fsm_app.engine.distance import Position, is_position, metres_between
from fsm_app.engine.stages import AT_WORK, ON_SITE, TICKET
from fsm_app.field_work.visits import OPEN_STATUSES, REMOTE, VISIT, last_visit
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.service_desk.ticket_workflow import stage_of_state
from fsm_app.travel_times.coordinates import to_world
from fsm_app.workforce.engineers import engineer_of

KEY_LENGTH = 140


class CheckInError(frappe.ValidationError):
	"""A check-in whose values cannot be, or for which there is no visit."""


class NotTheAssignedEngineer(frappe.PermissionError):
	"""Only the engineer of the ticket can say that they are there."""


def check_in(
	ticket: str,
	latitude: float,
	longitude: float,
	client_key: str,
	accuracy: float | None = None,
	at: str | None = None,
) -> dict:
	"""Note on the ticket's open visit where its engineer is, and take the ticket to On Site where its workflow lets them.

	Degrees (WGS 84) and metres; `at` is when they were there, for a device that was offline, the ticket's own times are those
	of the server. `client_key` is of the sender's choice: sent again, it returns the first result.

	Returns `visit`, `checked_in_at`, `distance_metres` (None where the customer's place is not known), `far_from_customer`,
	`stage` of the ticket, and `problem`: why the ticket did not go to On Site, else None.
	Raises NotTheAssignedEngineer, CheckInError and ClientKeyTaken.
	"""
	if not client_key or len(client_key) > KEY_LENGTH:
		_refuse(_("Client Key: send one of 1 to {0} characters.").format(KEY_LENGTH))
	position = _position(latitude, longitude)
	if accuracy is not None and not 0 <= flt(accuracy) < 1e7:
		_refuse(
			_("Accuracy: {0} is not a distance in metres. Send a number from 0 on, or leave it out.").format(
				accuracy
			)
		)
	# Locked, so that of two check-ins that arrive together the second one sees the first.
	document = frappe.get_doc(TICKET, ticket, for_update=True)
	document.check_permission("read")
	_check_engineer(document)
	if first := _checked_in_with(client_key, ticket):
		return _result(first, document, None)
	visit = _visit_of(document)
	distance = _distance(document, position)
	limit = cint(frappe.db.get_single_value("Field Service Settings", "far_check_in_metres", cache=True))
	visit.update(
		{
			"checked_in_at": _moment(at, document),
			"latitude": position.latitude,
			"longitude": position.longitude,
			"accuracy_metres": flt(accuracy),
			"distance_metres": flt(distance),
			"far_from_customer": int(bool(limit) and distance is not None and distance > limit),
			"check_in_key": client_key,
		}
	)
	visit.flags.written_by_app = True
	visit.save(ignore_permissions=True)  # the engineer's own visit, checked above
	problem = _arrive(document)
	return _result(visit, frappe.get_doc(TICKET, ticket), problem)


def customer_position(ticket) -> Position | None:
	"""Where in the world the customer is: by the ticket's own coordinates, else its address's; None where neither is known."""
	caller = caller_of(ticket)
	places = [(flt(caller.latitude), flt(caller.longitude))]
	if caller.address:
		place = frappe.db.get_value("Address", caller.address, ["fsm_latitude", "fsm_longitude"])
		places.append(tuple(flt(degrees) for degrees in place or (0, 0)))
	found = next((Position(*place) for place in places if is_position(*place)), None)
	return to_world()(found) if found else None


def _position(latitude, longitude) -> Position:
	try:
		position = Position(float(latitude), float(longitude))
	except (TypeError, ValueError, OverflowError):
		position = None
	if position is None or not is_position(*position):
		_refuse(
			_(
				"Position: {0}, {1} is no place on the earth. Let the device find where it is, and try again."
			).format(str(latitude)[:40], str(longitude)[:40])
		)
	return position


def _check_engineer(ticket) -> None:
	engineer = engineer_of()
	if not engineer or engineer.name != ticket.engineer:
		frappe.throw(
			_("Only the engineer who has this ticket checks in. Open one of your own tickets."),
			NotTheAssignedEngineer,
		)


def _checked_in_with(client_key: str, ticket: str):
	# A locking read: it sees what another transaction has just committed.
	name = frappe.db.get_value(VISIT, {"check_in_key": client_key}, "name", for_update=True)
	if not name:
		return None
	visit = frappe.get_doc(VISIT, name)
	if visit.ticket != ticket:
		frappe.throw(
			_("Client Key: {0} was used for another visit. Choose another one.").format(client_key),
			ClientKeyTaken,
		)
	return visit


def _visit_of(ticket):
	last = last_visit(ticket.name)
	if not last or last.status not in OPEN_STATUSES:
		_refuse(_("There is no open visit. Accept the ticket first."))
	if last.delivery == REMOTE:
		_refuse(_("This is a remote service: there is no place to check in. Begin the work without it."))
	visit = frappe.get_doc(VISIT, last.name)
	if visit.engineer != ticket.engineer:
		_refuse(
			_("The open visit belongs to {0}. Let the dispatcher plan one for you.").format(
				frappe.get_cached_value("Service Engineer", visit.engineer, "engineer_name")
			)
		)
	if visit.checked_in_at:
		_refuse(
			_("{0} was checked in already, at {1}. Go on with the work.").format(
				visit.name, format_datetime(visit.checked_in_at)
			)
		)
	return visit


def _moment(at: str | None, ticket):
	moment = site_moment(at) if at else now()
	# The device's clock may run a little ahead.
	if moment > now() + timedelta(minutes=5):
		_refuse(
			_("Checked In At: {0} lies in the future. Check the clock of the device.").format(
				format_datetime(moment)
			)
		)
	given = ticket.dispatched_at and get_datetime(ticket.dispatched_at)
	if given and moment < given - timedelta(minutes=5):
		_refuse(
			_(
				"Checked In At: {0} is before the ticket was given to you, {1}. Check the clock of the device."
			).format(format_datetime(moment), format_datetime(given))
		)
	return moment


def _distance(ticket, position: Position) -> float | None:
	customer = customer_position(ticket)
	return round(metres_between(position, customer), 1) if customer else None


def _arrive(ticket) -> str | None:
	"""Take the ticket to On Site by the workflow's own action; a refusal leaves the check-in and is returned as text."""
	if ticket.stage in AT_WORK:
		return None
	action = next(
		(row["action"] for row in get_transitions(ticket) if stage_of_state(row["next_state"]) == ON_SITE),
		None,
	)
	if not action:
		return _("You cannot move this ticket from {0} to {1}.").format(_(ticket.workflow_state), _(ON_SITE))
	try:
		with all_or_nothing("check_in_arrival"):
			apply_workflow(ticket, action)
	except frappe.ValidationError as refusal:
		frappe.clear_last_message()
		return str(refusal)
	return None


def _result(visit, ticket, problem: str | None) -> dict:
	return {
		"visit": visit.name,
		"checked_in_at": visit.checked_in_at,
		"distance_metres": visit.distance_metres if customer_position(ticket) else None,
		"far_from_customer": bool(visit.far_from_customer),
		"stage": ticket.stage,
		"problem": problem,
	}


def _refuse(message: str) -> None:
	frappe.throw(message, CheckInError)
