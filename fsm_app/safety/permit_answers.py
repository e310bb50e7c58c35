"""Answering requests for work permits, and closing permits: each once, by whoever may (L1)."""

from collections.abc import Callable
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cstr, format_datetime, get_datetime

from fsm_app.common.arguments import permitted
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import SERVICE_SAFETY_OFFICER
from fsm_app.safety import permits
from fsm_app.safety.people import has_role
from fsm_app.safety.permit_types import PERMIT, TYPE
from fsm_app.workforce.audience import Audience

# Before its end the engineer is told, so that the place is made safe or a new permit asked for in time.
TELLS_BEFORE_END = timedelta(minutes=15)


class MayNotAnswer(frappe.PermissionError):
	"""Somebody answers a request who does not hold the role for it, or their own."""


class PermitNotOpen(frappe.ValidationError):
	"""A permit that has been answered otherwise, has ended or is closed."""


def approve(name: str, answer: str = ""):
	"""Approve a request; the engineer is told. Raises MayNotAnswer and PermitNotOpen."""
	permit = _to_answer(name)
	if permit.state != permits.REQUESTED:
		_refuse(_("{0} is {1} already. Load it anew.").format(permit.name, _(permit.state)))
	if get_datetime(permit.valid_to) <= now():
		_refuse(_("{0} has ended on {1}. Let the engineer ask anew.").format(
			permit.name, format_datetime(permit.valid_to)
		))  # fmt: skip
	permits.check_certificates(permit, frappe.get_cached_doc(TYPE, permit.permit_type))
	warned_at = max(now(), get_datetime(permit.valid_to) - TELLS_BEFORE_END)
	_decide(permit, permits.APPROVED, answer, warned_at)
	_tell_engineer(permit, lambda language: _("{0} is approved until {1}.", language).format(
		_titled(permit, language), format_datetime(permit.valid_to)
	))  # fmt: skip
	return permit


def refuse(name: str, answer: str):
	"""Refuse a request, or take an approved permit back; the engineer is told why. Raises MayNotAnswer and PermitNotOpen."""
	permit = _to_answer(name)
	if permit.state not in permits.OPEN:
		_refuse(_("{0} is {1} already. Load it anew.").format(permit.name, _(permit.state)))
	if not cstr(answer).strip():
		_refuse(_("Answer: say why, so that the engineer knows what to do."))
	_decide(permit, permits.REFUSED, answer, None)
	_tell_engineer(permit, lambda language: _("{0} is refused: {1} Do not work.", language).format(
		_titled(permit, language), permit.answer[: permits.SHOWN]
	))  # fmt: skip
	return permit


def close(name: str, remark: str = ""):
	"""The work is done or stopped and the place safe: close a permit, or withdraw a request. Again it changes nothing."""
	permit = _locked(name)
	user = frappe.get_cached_value("Service Engineer", permit.engineer, "user")
	if frappe.session.user not in (user, permit.requested_by) and not may_answer(permit):
		frappe.throw(
			_("{0} is closed by its engineer, or by whoever may approve it. Ask one of them.").format(name),
			MayNotAnswer,
		)
	if permit.state in (permits.CLOSED, permits.WITHDRAWN):
		return permit
	if permit.state == permits.REQUESTED:
		_end(permit, permits.WITHDRAWN, remark)
	elif permits.was_given(permit):
		_end(permit, permits.CLOSED, remark)
	else:
		_refuse(
			_("{0} is {1}: there is nothing to close. Load it anew.").format(permit.name, _(permit.state))
		)
	return permit


def end_with_ticket(ticket) -> None:
	"""The ticket is done, cancelled or taken from its engineer: its permits end with it."""
	names = frappe.get_all(
		PERMIT,
		filters={"ticket": ticket.name, "state": ["in", (*permits.OPEN, permits.EXPIRED)]},
		pluck="name",
		order_by="name",
		limit_page_length=0,
	)
	for name in names:
		permit = frappe.get_doc(PERMIT, name, for_update=True)
		if permit.state == permits.REQUESTED:
			_end(permit, permits.WITHDRAWN, "", tells=False)
		elif permits.was_given(permit):
			_end(permit, permits.CLOSED, "", tells=False)


