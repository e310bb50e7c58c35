"""Who changes what on a ticket: its terms and its engineer are a right, the findings are the engineer's own (D2).

The fields of a Service Ticket stand at three permission levels, so that an administrator sees and changes in the Role
Permissions Manager who may write them: at 0 what the engineer in hand writes, at TERMS what was agreed with the customer,
at ASSIGNMENT who works on it. Frappe would put back in silence what a user may not write; here it is refused.
"""

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.common.roles import SEES_ALL_TICKETS
from fsm_app.engine.stages import TICKET
from fsm_app.workforce.engineers import engineer_of

TERMS, ASSIGNMENT = 2, 3
# What an engineer may bring about on a ticket of somebody else: that a workflow's action is taken, where it is theirs.
MOVES = frozenset({"workflow_state", "stage"})


class FieldNotYours(frappe.PermissionError):
	"""A field was changed that the user may not change."""


def let_opener_say_terms(ticket) -> None:
	"""Before inserting: whoever opens a ticket says what it is about, though afterwards they may not change it."""
	waive(ticket, *(df.fieldname for df in ticket.meta.get_high_permlevel_fields() if df.permlevel == TERMS))


def waive(ticket, *fields: str) -> None:
	"""Let this save write `fields` whatever the user's level: the app writes them in consequence of an act it has checked."""
	waived = ticket.flags.ignore_permlevel_for_fields or ()
	ticket.flags.ignore_permlevel_for_fields = [*waived, *fields]


def refuse_fields_of_others(ticket) -> None:
	"""Before Frappe resets them: raises FieldNotYours, which names the first field that the user may not change.

	On a ticket in the hands of somebody else, an engineer changes nothing at all but what a workflow's action does.
	"""
	user = frappe.session.user
	if user == "Administrator" or ticket.flags.ignore_permissions or frappe.flags.in_install:
		return
	before = ticket.get_doc_before_save()
	_refuse_by_level(ticket, before)
	if before and not SEES_ALL_TICKETS & set(frappe.get_roles(user)) and not is_in_hand(before, user):
		_refuse_all_but_moves(ticket, before)


def is_in_hand(ticket, user: str | None = None) -> bool:
	"""Whether `user` is the engineer of `ticket` (anything with `engineer`) and has not left."""
	engineer = engineer_of(user) if ticket.get("engineer") else None
	return bool(engineer) and engineer.status != "Left" and engineer.name == ticket.get("engineer")


def _refuse_by_level(ticket, before) -> None:
	writes = set(ticket.get_permlevel_access("write"))
	waived = ticket.flags.ignore_permlevel_for_fields or ()
	for df in ticket.meta.get_high_permlevel_fields():
		if df.permlevel in writes or df.fieldname in waived or not _differs(ticket, before, df.fieldname):
			continue
		roles = sorted(
			{row.role for row in ticket.meta.permissions if row.permlevel == df.permlevel and row.write}
		)
		frappe.throw(
			_("{0}: you may not change this field. Ask someone with one of these roles: {1}.").format(
				_(df.label, context=TICKET), ", ".join(map(_, roles))
			),
			FieldNotYours,
		)


def _refuse_all_but_moves(ticket, before) -> None:
	written = {
		*MOVES,
		*(ticket.flags.written_by_app or ()),
		*(ticket.flags.ignore_permlevel_for_fields or ()),
	}
	for df in ticket.meta.fields:
		if df.read_only or df.fieldname in written:
			continue
		if _differs(ticket, before, df.fieldname):
			frappe.throw(
				_(
					"{0}: {1} is not in your hands. Only its engineer, a dispatcher or a manager changes this field."
				).format(_(df.label, context=TICKET), ticket.name),
				FieldNotYours,
			)


def _differs(ticket, before, field: str) -> bool:
	"""Whether the save changes the field; what is empty is the same as what was never filled."""
	return _plain(ticket, field) != _plain(before, field)


def _plain(document, field: str):
	value = document.get(field) if document else None
	if isinstance(value, list):
		kept = [df.fieldname for df in frappe.get_meta(document.meta.get_field(field).options).fields]
		return [[cstr(row.get(name)) for name in ("name", *kept)] for row in value]
	return value or None
