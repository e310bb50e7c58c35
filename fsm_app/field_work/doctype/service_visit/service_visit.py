import frappe

from fsm_app.common.asked_first import AskedDocument
from fsm_app.field_work import appointments


class ServiceVisit(AskedDocument):
	"""One journey or sitting of an engineer for a ticket: who went when, how long they worked, where they checked in (C1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accuracy_metres: DF.Float
		arrived_at: DF.Datetime | None
		check_in_key: DF.Data | None
		checked_in_at: DF.Datetime | None
		company: DF.Link
		customer: DF.Link | None
		delivery: DF.Literal["On-site", "Remote"]
		distance_metres: DF.Float
		ended_at: DF.Datetime | None
		engineer: DF.Link
		far_from_customer: DF.Check
		latitude: DF.Float
		longitude: DF.Float
		outcome: DF.Literal["", "Completed", "Carried Forward", "Interrupted", "Returned"]
		plan_locked: DF.Check
		planned_end: DF.Datetime | None
		planned_start: DF.Datetime | None
		previous_visit: DF.Link | None
		remaining_work: DF.SmallText | None
		status: DF.Literal["Planned", "Travelling", "On Site", "Ended", "Cancelled"]
		team: DF.Link | None
		ticket: DF.Link
		travel_minutes: DF.Int
		travel_started_at: DF.Datetime | None
		visit_number: DF.Int
		work_minutes: DF.Int
		work_started_at: DF.Datetime | None
	# end: auto-generated types

	def before_insert(self):
		appointments.set_defaults(self)

	def validate(self):
		appointments.keep_own_fields(self)
		appointments.check_appointment(self)


def on_doctype_update():
	"""What dispatch asks of thousands of engineers' days is found in these indexes alone, without the rows."""
	frappe.db.add_index(
		"Service Visit",
		["company", "planned_start", "planned_end", "status", "delivery", "engineer", "ticket"],
		"planned_index",
	)
	frappe.db.add_index(
		"Service Visit",
		["company", "arrived_at", "engineer", "work_minutes", "travel_minutes"],
		"hours_index",
	)