def may_answer(permit) -> bool:
	"""Whether the user may answer it: holds the role or is a safety officer, and neither asks nor does the work."""
	role = frappe.get_cached_value(TYPE, permit.permit_type, "approver_role")
	user = frappe.get_cached_value("Service Engineer", permit.engineer, "user")
	is_own = frappe.session.user in (permit.requested_by, user)
	return not is_own and has_role({role, SERVICE_SAFETY_OFFICER})


def show(permit) -> None:
	"""For the form: whether the user may answer it, and whether it is theirs."""
	user = frappe.get_cached_value("Service Engineer", permit.engineer, "user")
	permit.set_onload("may_answer", may_answer(permit))
	permit.set_onload("is_own", frappe.session.user in (user, permit.requested_by))


def _to_answer(name: str):
	permit = _locked(name)
	if not may_answer(permit):
		role = frappe.get_cached_value(TYPE, permit.permit_type, "approver_role")
		frappe.throw(
			_("{0} is answered by somebody else who holds the role {1}. Nobody approves their own.").format(
				name, frappe.bold(_(role))
			),
			MayNotAnswer,
		)
	return permit


def _locked(name: str):
	"""The permit as it is now: of two who answer at once, the second one sees the first one's answer."""
	return frappe.get_doc(PERMIT, permitted(PERMIT, name), for_update=True)


def _decide(permit, state: str, answer: str, next_action_at) -> None:
	values = {"state": state, "answer": cstr(answer).strip(), "next_action_at": next_action_at}
	_save(permit, {**values, "decided_by": frappe.session.user, "decided_at": now()})


def _end(permit, state: str, remark: str, tells: bool = True) -> None:
	values = {"state": state, "closing_remark": cstr(remark).strip(), "next_action_at": None}
	_save(permit, {**values, "closed_by": frappe.session.user, "closed_at": now()})
	if tells and permit.decided_by:
		_tell([permit.decided_by], permit, lambda language: _("{0} is closed.", language).format(
			_titled(permit, language)
		))  # fmt: skip


def _save(permit, values: dict) -> None:
	permit.update(values)
	permit.flags.written_by_app = True
	permit.save(ignore_permissions=True)  # who may do it was asked above


def tell_of_end(permit, at) -> None:
	"""The sweep's step: tell the engineer that the permit ends soon, or that it has ended; those who gave it of that, too."""
	if permit.state == permits.APPROVED and at < get_datetime(permit.valid_to):
		_save(permit, {"next_action_at": permit.valid_to})
		_tell_engineer(permit, lambda language: _("{0} ends at {1}. Finish, or ask for a new one.", language).format(
			_titled(permit, language), format_datetime(permit.valid_to)
		))  # fmt: skip
		return
	_save(permit, {"state": permits.EXPIRED, "next_action_at": None})
	users = [*Audience().engineer(permit.engineer), *filter(None, [permit.decided_by])]
	if permit.decided_at:
		_tell(users, permit, lambda language: _("{0} has ended. Stop the work and close it.", language).format(
			_titled(permit, language)
		))  # fmt: skip
	else:
		_tell(users, permit, lambda language: _("{0} was not answered in time. Ask anew.", language).format(
			_titled(permit, language)
		))  # fmt: skip


def _tell_engineer(permit, message: Callable[[str], str]) -> None:
	_tell(Audience().engineer(permit.engineer), permit, message)


def _tell(users: list[str], permit, message: Callable[[str], str]) -> None:
	notify_of_others(users, message, PERMIT, permit.name, permit.answer or "", WISH_OF_ASSIGNMENTS)


def _titled(permit, language: str) -> str:
	return f"{_(permit.permit_type, language)} ({permit.name})"


def _refuse(message: str) -> None:
	frappe.throw(message, PermitNotOpen)
