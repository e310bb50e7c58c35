"""What a customer does about the work by their ticket's link, as far as the company lets them: say that it is solved or not, and
send photos (N2, C2).

The same as in the portal; whoever has the link has the ticket alone, and no user.
"""

import frappe
from frappe import _

from fsm_app.customer_page.rules import rules_of
from fsm_app.engine import stages
from fsm_app.intake.portal import actions, messages, photos

CONFIRM, SEND_PHOTOS = "customers_confirm", "customers_send_photos"
# By a link nobody takes a request back: that is for people whom we know.
BY_LINK = ("confirm", "not_solved")


def possible(ticket) -> list[str]:
	"""Which of BY_LINK may be done on `ticket` (a document) now."""
	if not _allows(ticket, CONFIRM):
		return []
	return [action for action in actions.possible(actions.by_link(ticket)) if action in BY_LINK]


def rates(ticket) -> bool:
	"""Whether the page shows the survey."""
	return _allows(ticket, CONFIRM)


def sends_photos(ticket) -> bool:
	"""Whether photos are taken, and shown, by the link."""
	return _allows(ticket, SEND_PHOTOS)


def confirm(ticket_name: str) -> None:
	"""The customer says that it is solved; a second time is the first. Raises NotPossibleNow."""
	ticket = _locked(ticket_name)
	if ticket.stage != stages.CONFIRMED:
		_take(ticket, stages.CONFIRMED)
		ticket.add_comment("Info", _("The customer has confirmed by their link that it is solved."))


def not_solved(ticket_name: str, reason: str, client_key: str, writer: tuple[str, str]) -> None:
	"""The customer says that it is not solved, and why: it is opened again, and the reason kept as a message of `writer`."""
	ticket, reason = _locked(ticket_name), messages.checked_text(reason)
	if ticket.stage != stages.REOPENED:
		ticket = _take(ticket, stages.REOPENED)
	elif not client_key or not _allows(ticket, CONFIRM):
		return
	# Where two people have the link, the second one's reason is kept, too; the same key again is the same message.
	messages.write_down(ticket, reason, client_key, writer)


def add_photo(ticket, content: bytes) -> str:
	"""Keep a photo with `ticket` (a document); returns the name of its File. Raises MessageRefused."""
	if not sends_photos(ticket) or ticket.stage in stages.ENDED:
		frappe.throw(_("Photos are not taken here now. Please write to us."), messages.MessageRefused)
	return photos.add(ticket, content)


def _take(ticket, stage: str):
	if not _allows(ticket, CONFIRM):
		frappe.throw(_("This is not possible here. Send us a message instead."), actions.NotPossibleNow)
	return actions.take(actions.by_link(ticket), stage)


def _locked(ticket_name: str):
	"""Locked, so that of two clicks the second sees what the first has done."""
	return frappe.get_doc(stages.TICKET, ticket_name, for_update=True)


def _allows(ticket, field: str) -> bool:
	rules = rules_of(ticket.company)
	return bool(rules and rules.get(field))
