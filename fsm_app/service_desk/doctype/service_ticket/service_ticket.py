import frappe

from fsm_app.common.giving_way import told_as_conflict
from fsm_app.common.kept_apart import KeepsApart
from fsm_app.service_desk import (
	caller_contact,
	equipment,
	field_rights,
	lifecycle,
	stage_requests,
	ticket_caller,
)
from fsm_app.service_desk.children import check_parent
from fsm_app.service_desk.handovers import delete_handovers
from fsm_app.service_desk.listeners import VALIDATES, tell
from fsm_app.service_desk.new_ticket_notices import announce
from fsm_app.service_desk.priority import set_priority


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
		appointment_end: DF.Datetime | None
		appointment_start: DF.Datetime | None
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
		fault_case: DF.Link | None
		fault_cause: DF.SmallText | None
		fault_code: DF.Data | None
		fault_symptom: DF.SmallText | None
		first_done_at: DF.Datetime | None
		first_done_by: DF.Link | None
		first_done_minutes: DF.Int
		impact: DF.Literal["", "High", "Medium", "Low"]
		issue: DF.Link | None
		item_code: DF.Link | None
		labour_coverage: DF.Literal["", "Warranty", "Contract", "Chargeable", "Goodwill"]
		labour_coverage_reason: DF.SmallText | None
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
		caller_contact.offer_contact(self)

	def insert(self, *args, **kwargs):
		with told_as_conflict():
			return super().insert(*args, **kwargs)

	def save(self, *args, **kwargs):
		with told_as_conflict():
			return super().save(*args, **kwargs)

	def before_insert(self):
		lifecycle.set_defaults(self)
		field_rights.let_opener_say_terms(self)

	def validate(self):
		ticket_caller.take(self)
		stage_requests.take_as_action(self)
		set_priority(self)
		lifecycle.keep_own_fields(self)
		equipment.complete(self)
		lifecycle.set_stage(self)
		tell(VALIDATES, self, self.get_doc_before_save())
		if lifecycle.has_entered_stage(self):
			lifecycle.enter_stage(self)
		lifecycle.check_engineer(self)
		lifecycle.check_team(self)
		check_parent(self)

	def validate_workflow(self):
		# Of one who has no user, and so no role that Frappe could ask for, the app has checked the transition by itself.
		if not self.flags.state_checked or self.flags.state_checked != self.workflow_state:
			super().validate_workflow()

	def validate_higher_perm_levels(self):
		field_rights.refuse_fields_of_others(self)
		super().validate_higher_perm_levels()

	def after_insert(self):
		announce(self)

	def on_update(self):
		# What follows from it listens: see doc_events in hooks.py.
		ticket_caller.keep(self)
		stage_requests.note(self)

	def on_trash(self):
		ticket_caller.forget(self.name)
		delete_handovers(self.name)


def on_doctype_update():
	"""What dispatch counts of thousands of engineers is counted in these indexes alone, without the rows."""
	frappe.db.add_index("Service Ticket", ["company", "stage", "engineer"], "in_work_index")
	frappe.db.add_index(
		"Service Ticket",
		["offering", "company", "first_done_by", "first_done_at", "reopen_count", "first_done_minutes"],
		"past_work_index",
	)
