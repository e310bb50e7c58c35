"""Engineers hear when they are expected at a ticket's visit (E3, N2). When that is told is said in visit_notices.py."""

from datetime import datetime

from frappe import _
from frappe.utils import format_datetime

from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.engine.stages import TICKET
from fsm_app.workforce.audience import Audience


def tell(ticket, engineer: str, knew: datetime | None, start: datetime | None, acted_by: str) -> None:
	"""Say when to be there, unless they knew it or have planned it themselves (`acted_by`); who has the ticket is told with the ticket."""
	if start == knew:
		return
	users = [user for user in Audience().engineer(engineer) if user != acted_by]
	notify_of_others(
		users,
		lambda language: _said(ticket, knew, start, language),
		TICKET,
		ticket.name,
		ticket.subject,
		WISH_OF_ASSIGNMENTS,
	)


def _said(ticket, knew: datetime | None, start: datetime | None, language: str) -> str:
	if not start:
		return _("{0} has no time any more; it will be planned anew.", language).format(ticket.name)
	text = _("{0} was moved to {1}.", language) if knew else _("{0} is planned for {1}.", language)
	return text.format(ticket.name, format_datetime(start))
