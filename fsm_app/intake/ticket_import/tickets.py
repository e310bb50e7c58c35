"""One ticket of another help desk's export, made a ticket here as it stood when it was exported (C2).

An export is a snapshot: it does not say when the ticket was triaged, for whom it waited, or who came when. So nothing of
that is made up. The ticket is inserted in its first state by its controller, with all its checks, and then set to its
stage with the times that the export has. It has no survey, no dispatch decision and no warning about its words. A
finished ticket has no SLA clocks; those of an open one start as the import says.
"""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _
from frappe.model.workflow import get_workflow_name
from frappe.utils import cint, escape_html, sanitize_html

from fsm_app.common.clock import now
from fsm_app.common.site_time import naive
from fsm_app.engine import stages
from fsm_app.import_formats.exported_ticket import ExportedTicket, Message
from fsm_app.intake.ticket_import.mapping import LEAVE_OUT, Masters, NotTaken
from fsm_app.service_desk.customer_messages import PORTAL_MEDIUM
from fsm_app.service_levels import ticket_clocks

FROM_OPENING = "From Opening"
NO_CLOCKS = "None"
NAME_LENGTH = 140


@dataclass(frozen=True)
class Plan:
	"""What a ticket of the export becomes here."""

	stage: str
	engineer: str | None
	values: dict

	@property
	def is_left_out(self) -> bool:
		return self.stage == LEAVE_OUT


def plan(ticket: ExportedTicket, ticket_import, masters: Masters) -> Plan:
	"""What becomes of the ticket. Raises NotTaken."""
	stage = masters.stage(ticket)
	if stage == LEAVE_OUT:
		return Plan(stage, None, {})
	engineer = masters.engineer(ticket)
	if stage in stages.UNDER_WAY and not engineer:
		# Nobody here has it: it is to be dispatched.
		stage = stages.TRIAGED
	customer, contact = masters.customer(ticket)
	return Plan(
		stage,
		engineer if stage in stages.WITH_ENGINEER | stages.FINISHED else None,
		{
			"subject": ticket.subject,
			"description": ticket.description,
			"company": ticket_import.company,
			"customer": customer,
			"contact": contact,
			"reported_by": ticket.requester[:NAME_LENGTH],
			"contact_email": _address(ticket.requester_email),
			"offering": masters.offering(ticket),
			"priority": masters.priority(ticket),
			"opened_at": naive(ticket.opened_at),
		},
	)


def take(ticket: ExportedTicket, planned: Plan, ticket_import, key: str) -> str:
	"""Make the ticket, with its messages where the import takes them; returns its name."""
	state = _state_of(planned.stage)
	doc = frappe.get_doc({"doctype": stages.TICKET, **planned.values, "source": "Import", "client_key": key})
	doc.flags.imported = True
	doc.flags.priority_reason = _("As in the import.")
	doc.insert()
	standing = {
		"stage": planned.stage,
		"workflow_state": state or doc.workflow_state,
		"engineer": planned.engineer,
		**_times(ticket, planned.stage),
	}
	if planned.stage in stages.WAITING:
		standing["waiting_from"] = stages.ACCEPTED if planned.engineer else stages.TRIAGED
	frappe.db.set_value(stages.TICKET, doc.name, standing, update_modified=False)
	doc.update(standing)
	if planned.stage not in stages.FINISHED | {stages.CANCELLED}:
		_start_clocks(doc, ticket_import.clocks)
	if cint(ticket_import.take_messages):
		_write_messages(doc.name, ticket)
	return doc.name


def _times(ticket: ExportedTicket, stage: str) -> dict:
	if stage not in stages.FINISHED:
		return {}
	done_at, closed_at = naive(ticket.done_at), naive(ticket.closed_at)
	return (
		{"done_at": done_at, "closed_at": closed_at or done_at}
		if stage == stages.CLOSED
		else {"done_at": done_at}
	)


def _start_clocks(doc, clocks: str) -> None:
	if clocks == NO_CLOCKS:
		return
	opened_at = doc.opened_at
	# The clocks of a new ticket count from its opening.
	doc.opened_at = opened_at if clocks == FROM_OPENING else now()
	ticket_clocks.follow_stage(doc)
	doc.opened_at = opened_at


def _state_of(stage: str) -> str | None:
	"""The first state of the active workflow that stands for the stage; None where none is active."""
	name = get_workflow_name(stages.TICKET)
	if not name:
		return None
	states = frappe.get_cached_doc("Workflow", name).states
	state = next((row.state for row in states if row.update_value == stage), None)
	if not state:
		raise NotTaken(
			_(
				"State: the workflow {0} has none for the stage {1}. Choose another stage in the table States."
			).format(name, _(stage))
		)
	return state


def _write_messages(ticket: str, exported: ExportedTicket) -> None:
	"""Store the messages at their own times, without what a new message sets off."""
	rows: dict[str, list[dict]] = {"Communication": [], "Comment": []}
	for message in exported.messages:
		moment = naive(message.at) or naive(exported.opened_at)
		values = _communication(message, exported, moment) if message.public else _note(message)
		doctype = "Communication" if message.public else "Comment"
		rows[doctype].append(
			{
				"name": frappe.generate_hash(length=10),
				"owner": frappe.session.user,
				"modified_by": frappe.session.user,
				"creation": moment,
				"modified": moment,
				"reference_doctype": stages.TICKET,
				"reference_name": ticket,
				# Written past the document's checks, so that an old message reaches nobody: cleaned here instead.
				"content": sanitize_html(message.content),
				**values,
			}
		)
	for doctype, values in rows.items():
		if values:
			frappe.db.bulk_insert(doctype, list(values[0]), [list(row.values()) for row in values])


def _communication(message: Message, exported: ExportedTicket, moment: datetime) -> dict:
	return {
		"communication_type": "Communication",
		# Public there, so the customer reads it here: see customer_messages.PORTAL_MEDIUM.
		"communication_medium": PORTAL_MEDIUM,
		"sent_or_received": "Received" if message.from_customer else "Sent",
		"status": "Linked",
		"subject": exported.subject,
		"sender": _address(message.author_email) or "",
		"sender_full_name": message.author[:NAME_LENGTH],
		"communication_date": moment,
		"seen": 1,
	}


def _note(message: Message) -> dict:
	return {
		"comment_type": "Comment",
		"comment_email": _address(message.author_email) or "",
		"comment_by": escape_html(message.author[:NAME_LENGTH]) or _("Import"),
	}


def _address(email: str) -> str | None:
	return email if len(email) <= NAME_LENGTH and frappe.utils.validate_email_address(email) else None
