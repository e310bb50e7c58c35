"""Parts for a ticket: proposed, asked for, sent, received and brought back (F1)."""

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument, day, permitted
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import (
	fulfilment,
	proposals,
	requisition_document,
	requisitions,
	settings,
	unused_parts,
	van_contents,
)
from fsm_app.spare_parts.requisition_lines import lines_of
from fsm_app.spare_parts.requisition_stages import REQUISITION, ROW
from fsm_app.spare_parts.vans import VAN
from fsm_app.workforce.engineers import engineer_of

LONGEST_KEY = 130
MOST_SHOWN = 20
SHOWN = (
	"name",
	"kind",
	"stage",
	"delivery",
	"engineer",
	"company",
	"asked_qty",
	"sent_qty",
	"received_qty",
)
SHOWN_ROWS = (
	"name",
	"parent",
	"item_code",
	"item_name",
	"stock_qty",
	"stock_uom",
	"sent_qty",
	"received_qty",
)


@frappe.whitelist(methods=["GET"])
def propose(ticket: str) -> list[dict]:
	"""The parts that the ticket may need, with why, and how many there are in store and van."""
	permitted(TICKET, ticket)
	return proposals.propose(ticket)


@frappe.whitelist(methods=["GET"])
def of_ticket(ticket: str) -> dict:
	"""The requisitions of the ticket that the user sees, with what they can do; whether parts are moved in ERPNext's stock."""
	permitted(TICKET, ticket)
	if not settings.posts():
		return {"posts": False, "may_ask": False, "requisitions": []}
	found = frappe.get_list(
		REQUISITION,
		filters={"ticket": ticket},
		fields=list(SHOWN),
		order_by="creation desc",
		limit_page_length=MOST_SHOWN,
	)
	rows = frappe.get_all(
		ROW,
		filters={"parent": ["in", [doc.name for doc in found] or ["-"]]},
		fields=list(SHOWN_ROWS),
		order_by="idx",
		limit_page_length=0,
	)
	return {
		"posts": True,
		"may_ask": requisition_document.may_ask_for(ticket),
		"requisitions": [
			{**doc, "items": [row for row in rows if row.parent == doc.name], **fulfilment.acts(doc)}
			for doc in found
		],
	}


@frappe.whitelist(methods=["GET"])
def acts(requisition: str) -> dict:
	"""Whether the user can send or receive something of the requisition now, and how much of each row is where it lies."""
	permitted(REQUISITION, requisition)
	doc = frappe.get_doc(REQUISITION, requisition)
	return {**fulfilment.acts(doc), "there": fulfilment.there(doc)}


@frappe.whitelist(methods=["POST"])
def request_parts(
	ticket: str,
	lines: str | list,
	client_key: str | None = None,
	required_by: str | None = None,
	reason: str | None = None,
) -> dict:
	"""Ask for parts for a ticket; the same client key again is the same requisition."""
	permitted(TICKET, ticket)
	needed = str(day(required_by, _("Required By"))) if required_by else None
	return requisitions.request_parts(ticket, lines_of(lines), _key(client_key), needed, reason).as_dict()


@frappe.whitelist(methods=["POST"])
def send(requisition: str, lines: str | list | None = None, client_key: str | None = None) -> dict:
	"""Send what is open of a requisition, or the lines {row, qty, serial_nos, batch_no}; returns the requisition."""
	permitted(REQUISITION, requisition)
	fulfilment.fulfil(requisition, None if lines is None else lines_of(lines), _key(client_key))
	return frappe.get_doc(REQUISITION, requisition).as_dict()


@frappe.whitelist(methods=["POST"])
def receive(requisition: str, lines: str | list | None = None, client_key: str | None = None) -> dict:
	"""Receive what is on its way, or the lines {row, qty} of it; returns the requisition."""
	permitted(REQUISITION, requisition)
	return fulfilment.receive(
		requisition, _key(client_key), None if lines is None else lines_of(lines)
	).as_dict()


@frappe.whitelist(methods=["GET"])
def own_van(van: str) -> list[dict]:
	"""What lies in the user's own Engineer Van, to bring it back; nothing for others."""
	permitted(VAN, van)
	found = frappe.db.get_value(VAN, van, ["engineer", "warehouse"], as_dict=True)
	own = engineer_of()
	if not settings.posts() or not own or own.name != found.engineer:
		return []
	return van_contents.of(found.warehouse)


@frappe.whitelist(methods=["POST"])
def bring_back(lines: str | list, company: str | None = None) -> dict:
	"""Bring parts of one's own van back to the store, lines {item_code, qty}; returns the requisition of kind Return."""
	engineer = engineer_of()
	if not engineer or engineer.status == "Left":
		frappe.throw(
			_("Only engineers have a van to bring parts back from. Ask one of them."), frappe.PermissionError
		)
	return unused_parts.bring_back(engineer.name, company or engineer.company, lines_of(lines)).as_dict()


def _key(client_key: str | None) -> str | None:
	if client_key and len(client_key) > LONGEST_KEY:
		frappe.throw(_("Client Key: choose one of up to {0} characters.").format(LONGEST_KEY), WrongArgument)
	return client_key or None
