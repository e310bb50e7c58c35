from frappe.model.document import Document

from fsm_app.dispatch.assignment import delete_decisions
from fsm_app.service_catalogue.runbooks import delete_runs
from fsm_app.service_desk import lifecycle, sla
from fsm_app.service_desk.message_warnings import warn_of_request
from fsm_app.service_desk.priority import set_priority
from fsm_app.service_desk.webhook_queue import delete_deliveries


class ServiceTicket(Document):
	"""A customer's request on its way from receipt to closing (C1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accepted_at: DF.Datetime | None
		arrived_at: DF.Datetime | None
		callback_result: DF.SmallText | None
		called_back_at: DF.Datetime | None
		catalogue_release: DF.Link | None
		client_key: DF.Data | None
		closed_at: DF.Datetime | None
		company: DF.Link
		contact: DF.Link | None
		customer: DF.Link
		description: DF.TextEditor | None
		dispatched_at: DF.Datetime | None
		done_at: DF.Datetime | None
		engineer: DF.Link | None
		external_revision: DF.Data | None
		impact: DF.Literal["", "High", "Medium", "Low"]
		naming_series: DF.Literal["ST-.YYYY.-.#####"]
		offering: DF.Link
		opened_at: DF.Datetime | None
		override_reason: DF.SmallText | None
		priority: DF.Link | None
		priority_reason: DF.SmallText | None
		priority_set_by_hand: DF.Check
		region: DF.Link | None
		reopen_count: DF.Int
		resolution_summary: DF.Text | None
		responded_at: DF.Datetime | None
		serial_no: DF.Link | None
		service_tier: DF.Link | None
		source: DF.Literal[
			"Desk",
			"Phone",
			"E-mail",
			"Portal",
			"REST",
			"QR Code",
			"Preventive Plan",
			"Device Alert",
			"Import",
		]
		stage: DF.Literal[
			"Received",
			"Triaged",
			"Dispatched",
			"Accepted",
			"On Site",
			"Waiting for Customer",
			"Done",
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
		workflow_state: DF.Link | None
	# end: auto-generated types

	def before_insert(self):
		lifecycle.set_defaults(self)

	def validate(self):
		set_priority(self)
		lifecycle.keep_own_fields(self)
		lifecycle.set_stage(self)
		if lifecycle.has_entered_stage(self):
			lifecycle.enter_stage(self)
		lifecycle.check_engineer(self)
		lifecycle.check_team(self)

	def after_insert(self):
		warn_of_request(self)

	def on_update(self):
		lifecycle.after_save(self)

	def on_trash(self):
		sla.delete_clocks(self.name)
		delete_decisions(self.name)
		delete_runs(self.name)
		delete_deliveries(self.name)
