"""Work permits: asking for one, and whether one holds (L1).

A permit holds while it is approved, from its beginning to its end, for the engineer who asked; what the clock says counts, and
not when somebody saves.
"""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, cstr, format_datetime, get_datetime

from fsm_app.common.arguments import moment, permitted
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import MANAGES_SERVICE, SERVICE_SAFETY_OFFICER
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.safety.people import has_role, holders
from fsm_app.safety.permit_types import PERMIT, TYPE
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.certifications import held_at

REQUESTED, APPROVED, REFUSED = "Requested", "Approved", "Refused"
WITHDRAWN, EXPIRED, CLOSED = "Withdrawn", "Expired", "Closed"
OPEN = (REQUESTED, APPROVED)
# Of a longer text a notice has the beginning.
SHOWN = 140
ASKS_FOR_OTHERS = MANAGES_SERVICE | {SERVICE_SAFETY_OFFICER}


class PermitRefused(frappe.ValidationError):
	"""A request for a permit that could not be granted as it is."""


class PermitByHand(frappe.ValidationError):
	"""What was asked for and answered is changed by the buttons alone."""


class NotTheirPermit(frappe.PermissionError):
	"""Permits are asked for by whoever does the work, or for them by a manager."""


def ask(
	ticket: str, permit_type: str, place: str, valid_from, valid_to, measures: list[str], remark: str = ""
):
	"""Ask for a permit for the ticket's engineer; `measures` are those that were taken. Returns the Work Permit."""
	engineer = frappe.db.get_value(TICKET, permitted(TICKET, ticket), "engineer")
	permit = frappe.get_doc(
		{
			"doctype": PERMIT,
			"ticket": ticket,
			"permit_type": permit_type,
			"engineer": engineer,
			"place": place,
			"valid_from": valid_from,
			"valid_to": valid_to,
			"measures": [{"measure": measure, "is_confirmed": 1} for measure in measures],
			"remark": remark,
		}
	)
	return permit.insert()


def validate_permit(permit) -> None:
	"""Before saving: a request is complete and can be granted; later the app alone changes it."""
	if not permit.is_new():
		if not permit.flags.written_by_app:
			frappe.throw(
				_("{0} is changed by its buttons alone. Close it and ask for a new one.").format(permit.name),
				PermitByHand,
			)
		return
	ticket = frappe.db.get_value(
		TICKET, permitted(TICKET, permit.ticket), ["company", "engineer", "stage"], as_dict=True
	)
	_check_who(permit, ticket)
	kind = _kind(cstr(permit.permit_type), ticket.company)
	_check_times(permit, kind)
	_check_measures(permit, kind)
	check_certificates(permit, kind)
	_check_only_one(permit)
	permit.update(
		{
			"company": ticket.company,
			"state": REQUESTED,
			"requested_by": frappe.session.user,
			"requested_at": now(),
			"next_action_at": permit.valid_to,
			**dict.fromkeys(
				("decided_by", "decided_at", "answer", "closed_by", "closed_at", "closing_remark")
			),
		}
	)
	if not approvers_of(permit, kind.approver_role):
		frappe.throw(
			_("Nobody could approve {0}: give the role {1} to somebody else than the engineer.").format(
				frappe.bold(_(kind.name)), frappe.bold(_(kind.approver_role))
			),
			PermitRefused,
		)


def tell_approvers(permit) -> None:
	"""After a request is stored: those who may answer it are told."""
	role = frappe.get_cached_value(TYPE, permit.permit_type, "approver_role")
	name = frappe.get_cached_value("Service Engineer", permit.engineer, "engineer_name")

	def message(language: str) -> str:
		text = _("{0} asks for a work permit: {1} at {2}. Approve or refuse it.", language)
		return text.format(name, _(permit.permit_type, language), cstr(permit.place)[:SHOWN])

	notify_of_others(
		approvers_of(permit, role), message, PERMIT, permit.name, permit.remark or "", WISH_OF_ASSIGNMENTS
	)


def approvers_of(permit, role: str) -> list[str]:
	"""The users who may answer the request: holders of the role and safety officers, never whoever asks or does the work."""
	audience = Audience()
	own = {permit.requested_by, frappe.get_cached_value("Service Engineer", permit.engineer, "user")}
	found = [
		*holders(role, permit.company, audience),
		*holders(SERVICE_SAFETY_OFFICER, permit.company, audience),
	]
	return [user for user in dict.fromkeys(found) if user not in own]


