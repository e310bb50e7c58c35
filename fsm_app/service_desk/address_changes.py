"""An address whose place was corrected: the tickets that go there follow, as long as they are open (E3)."""

import frappe
from frappe.utils import flt

from fsm_app.engine.stages import ENDED, TICKET
from fsm_app.service_desk.caller_access import CALLER
from fsm_app.service_desk.ticket_caller import POSITION

PLACE = ("fsm_latitude", "fsm_longitude")


def follow_address(address, method: str | None = None) -> None:
	"""Address's on_update: open tickets that took their place from it get the new one; one that was entered by hand stays."""
	before = address.get_doc_before_save()
	if not before or _place(before, PLACE) == _place(address, PLACE):
		return
	had = _place(before, PLACE)
	callers = frappe.get_all(
		CALLER, filters={"address": address.name}, fields=["ticket", *POSITION], limit_page_length=0
	)
	theirs = [row.ticket for row in callers if _place(row, POSITION) == had]
	still_open = theirs and frappe.get_all(
		TICKET,
		filters={"name": ["in", theirs], "stage": ["not in", sorted(ENDED)]},
		pluck="name",
		limit_page_length=0,
	)
	if still_open:
		values = dict(zip(POSITION, _place(address, PLACE), strict=True))
		frappe.db.set_value(CALLER, {"name": ["in", still_open]}, values)


def _place(row, fields: tuple[str, str]) -> tuple[float, ...]:
	"""As the database keeps it."""
	return tuple(round(flt(row.get(field)), 9) for field in fields)
