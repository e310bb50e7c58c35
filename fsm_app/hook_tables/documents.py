"""Part of hooks.py: who is told when a document is checked, saved or deleted, in this order."""

from fsm_app.common.own_doctypes import OWN_DOCTYPES as _own_doctypes

doc_events = {
	_own_doctypes: {
		"before_naming": "fsm_app.common.plain_texts.keep_plain",
		"before_validate": "fsm_app.common.plain_texts.keep_plain",
		"validate": "fsm_app.common.plain_texts.keep_plain",
		"before_rename": "fsm_app.common.plain_texts.keep_name_plain",
	},
	# The ticket's own save; the stages and the engineer have listeners of their own below.
	"Service Ticket": {
		"before_insert": [
			"fsm_app.intake.ticket_listeners.check_new_ticket",
			"fsm_app.service_levels.ticket_listeners.set_due_order",
		],
		"before_validate": "fsm_app.intake.ticket_listeners.let_customer_act",
		"validate": "fsm_app.field_work.ticket_listeners.set_completeness",
		"after_insert": "fsm_app.feedback.ticket_listeners.warn_of_request",
		"on_update": [
			"fsm_app.service_desk.lifecycle.tell_of_engineer",
			"fsm_app.service_levels.ticket_listeners.follow_terms",
			"fsm_app.dispatch.ticket_listeners.keep_decision",
			"fsm_app.assignments.ticket_listeners.follow",
			"fsm_app.field_work.ticket_listeners.follow_visits",
			"fsm_app.spare_parts.usage_listeners.post_parts",
			"fsm_app.spare_parts.cost_listeners.compare_parts",
			"fsm_app.service_desk.lifecycle.tell_of_stage",
			# Last, for it says when the ticket is due.
			"fsm_app.service_desk.assignment_notices.follow",
		],
		"on_trash": [
			"fsm_app.service_levels.ticket_listeners.delete_records",
			"fsm_app.dispatch.ticket_listeners.delete_decisions",
			"fsm_app.assignments.offers.delete_offers",
			"fsm_app.assignments.pools.delete_assignments",
			"fsm_app.assignments.absences.delete_broken",
			"fsm_app.assignments.bulk.delete_rows",
			"fsm_app.field_app.receipts.delete_acts",
			"fsm_app.field_work.ticket_listeners.delete_visits",
			"fsm_app.runbooks.ticket_listeners.delete_runs",
			"fsm_app.spare_parts.cost_listeners.delete_records",
			"fsm_app.spare_parts.ticket_listeners.delete_requisitions",
			"fsm_app.feedback.ticket_listeners.delete_callbacks",
			"fsm_app.knowledge.uses.delete_uses",
			"fsm_app.knowledge.from_ticket.forget_ticket",
			"fsm_app.knowledge.gap_tasks.forget_ticket",
			"fsm_app.case_reviews.ticket_listeners.forget_ticket",
			"fsm_app.day_plans.ticket_listeners.forget_ticket",
			"fsm_app.customer_page.ticket_listeners.delete_records",
			"fsm_app.remote_guidance.ticket_listeners.delete_sessions",
			"fsm_app.safety.ticket_listeners.delete_records",
		],
	},
	"Service Visit": {"on_update": "fsm_app.field_work.visit_notices.follow_visit"},
	"Ticket Caller": {"on_update": "fsm_app.customer_page.ticket_listeners.follow_caller"},
	"Knowledge Case": {
		"on_update": [
			"fsm_app.knowledge.stale_cases.follow_case",
			"fsm_app.knowledge.gap_tasks.follow_case",
			"fsm_app.knowledge.search_journal.follow_case",
		],
		"on_trash": "fsm_app.knowledge.search_journal.follow_case",
	},
	"Service Offering": {
		"validate": "fsm_app.knowledge.catalogue_links.check_rows",
		"on_update": "fsm_app.knowledge.search_journal.follow_offering",
		"on_trash": "fsm_app.knowledge.search_journal.follow_offering",
	},
	("Knowledge Case", "Service Offering", "Service Skill", "Company", "Item", "Item Group", "Brand"): {
		"after_rename": "fsm_app.knowledge.search_journal.follow_renamed",
	},
	"Field Service Settings": {
		"validate": [
			"fsm_app.workforce.certificate_expiry.validate_reminder_days",
			"fsm_app.field_work.going_there.validate_map_link",
			"fsm_app.common.setting_limits.validate_limits",
		]
	},
	"Error Log": {"before_insert": "fsm_app.common.link_keys.hide_in_log"},
	"File": {
		"before_insert": [
			"fsm_app.common.attachments.check_content",
			"fsm_app.appraisals.appeals.keep_private",
			"fsm_app.knowledge.case_files.keep_private",
		],
		"validate": [
			"fsm_app.common.plain_texts.keep_file_name_plain",
			"fsm_app.common.attachments.check_document",
			"fsm_app.appraisals.appeals.keep_private",
			"fsm_app.knowledge.case_files.keep_private",
		],
	},
	"Stock Entry": {
		"before_insert": "fsm_app.spare_parts.stock_entry_listeners.before_insert",
		"before_submit": "fsm_app.spare_parts.stock_entry_listeners.before_submit",
		"on_submit": [
			"fsm_app.spare_parts.stock_entry_listeners.on_submit",
			"fsm_app.spare_parts.part_costs.follow_entry",
			"fsm_app.spare_parts.requisition_progress.follow_entry",
			"fsm_app.spare_parts.cost_listeners.follow_entry",
		],
		"before_cancel": "fsm_app.spare_parts.stock_entry_listeners.before_cancel",
		"on_cancel": [
			"fsm_app.spare_parts.stock_entry_listeners.on_cancel",
			"fsm_app.spare_parts.part_costs.follow_entry",
			"fsm_app.spare_parts.requisition_progress.follow_entry",
			"fsm_app.spare_parts.cost_listeners.follow_entry",
		],
	},
	"Route History": {"after_insert": "fsm_app.feedback.staff_suggestions.forget_visit"},
	"Notification Log": {"after_insert": "fsm_app.push_messages.notification_listeners.follow"},
	"ToDo": {"validate": "fsm_app.common.things_to_do.check_document"},
	"Service Engineer": {
		"on_update": [
			"fsm_app.performance.transfers.follow_company",
			"fsm_app.assignments.people_listeners.follow_engineer",
		]
	},
	"Engineer Certification": {"on_update": "fsm_app.assignments.people_listeners.follow_certification"},
	"User": {"validate": "fsm_app.common.landing.follow_roles"},
	"Communication": {
		"validate": "fsm_app.intake.mail.plain_message.keep_plain",
		"before_insert": [
			"fsm_app.intake.mail.placing.place_message",
			"fsm_app.service_desk.merging.follow_to_surviving",
		],
		"after_insert": [
			"fsm_app.intake.mail.placing.say_what_was_taken",
			"fsm_app.service_levels.message_clocks.follow_message",
			"fsm_app.feedback.message_warnings.warn_of_message",
		],
	},
	"Contact": {"validate": "fsm_app.service_desk.callers.keep_numbers"},
	"Address": {"on_update": "fsm_app.service_desk.address_changes.follow_address"},
	"Stock Ledger Entry": {"on_submit": "fsm_app.spare_parts.arrivals.note"},
	"Stock Reconciliation": {"on_cancel": "fsm_app.spare_parts.van_counts.follow_cancelled"},
	"Purchase Order": {
		"on_submit": "fsm_app.spare_parts.awaited_parts.follow_order",
		"on_update_after_submit": "fsm_app.spare_parts.awaited_parts.follow_order",
		"on_cancel": "fsm_app.spare_parts.awaited_parts.follow_order",
	},
	"Holiday List": {"on_update": "fsm_app.service_levels.sla_sweep.follow_holiday_list"},
	"Purchase Receipt": {
		"before_submit": "fsm_app.spare_parts.stock_entry_listeners.refuse_installed",
		"before_cancel": "fsm_app.spare_parts.serial_facts.refuse_moved_on",
	},
	# HRMS's; where it is not installed nothing comes.
	"Leave Application": {
		"on_submit": "fsm_app.assignments.absences.follow_leave",
		"on_update_after_submit": "fsm_app.assignments.absences.follow_leave",
		"on_cancel": "fsm_app.assignments.absences.follow_cancelled_leave",
	},
	"Additional Salary": {
		"validate": "fsm_app.rewards.payroll.check_line",
		"on_submit": "fsm_app.rewards.payments.follow_submitted_line",
		"on_cancel": "fsm_app.rewards.payments.follow_cancelled_line",
	},
	"Workflow": {
		"validate": [
			"fsm_app.service_desk.ticket_workflow.validate_workflow",
			"fsm_app.service_catalogue.releases.validate_workflow",
			"fsm_app.careers.promotion.validate_workflow",
			"fsm_app.appraisals.reviews.validate_workflow",
			"fsm_app.rewards.stories.validate_workflow",
			"fsm_app.feedback.suggestions.validate_workflow",
			"fsm_app.spare_parts.requisition_document.validate_workflow",
			"fsm_app.knowledge.stages.validate_workflow",
		]
	},
}
