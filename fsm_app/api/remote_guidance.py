"""Calls by video to an expert: asking, joining, and what the two browsers tell one another (N3)."""

import frappe

from fsm_app.common.arguments import number, permitted
from fsm_app.common.limits import per_user
from fsm_app.engine.stages import TICKET
from fsm_app.remote_guidance import customer_links, experts, link_mail, sessions, signals, taking_part
from fsm_app.remote_guidance.notices import PAGE
from fsm_app.remote_guidance.settings import require_on

SESSION = "Guidance Session"
MOST_MESSAGES = 1_000_000_000


@frappe.whitelist(methods=["GET"])
def experts_of(ticket: str) -> list[dict]:
	"""Whom one may ask about a ticket: `user` and `label`, the highest level first; needs write permission on the ticket."""
	permitted(TICKET, ticket, "write")
	require_on()
	return experts.of_ticket(frappe.get_doc(TICKET, ticket))


@frappe.whitelist(methods=["POST"])
@per_user(60)
def ask(
	ticket: str, expert: str, question: str, shown_by: str = "Engineer", client_key: str | None = None
) -> dict:
	"""Ask an expert to look, who is told; returns `name`, `page`, and whether the customer was sent their link (`link_sent`).

	Needs write permission on the ticket. `shown_by` is Engineer or Customer; who names themselves as the expert looks on while the customer shows.
	"""
	permitted(TICKET, ticket, "write")
	session = sessions.ask(ticket, expert, question, shown_by, client_key)
	return {
		"name": session.name,
		"page": f"{PAGE}?s={session.name}",
		"link_sent": bool(session.link_sent_at) or link_mail.send_by_itself(session),
	}


@frappe.whitelist(methods=["POST"])
@per_user(60)
def customer_link(session: str) -> dict:
	"""A new link by which the customer joins, for the two who take part; the one before ends."""
	taking_part.part_in(session, "")
	return {"link": customer_links.make(session)}


@frappe.whitelist(methods=["POST"])
@per_user(30)
def send_customer_link(session: str) -> dict:
	"""Send the customer a new link by e-mail, for the two who take part; returns the address, shortened (`sent_to`)."""
	taking_part.part_in(session, "")
	return {"sent_to": link_mail.send(session)}


@frappe.whitelist(methods=["POST"])
def decline(session: str, reason: str) -> None:
	"""The expert who was asked cannot; whoever asked is told the reason."""
	permitted(SESSION, session)
	sessions.decline(session, reason)


@frappe.whitelist(methods=["POST"])
def withdraw(session: str) -> None:
	"""Whoever asked needs nobody any more; the expert is told."""
	permitted(SESSION, session)
	sessions.withdraw(session)


# These four by the user who takes part, or by the link `k` of a customer without a login.
@frappe.whitelist(allow_guest=True, methods=["POST"])
def join(session: str = "", k: str = "") -> dict:
	"""Take one's seat in the call: `session`, `seat`, `after`, `side` and `ice_servers`; an earlier page of the same side is out."""
	return taking_part.join(session, k)


# Descriptions of connections are no markup, and read as such they would lose their line ends.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def send(seat: str, kind: str, data: str, session: str = "", k: str = "") -> None:
	"""Tell the other side's browser something: offer, answer, candidate or bye, with `data` of up to 60,000 characters."""
	call, side = taking_part.part_in(session, k)
	signals.send(call.name, side, seat, kind, data)


@frappe.whitelist(allow_guest=True, methods=["GET"])
def receive(seat: str, after: str | int = 0, session: str = "", k: str = "") -> dict:
	"""What the other side's browser told since `after`: `messages`, `after`, and `other`, whose seat is taken there."""
	call, side = taking_part.part_in(session, k)
	return signals.receive(call.name, side, seat, number(after, 0, MOST_MESSAGES))


@frappe.whitelist(allow_guest=True, methods=["POST"])
def hang_up(session: str = "", k: str = "") -> None:
	"""End the call for both."""
	taking_part.hang_up(session, k)


@frappe.whitelist(methods=["POST"])
@per_user(200)
def keep_picture(session: str, content: str, note: str = "", client_key: str = "") -> dict:
	"""Keep a picture as evidence of the ticket: base64 text, by the expert; the same `client_key` again is the same picture."""
	return {"evidence": taking_part.keep_picture(session, content, note, client_key)}
