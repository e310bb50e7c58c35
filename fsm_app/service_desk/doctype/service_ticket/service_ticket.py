from fsm_app.dispatch.assignment import delete_decisions
from fsm_app.field_work import checklist, gates
from fsm_app.field_work.visits import delete_visits
from fsm_app.kept_apart import KeepsApart
from fsm_app.service_catalogue.runbooks import delete_runs
from fsm_app.service_desk import (
	equipment,
	field_rights,
	intake,
	lifecycle,
	personal_data,
	sla,
	stage_asked,
	ticket_caller,
)
from fsm_app.service_desk.children import check_parent
from fsm_app.service_desk.handovers import delete_handovers
from fsm_app.service_desk.mail.intake import leave_to_message
from fsm_app.service_desk.message_warnings import warn_of_request
from fsm_app.service_desk.new_tickets import announce
from fsm_app.service_desk.portal.actions import let_customer_act
from fsm_app.service_desk.priority import set_priority
from fsm_app.service_desk.webhook_queue import delete_deliveries


class ServiceTicket(KeepsApart):
	"""A customer's request on its way from receipt to closing (C1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_desk.doctype.service_ticket_checklist_item.service_ticket_checklist_item import (
			ServiceTicketChecklistItem,
		)
		from fsm_app.service_desk.doctype.service_ticket_part.service_ticket_part import ServiceTicketPart

		accepted_at: DF.Datetime | None
		anonymised_on: DF.Date | None
		arrived_at: DF.Datetime | None
		asset: DF.Link | None
		callback_result: DF.SmallText | None
		called_back_at: DF.Datetime | None
		cancel_reason: DF.SmallText | None
		catalogue_release: DF.Link | None
		checklist: DF.Table[ServiceTicketChecklistItem]
		client_key: DF.Data | None
		closed_at: DF.Datetime | None
		company: DF.Link
		completeness: DF.Percent
		confirmed_at: DF.Datetime | None
		contact_shown: DF.Data | None
		customer: DF.Link
		description: DF.TextEditor | None
		dispatched_at: DF.Datetime | None
		done_at: DF.Datetime | None
		due_order: DF.Datetime | None
		engineer: DF.Link | None
		external_revision: DF.Data | None
		fault_cause: DF.SmallText | None
		fault_code: DF.Data | None
		fault_symptom: DF.SmallText | None
		first_done_at: DF.Datetime | None
		first_done_by: DF.Link | None
		impact: DF.Literal["", "High", "Medium", "Low"]
		issue: DF.Link | None
		item_code: DF.Link | None
		mail_sender: DF.Data | None
		merged_into: DF.Link | None
		naming_series: DF.Literal["ST-.YYYY.-.#####"]
		next_due_at: DF.Datetime | None
		next_due_metric: DF.Data | None
		next_short_at: DF.Datetime | None
		no_parts_used: DF.Check
		offering: DF.Link
		opened_at: DF.Datetime | None
		override_reason: DF.SmallText | None
		parent_ticket: DF.Link | None
		parts_used: DF.Table[ServiceTicketPart]
		priority: DF.Link | None
		priority_reason: DF.SmallText | None
		priority_set_by_hand: DF.Check
		project: DF.Link | None
		region: DF.Link | None
		remaining_work: DF.SmallText | None
		reopen_count: DF.Int
		report_sent_at: DF.Datetime | None
		resolution_summary: DF.Text | None
		responded_at: DF.Datetime | None
		return_count: DF.Int
		return_reason: DF.SmallText | None
		serial_no: DF.Link | None
		service_tier: DF.Link | None
		signed_at: DF.Datetime | None
		signed_by: DF.Data | None
		source: DF.Literal[
			"Desk",
			"Phone",
			"E-mail",
			"Portal",
			"REST",
			"QR Code",
			"Preventive Plan",
			"Device Alert",
			"ERPNext Issue",
			"Warranty Claim",
			"Import",
		]
		stage: DF.Literal[
			"Received",
			"Triaged",
			"Dispatched",
			"Accepted",
			"Preparing",
			"Travelling",
			"On Site",
			"Working",
			"Waiting for Customer",
			"Waiting for Parts",
			"Done",
			"Confirmed",
			"Verified",
			"Closed",
			"Reopened",
			"Cancelled",
		]
		subject: DF.Data
		team: DF.Link | None
		tone_warning: DF.Check
		urgency: DF.Literal["", "High", "Medium", "Low"]
		verified_at: DF.Datetime | None
		waiting_from: DF.Data | None
		warranty_claim: DF.Link | None
		warranty_reason: DF.SmallText | None
		warranty_state: DF.Literal["", "In Warranty", "Under Contract", "Out of Warranty", "Unknown"]
		workflow_state: DF.Link | None
	# end: auto-generated types

	KEPT_APART = ticket_caller.FIELDS

	def onload(self):
		personal_data.offer_contact(self)

	def before_insert(self):
		leave_to_message(self)
		intake.refuse_used_key(self)
		intake.set_source(self)
		lifecycle.set_defaults(self)
		field_rights.let_opener_say_terms(self)

	def validate(self):
		ticket_caller.take(self)
		let_customer_act(self)
		stage_asked.take_as_action(self)
		set_priority(self)
		lifecycle.keep_own_fields(self)
		equipment.complete(self)
		lifecycle.set_stage(self)
		checklist.follow(self)
		if lifecycle.has_entered_stage(self):
			lifecycle.enter_stage(self)
		lifecycle.check_engineer(self)
		lifecycle.check_team(self)
		check_parent(self)
		self.completeness = gates.completeness(self)

	def validate_higher_perm_levels(self):
		field_rights.refuse_fields_of_others(self)
		super().validate_higher_perm_levels()

	def after_insert(self):
		warn_of_request(self)
		announce(self)

	def on_update(self):
		ticket_caller.keep(self)
		lifecycle.after_save(self)
		stage_asked.note(self)

	def on_trash(self):
		ticket_caller.forget(self.name)
		sla.delete_clocks(self.name)
		delete_decisions(self.name)
		delete_runs(self.name)
		delete_visits(self.name)
		delete_deliveries(self.name)
		delete_handovers(self.name)
