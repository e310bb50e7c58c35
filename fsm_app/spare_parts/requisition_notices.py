"""Who is told what of a requisition: those who approve it, those who send the parts, and who waits for them (F1)."""

from collections.abc import Callable, Iterable

import frappe
from frappe import _

from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import SERVICE_PARTS_KEEPER
from fsm_app.spare_parts.requisition_stages import APPROVED, REQUISITION, RETURN, WAITING
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_names
from fsm_app.workforce.rights import TRANSFER_SPARE_PARTS, has_right


def tell_approvers(requisition) -> None:
	"""It waits for approval: the team's supervisor where their right reaches so far, else the service managers."""
	name = _name_of(requisition)
	_tell(
		approvers_of(requisition),
		lambda language: _("{0} asks for parts worth {1}: approve or reject.", language).format(
			name, f"{requisition.total_value:,.2f}"
		),
		requisition,
	)


def approvers_of(requisition) -> list[str]:
	"""Whose approval it waits for."""
	audience = Audience()
	team = frappe.db.get_value("Service Engineer", requisition.engineer, "team")
	supervisor = [
		user
		for user in audience.supervisor(team)
		if has_right(TRANSFER_SPARE_PARTS, user, requisition.total_value)
	]
	return supervisor or _of_company(audience.managers(), requisition)


def tell_of_approval(requisition) -> None:
	"""It was approved: who sends the parts has work, and who asked knows it."""
	name = _name_of(requisition)
	if requisition.kind == RETURN:
		_tell(
			Audience().engineer(requisition.engineer),
			lambda language: _("Bring back the parts of {0} that you do not need.", language).format(
				requisition.ticket or requisition.name
			),
			requisition,
		)
		return
	_tell(
		keepers_of(requisition),
		lambda language: _("Parts for {0} are to be sent.", language).format(name),
		requisition,
	)
	_tell(
		_askers(requisition),
		lambda language: _("{0} was approved.", language).format(requisition.name),
		requisition,
	)


def tell_of_rejection(requisition) -> None:
	"""It was rejected: who asked is told, with the reason."""
	_tell(
		_askers(requisition),
		lambda language: _("{0} was rejected.", language).format(requisition.name),
		requisition,
		requisition.decision_note,
	)


def tell_of_cancelling(requisition, before) -> None:
	"""It was cancelled: whoever had work with it has none."""
	told = _askers(requisition)
	if before and before.stage == APPROVED:
		told = [*keepers_of(requisition), *told]
	elif before and before.stage == WAITING:
		told = [*approvers_of(requisition), *told]
	_tell(
		told,
		lambda language: _("{0} was cancelled: nothing more is to be sent.", language).format(
			requisition.name
		),
		requisition,
	)


def tell_of_sending(requisition, in_van: bool) -> None:
	"""Parts were sent: who waits for them is told, and what to do where they have to be received."""
	if requisition.kind == RETURN:
		_tell(
			keepers_of(requisition),
			lambda language: _("{0} brings parts back.", language).format(_name_of(requisition)),
			requisition,
		)
	elif in_van:
		_tell(
			_askers(requisition),
			lambda language: _("Parts of {0} are in your van.", language).format(requisition.name),
			requisition,
		)
	else:
		_tell(
			_askers(requisition),
			lambda language: _(
				"Parts of {0} are on their way. Receive them when they are there.", language
			).format(requisition.name),
			requisition,
		)


def keepers_of(requisition) -> list[str]:
	"""The parts keepers of its company; the service managers where it has none."""
	audience = Audience()
	return _of_company(audience.with_role(SERVICE_PARTS_KEEPER), requisition) or _of_company(
		audience.managers(), requisition
	)


def _of_company(users: Iterable[str], requisition) -> list[str]:
	return [user for user in users if sees_company(user, requisition.company, REQUISITION)]


def _askers(requisition) -> list[str]:
	audience = Audience()
	return [*audience.engineer(requisition.engineer), *audience.user(requisition.owner)]


def _name_of(requisition) -> str:
	return engineer_names([requisition.engineer]).get(requisition.engineer) or requisition.engineer


def _tell(
	users: Iterable[str], message: Callable[[str], str], requisition, content: str | None = None
) -> None:
	users = [user for user in users if user != "Administrator"]
	notify_of_others(
		users,
		message,
		REQUISITION,
		requisition.name,
		content or requisition.ticket or "",
		WISH_OF_ASSIGNMENTS,
	)
