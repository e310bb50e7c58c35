"""An engineer's day as the phone keeps it: the tickets in their hands and what is offered to them, and nobody else's (N1).

One answer with a number of queries that does not grow with the tickets. What belongs to one ticket alone is in its kit.
"""

from collections import defaultdict
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import strip_html

from fsm_app.assignments import offers
from fsm_app.common.clock import now
from fsm_app.common.site_time import aware
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.field_app import merging, moves, receipts, safety
from fsm_app.field_work.visits import OPEN_STATUSES, REMOTE, VISIT
from fsm_app.service_desk.ticket_caller import positions_of
from fsm_app.travel_times.map_tiles import map_tiles, to_map

STEP = "Service Ticket Checklist Item"
IN_HAND = stages.WITH_ENGINEER | {stages.REOPENED}
PLAIN = (
	"name",
	"subject",
	"stage",
	"workflow_state",
	"offering",
	"priority",
	"customer",
	"serial_no",
	"item_code",
	"appointment_start",
	"appointment_end",
	"next_due_at",
	"next_due_metric",
	"reopen_count",
	"modified",
)
VISIT_FIELDS = ("name", "ticket", "status", "delivery", "planned_start", "planned_end", "checked_in_at")
# More than anybody has in hand; beyond it the page says so.
MOST = 200


def my_day(engineer) -> dict:
	"""The day of `engineer` (engineers.engineer_of): `tickets`, `offers`, the `workflow`, open `conflicts`, the site's
	`map_link`, its `map` (map_tiles), the `safety` of the day (safety.of_day), and the server's time."""
	at = now()
	tickets = _in_hand(engineer.name)
	asked = _offered(engineer.name)
	facts = _facts(tickets, asked)
	safe, safe_tickets = safety.of_day(engineer, tickets)
	roles = set(frappe.get_roles())
	return {
		"user": frappe.session.user,
		"engineer": engineer.name,
		"engineer_name": frappe.get_cached_value("Service Engineer", engineer.name, "engineer_name"),
		"at": str(at),
		"utc_offset": int(aware(at).utcoffset().total_seconds() // 60),
		"tickets": [{**_ticket(row, facts, roles), **safe_tickets[row.name]} for row in tickets],
		"offers": [_offer(row, facts) for row in asked],
		"workflow": moves.workflow_for(roles),
		"conflicts": _conflicts(engineer.name),
		"map_link": frappe.db.get_single_value("Field Service Settings", "map_link", cache=True) or "",
		"map": map_tiles(),
		"safety": safe,
	}


def _in_hand(engineer: str) -> list:
	return frappe.get_all(
		TICKET,
		filters={"engineer": engineer, "stage": ["in", sorted(IN_HAND)]},
		fields=["*"],
		order_by="appointment_start, name",
		limit_page_length=MOST,
	)


def _offered(engineer: str) -> list:
	return frappe.get_all(
		offers.OFFER,
		filters={"engineer": engineer, "state": offers.OFFERED},
		fields=["name", "ticket", "offered_at", "expires_at"],
		order_by="expires_at, name",
		limit_page_length=MOST,
	)


def _facts(tickets: list, asked: list) -> frappe._dict:
	"""What the tickets and offers need besides, one query each."""
	names = [row.name for row in tickets]
	offered = {row.name: row for row in _rows(TICKET, [row.ticket for row in asked], ["*"])}
	everything = [*tickets, *offered.values()]
	offerings = {
		row.name: row
		for row in _rows("Service Offering", [row.offering for row in everything], ["name", "delivery"])
	}
	customers = {
		row.name: row.customer_name
		for row in _rows("Customer", [row.customer for row in everything], ["name", "customer_name"])
	}
	steps, visits = defaultdict(list), {}
	for row in frappe.get_all(
		STEP,
		filters={"parent": ["in", names or [""]], "parenttype": TICKET},
		fields=["name", "parent", "step", "stage", "mandatory", "done", "remark"],
		order_by="idx",
		limit_page_length=0,
	):
		steps[row.pop("parent")].append(row)
	for row in frappe.get_all(
		VISIT,
		filters={"ticket": ["in", names or [""]], "status": ["in", OPEN_STATUSES]},
		fields=list(VISIT_FIELDS),
		limit_page_length=0,
	):
		visits[row.pop("ticket")] = row
	places = positions_of([row.name for row in everything])
	return frappe._dict(
		offered=offered,
		offerings=offerings,
		customers=customers,
		steps=steps,
		visits=visits,
		places=places,
		on_map=to_map(),
	)


def _rows(doctype: str, names: list, fields: list[str]) -> list:
	wanted = sorted({name for name in names if name})
	return frappe.get_all(
		doctype, filters={"name": ["in", wanted or [""]]}, fields=fields, limit_page_length=0
	)


def _ticket(row, facts, roles: set[str]) -> dict:
	# Made from its row, a document costs no query; the workflow's conditions ask documents.
	document = frappe.get_doc({**row, "doctype": TICKET, "checklist": facts.steps[row.name]})
	offering = facts.offerings.get(row.offering) or frappe._dict()
	return {
		**{field: _sent(row.get(field)) for field in PLAIN},
		"description": strip_html(row.description or "").strip(),
		"offering_shown": _(row.offering) if row.offering else "",
		"customer_name": facts.customers.get(row.customer) or row.customer,
		"remote": offering.delivery == REMOTE,
		"values": merging.shown(row),
		"checklist": facts.steps[row.name],
		"visit": _visit(facts.visits.get(row.name)),
		"place": _place(facts.places.get(row.name)),
		"on_map": facts.on_map(facts.places.get(row.name)),
		"actions": moves.actions_of(document, roles),
	}


def _offer(row, facts) -> dict:
	ticket = facts.offered.get(row.ticket) or frappe._dict()
	return {
		"name": row.name,
		"ticket": row.ticket,
		"subject": ticket.subject or "",
		"customer_name": facts.customers.get(ticket.customer) or ticket.customer or "",
		"offering_shown": _(ticket.offering) if ticket.offering else "",
		"appointment_start": _sent(ticket.appointment_start),
		"appointment_end": _sent(ticket.appointment_end),
		"offered_at": _sent(row.offered_at),
		"expires_at": _sent(row.expires_at),
	}


def _visit(row) -> dict | None:
	return {field: _sent(row.get(field)) for field in VISIT_FIELDS if field != "ticket"} if row else None


def _place(position) -> dict | None:
	return {"latitude": position.latitude, "longitude": position.longitude} if position else None


def _conflicts(engineer: str) -> list[dict]:
	"""The engineer's open conflicts, also those of another phone of theirs."""
	act, row = frappe.qb.DocType(receipts.ACT), frappe.qb.DocType(receipts.CONFLICT)
	return (
		frappe.qb.from_(row)
		.inner_join(act)
		.on(row.parent == act.name)
		.select(act.name.as_("act"), act.ticket, row["field"], row.label, row.seen, row.mine, row.theirs)
		.where((act.engineer == engineer) & (act.result == receipts.IN_CONFLICT))
		.where(row.taken.isnull() | (row.taken == ""))
		.orderby(act.creation, row.idx)
		.limit(MOST)
		.run(as_dict=True)
	)


def _sent(value):
	return str(value) if isinstance(value, datetime) else value