def check_certificates(permit, kind) -> None:
	"""Refuse a permit for an engineer who does not hold what its type asks for, at its beginning."""
	needed = [row.certification for row in kind.certifications]
	at = get_datetime(permit.valid_from)
	held = held_at(at, needed, [permit.engineer]).get(permit.engineer, ()) if needed else ()
	missing = [name for name in needed if name not in held]
	if missing:
		frappe.throw(
			_("{0} needs {1}, which {2} does not hold on this day. Let somebody do it who does.").format(
				frappe.bold(_(kind.name)),
				", ".join(frappe.bold(name) for name in missing),
				frappe.get_cached_value("Service Engineer", permit.engineer, "engineer_name"),
			),
			PermitRefused,
		)


def holds(permit, at) -> bool:
	"""Whether the permit holds at this moment."""
	return permit.state == APPROVED and get_datetime(permit.valid_from) <= at <= get_datetime(permit.valid_to)


def was_given(permit) -> bool:
	"""Whether it was approved once, and not taken back."""
	return permit.state == APPROVED or (permit.state in (EXPIRED, CLOSED) and bool(permit.decided_at))


def state_at(permit, at) -> str:
	"""The state as it is at this moment, before the scheduler has come by."""
	return EXPIRED if permit.state in OPEN and get_datetime(permit.valid_to) < at else permit.state


def _check_who(permit, ticket) -> None:
	if not permit.engineer or permit.engineer != ticket.engineer:
		_refuse(_("Engineer: a permit is for the engineer who has the ticket. Assign it first."))
	if ticket.stage in stages.FINISHED | stages.ENDED:
		_refuse(
			_("{0} is {1}: nothing is left to be permitted. Choose a ticket in work.").format(
				permit.ticket, _(ticket.stage)
			)
		)
	user = frappe.get_cached_value("Service Engineer", permit.engineer, "user")
	if user != frappe.session.user and not has_role(ASKS_FOR_OTHERS):
		frappe.throw(
			_(
				"Only the engineer of {0} asks for its permits, or a manager for them. Ask one of them."
			).format(permit.ticket),
			NotTheirPermit,
		)


def _kind(name: str, company: str):
	kind = frappe.get_cached_doc(TYPE, name) if name else None
	if not kind or kind.disabled or kind.only_company not in (None, "", company):
		_refuse(
			_("Work Permit Type: {0} is not in use here. Choose another one.").format(frappe.bold(_(name)))
		)
	return kind


def _check_times(permit, kind) -> None:
	begins, ends = moment(permit.valid_from, _("Valid From")), moment(permit.valid_to, _("Valid To"))
	begins, ends = begins.replace(microsecond=0), ends.replace(microsecond=0)
	permit.update({"valid_from": begins, "valid_to": ends})
	if ends <= begins:
		_refuse(_("Valid To: it must lie after Valid From."))
	if ends <= now():
		_refuse(_("Valid To: {0} is over. Enter a time to come.").format(format_datetime(ends)))
	if ends - begins > timedelta(hours=kind.max_hours):
		_refuse(
			_("Valid To: {0} holds for at most {1} hours. Ask for a new one afterwards.").format(
				frappe.bold(_(kind.name)), f"{kind.max_hours:g}"
			)
		)


def _check_measures(permit, kind) -> None:
	confirmed = {row.measure for row in permit.measures if cint(row.is_confirmed)}
	missing = [row.measure for row in kind.measures if row.measure not in confirmed]
	if missing:
		_refuse(
			_("Safety Measures: {0} of {1} are not confirmed: {2}. Take them first.").format(
				len(missing), len(kind.measures), "; ".join(_(measure) for measure in missing)
			)
		)
	permit.set("measures", [{"measure": row.measure, "is_confirmed": 1} for row in kind.measures])


def _check_only_one(permit) -> None:
	"""The same work is not permitted twice at once."""
	other = frappe.db.get_value(
		PERMIT,
		{
			"ticket": permit.ticket,
			"permit_type": permit.permit_type,
			"engineer": permit.engineer,
			"state": ["in", OPEN],
			"valid_from": ["<", permit.valid_to],
			"valid_to": [">", permit.valid_from],
		},
	)
	if other:
		_refuse(_("{0} is for this time already. Close it before you ask for another one.").format(other))


def _refuse(message: str) -> None:
	frappe.throw(message, PermitRefused)
