from fsm_app.common.own_doctypes import OWN_DOCTYPES as _own_doctypes

app_name = "fsm_app"
app_title = "Field Service"
app_publisher = "fsm_app contributors"
app_description = "Service tickets, SLAs, dispatch and performance of service engineers on ERPNext"
app_email = "fsm_app@example.com"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]

before_install = "fsm_app.common.install.before_install"
after_install = [
	"fsm_app.common.install.after_install",
	"fsm_app.intake.portal.landing.put_tickets_first",
	"fsm_app.service_desk.callers.enqueue_number_contacts",
]
after_migrate = [
	"fsm_app.common.install.after_migrate",
	"fsm_app.service_desk.callers.enqueue_number_contacts",
]
before_uninstall = "fsm_app.common.uninstall.before_uninstall"
after_uninstall = [
	"fsm_app.common.uninstall.after_uninstall",
	"fsm_app.knowledge.search_places.remove_all",
]

app_include_js = "/assets/fsm_app/js/breadcrumbs.js"
doctype_js = {
	"Service Ticket": [
		"public/js/kept_apart.js",
		"service_desk/doctype/service_ticket/form/caller.js",
		"service_desk/doctype/service_ticket/form/shared.js",
		"service_desk/doctype/service_ticket/form/headline.js",
		"field_work/service_ticket_form/next_step.js",
		"field_work/service_ticket_form/place.js",
		"service_desk/doctype/service_ticket/form/contact.js",
		"service_desk/doctype/service_ticket/form/context.js",
		"service_desk/doctype/service_ticket/form/customer_links.js",
		"service_desk/doctype/service_ticket/form/pictures.js",
		"knowledge/service_ticket_form/likely_cases.js",
		"field_work/service_ticket_form/evidence.js",
		"field_work/service_ticket_form/checklist.js",
		"spare_parts/service_ticket_form/parts.js",
		"spare_parts/service_ticket_form/parts_used.js",
		"public/js/parts_lines.js",
		"spare_parts/service_ticket_form/requisitions.js",
		"spare_parts/service_ticket_form/costs.js",
		"field_work/service_ticket_form/report.js",
		"public/js/candidates.js",
		"dispatch/service_ticket_form/candidates.js",
		"dispatch/service_ticket_form/customer_notes.js",
		"service_desk/doctype/service_ticket/form/handovers.js",
		"service_desk/doctype/service_ticket/form/rights.js",
		"public/js/survey_link.js",
		"feedback/service_ticket_form/feedback.js",
		"knowledge/service_ticket_form/cases.js",
		"workforce/service_ticket_form/certificate.js",
		"public/js/shipped_texts.js",
		"public/js/shown_digits.js",
	],
	"Engineer Certification": [
		"public/js/kept_apart.js",
		"workforce/doctype/engineer_certification/certificate_document.js",
	],
	"Runbook Run": "public/js/shipped_texts.js",
	"Practical Assessment": ["public/js/shipped_texts.js", "public/js/shown_digits.js"],
	"Performance Appraisal": [
		"public/js/score_pages.js",
		"public/js/shipped_texts.js",
		"public/js/shown_digits.js",
		"appraisals/performance_appraisal_form/review.js",
	],
	"Appraisal Rating": [
		"public/js/form_buttons.js",
		"public/js/shipped_texts.js",
		"public/js/shown_digits.js",
	],
	"Appraisal Appeal": ["public/js/form_buttons.js", "public/js/shown_digits.js"],
	"Appraisal Interview": "public/js/form_buttons.js",
	"Improvement Action": ["public/js/form_buttons.js", "public/js/shown_digits.js"],
	"Service Case Review": "public/js/form_buttons.js",
	"Service Case Review Action": "public/js/form_buttons.js",
	"Knowledge Gap": "public/js/form_buttons.js",
	"Parts Handover": "public/js/form_buttons.js",
	"Van Count": "public/js/form_buttons.js",
	"Service Engineer": "appraisals/service_engineer_form/reviews.js",
	"Service Objective": ["public/js/form_buttons.js", "public/js/shown_digits.js"],
	"Assessment Rubric": "public/js/shown_digits.js",
	"Day Plan": "public/js/form_buttons.js",
	"Defective Part": "public/js/form_buttons.js",
	"Supplier Return": "public/js/form_buttons.js",
	"Dispatch Decision": ["public/js/candidates.js", "public/js/shown_digits.js"],
	"Dispatch Profile": "public/js/shown_digits.js",
	"Exam Attempt": "public/js/shown_digits.js",
	"KPI Scheme": ["public/js/shipped_texts.js", "public/js/shown_digits.js"],
	"Engineer Van": ["public/js/form_buttons.js", "public/js/parts_lines.js"],
	"Parts Requisition": ["public/js/form_buttons.js", "public/js/parts_lines.js"],
	"Knowledge Case": [
		"public/js/form_buttons.js",
		"public/js/shown_digits.js",
		"knowledge/knowledge_case_form/old_case.js",
	],
	"Knowledge Review": "public/js/shown_digits.js",
	"Reward Rule": "public/js/shown_digits.js",
	"Reward Run": "public/js/shown_digits.js",
	"Award Tally": "public/js/shown_digits.js",
	"Service Exam": "public/js/shown_digits.js",
	"Service Survey": "public/js/survey_link.js",
	"Service Violation": "public/js/shown_digits.js",
	"Service Visit": "public/js/shown_digits.js",
	"SLA Policy": "public/js/shown_digits.js",
	"Issue": ["intake/erpnext_request_forms/service_ticket.js", "intake/erpnext_request_forms/issue.js"],
	"Warranty Claim": [
		"intake/erpnext_request_forms/service_ticket.js",
		"intake/erpnext_request_forms/warranty_claim.js",
	],
}
override_doctype_dashboards = {"Serial No": "fsm_app.spare_parts.serial_connections.add"}
doctype_list_js = {"Service Ticket": "public/js/saved_filters.js"}
jinja = {
	"methods": [
		"fsm_app.intake.labels.service_label_qr",
		"fsm_app.field_work.service_report.service_report",
		"fsm_app.feedback.survey_links.service_survey_qr",
		"fsm_app.workforce.certificate_print.engineer_certificate",
		"fsm_app.rewards.certificate.award_certificate",
	]
}

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
		],
	},
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
		]
	},
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
			"fsm_app.spare_parts.requisition_progress.follow_entry",
			"fsm_app.spare_parts.cost_listeners.follow_entry",
		],
		"before_cancel": "fsm_app.spare_parts.stock_entry_listeners.before_cancel",
		"on_cancel": [
			"fsm_app.spare_parts.stock_entry_listeners.on_cancel",
			"fsm_app.spare_parts.requisition_progress.follow_entry",
			"fsm_app.spare_parts.cost_listeners.follow_entry",
		],
	},
	"Route History": {"after_insert": "fsm_app.feedback.staff_suggestions.forget_visit"},
	"ToDo": {"validate": "fsm_app.common.things_to_do.check_document"},
	"Service Engineer": {"on_update": "fsm_app.performance.transfers.follow_company"},
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

# What is told of a ticket's stages and its engineer, each list in the order in which it runs: service_desk/listeners.py.
# Another app adds its own in its hooks.py, see docs/extending.md.
fsm_ticket_validates = [
	"fsm_app.field_work.ticket_listeners.follow_checklist",
	"fsm_app.field_work.ticket_listeners.check_appointment",
	"fsm_app.spare_parts.usage_listeners.check_parts",
	"fsm_app.spare_parts.cost_listeners.decide_coverage",
	"fsm_app.knowledge.fault_links.follow_code",
]
fsm_ticket_enters_stage = [
	"fsm_app.spare_parts.usage_listeners.refuse_cancelling",
	"fsm_app.field_work.ticket_listeners.check_gates",
	"fsm_app.dispatch.ticket_listeners.find_engineer",
	"fsm_app.workforce.certificate_gate.check",
]
fsm_ticket_entered_stage = [
	"fsm_app.service_levels.ticket_listeners.follow_stage",
	"fsm_app.feedback.ticket_listeners.open_survey",
	"fsm_app.feedback.ticket_listeners.plan_callback",
	"fsm_app.service_levels.ticket_listeners.send_report",
	"fsm_app.runbooks.ticket_listeners.follow_stage",
	"fsm_app.spare_parts.ticket_listeners.follow_stage",
	"fsm_app.spare_parts.cost_listeners.follow_stage",
]
fsm_ticket_changes_engineer = ["fsm_app.dispatch.ticket_listeners.check_engineer"]
# Asked by the escalation ladder, see service_levels/escalation.py: who gives a ticket in work to somebody else.
fsm_reassigns = ["fsm_app.dispatch.ticket_listeners.reassign"]
fsm_ticket_changed_engineer = [
	"fsm_app.service_levels.ticket_listeners.follow_engineer",
	"fsm_app.spare_parts.ticket_listeners.follow_engineer",
]
fsm_ticket_merges = [
	"fsm_app.field_work.ticket_listeners.hand_over_evidence",
	"fsm_app.spare_parts.ticket_listeners.hand_over_requisitions",
	"fsm_app.spare_parts.usage_listeners.hand_over_parts",
	"fsm_app.spare_parts.cost_listeners.hand_over_parts",
	"fsm_app.knowledge.uses.hand_over_uses",
]

# Who says how long the way to a customer takes, see docs/travel_times.md; the last one counts. Another app may add its own.
fsm_travel_minutes = ["fsm_app.travel_times.travel_minutes.minutes"]

# What performance asks and tells of a cycle's scores, see docs/scoring.md and performance/listeners.py: the parts of the
# appraisal beside the KPIs; that an appraisal goes with its engineer to another company; that a cycle is closed; that a closed
# score was corrected. Rooms above and other apps listen.
fsm_appraisal_moved = ["fsm_app.appraisals.reviews.follow_move"]
fsm_appraisal_parts = ["fsm_app.appraisals.parts.parts_of"]
fsm_cycle_closed = [
	"fsm_app.appraisals.sweep.follow_closed_cycle",
	"fsm_app.appraisals.improvement.measure_cycle",
	"fsm_app.rewards.listeners.follow_closing",
]
fsm_score_corrected = [
	"fsm_app.appraisals.improvement.measure_again",
	"fsm_app.rewards.listeners.follow_correction",
]

# What rewards ask: which scores are under appeal, see docs/rewards.md; and careers: what speaks for a promotion.
fsm_under_appeal = ["fsm_app.rewards.appeals.under_appeal"]
fsm_promotion_merits = ["fsm_app.rewards.merits.standing_of"]

# Changes nothing of a request: it sees to it that Frappe checks links by names alone, for which there is no other hook.
before_request = ["fsm_app.common.frappe_versions.take_no_conditions_for_links"]

# Frappe, ERPNext and HR ask nobody's permission for these counts, comparisons and values, and no hook lets a doctype say who
# may see what. All hand every request about other apps' doctypes on as it came.
override_whitelisted_methods = {
	# Version 15 counts the rows of any doctype by any condition for every user: a telephone number in 60 requests. Version 16
	# counts what the user may read.
	"frappe.client.get_count": "fsm_app.api.frappe_client.get_count",
	# Counts what links to a document for all who read it: how many exams a colleague has sat.
	"frappe.desk.notifications.get_open_count": "fsm_app.api.frappe_desk.get_open_count",
	# Heatmaps count past all permissions, by any condition; versions 15 and 16.
	"frappe.desk.doctype.dashboard_chart.dashboard_chart.get": "fsm_app.api.frappe_unasked.get_chart",
	# Version 15 counts the assignments of all documents that match, version 16 of those that the user may read.
	"frappe.desk.listview.get_group_by_count": "fsm_app.api.frappe_unasked.get_group_by_count",
	# Compares with any document, in version 15 with one found by any condition.
	"frappe.desk.form.utils.get_next": "fsm_app.api.frappe_unasked.get_next",
	# Likes any document for everybody, also one found by any condition: a telephone number in 60 requests.
	"frappe.desk.like.toggle_like": "fsm_app.api.frappe_unasked.toggle_like",
	# Finds a table's row by any condition, and says whether there is one.
	"frappe.client.set_value": "fsm_app.api.frappe_client.set_value",
	# Hands any field of any document to everybody with a login: the telephone number of each caller.
	"hrms.api.roster.get_values": "fsm_app.api.other_apps_unasked.get_values",
	# Names and addresses of the files of any document.
	"hrms.api.get_attachments": "fsm_app.api.other_apps_unasked.get_attachments",
	# Who has what to do about any document.
	"erpnext.crm.utils.get_open_activities": "fsm_app.api.other_apps_unasked.get_open_activities",
}

permission_query_conditions = {
	"Service Ticket": "fsm_app.service_desk.ticket_visibility.ticket_conditions",
	"Ticket Caller": "fsm_app.service_desk.caller_access.caller_conditions",
	"SLA Clock": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"SLA Event": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Service Visit": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Service Evidence": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Installed Part": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Supplier Return Item": "fsm_app.spare_parts.supplier_returns.row_conditions",
	"Defective Part": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Ticket Handover": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Service Ticket Part": "fsm_app.service_desk.ticket_visibility.row_conditions",
	"Awaited Part": "fsm_app.service_desk.ticket_visibility.record_conditions",
	"Van Count": "fsm_app.spare_parts.visibility.conditions",
	"Van Count Item": "fsm_app.spare_parts.visibility.row_conditions",
	"Parts Handover": "fsm_app.spare_parts.visibility.conditions",
	"Parts Handover Item": "fsm_app.spare_parts.visibility.row_conditions",
	"Parts Comparison": "fsm_app.workforce.person_visibility.person_conditions",
	"Parts Comparison Item": "fsm_app.workforce.person_visibility.person_row_conditions",
	"Service Ticket Checklist Item": "fsm_app.service_desk.ticket_visibility.row_conditions",
	"Performance Appraisal": "fsm_app.workforce.person_visibility.person_conditions",
	"Performance Appraisal Part": "fsm_app.workforce.person_visibility.person_row_conditions",
	"Performance Appraisal Score": "fsm_app.workforce.person_visibility.person_row_conditions",
	"Score Anomaly": "fsm_app.workforce.person_visibility.person_conditions",
	"Service Violation": "fsm_app.workforce.person_visibility.person_conditions",
	"Score Snapshot": "fsm_app.workforce.person_visibility.person_conditions",
	"Exam Attempt": "fsm_app.workforce.person_visibility.person_conditions",
	"Practical Assessment": "fsm_app.workforce.person_visibility.person_conditions",
	"Practical Assessment Score": "fsm_app.workforce.person_visibility.person_row_conditions",
	"Training Assignment": "fsm_app.workforce.person_visibility.person_conditions",
	"Training Session": "fsm_app.workforce.person_visibility.session_conditions",
	"Training Attendee": "fsm_app.workforce.person_visibility.person_row_conditions",
	"Engineer Certification": "fsm_app.workforce.person_visibility.person_conditions",
	"Certificate Document": "fsm_app.workforce.certificate_documents.document_conditions",
	"Certification Reminder": "fsm_app.workforce.person_visibility.person_conditions",
	"Promotion Proposal": "fsm_app.workforce.person_visibility.person_conditions",
	"Promotion Requirement": "fsm_app.workforce.person_visibility.person_row_conditions",
	"Appraisal Review": "fsm_app.appraisals.visibility.review_conditions",
	"Appraisal Appeal": "fsm_app.appraisals.visibility.review_conditions",
	"Appeal Correction": "fsm_app.appraisals.visibility.row_conditions",
	"Appraisal Interview": "fsm_app.appraisals.visibility.interview_conditions",
	"Appraisal Rating": "fsm_app.appraisals.visibility.rating_conditions",
	"Appraisal Rating Criterion": "fsm_app.appraisals.visibility.row_conditions",
	"Improvement Action": "fsm_app.appraisals.visibility.action_conditions",
	"Service Objective": "fsm_app.appraisals.visibility.objective_conditions",
	"Objective Key Result": "fsm_app.appraisals.visibility.row_conditions",
	"Objective Check-in": "fsm_app.appraisals.visibility.row_conditions",
	"Runbook Run": "fsm_app.runbooks.run_visibility.run_conditions",
	"Runbook Run Step": "fsm_app.runbooks.run_visibility.step_conditions",
	"Dispatch Candidate": "fsm_app.service_desk.ticket_visibility.candidate_conditions",
	"Customer Barred Engineer": "fsm_app.dispatch.visibility.row_conditions",
	"Customer Preferred Time": "fsm_app.dispatch.visibility.row_conditions",
	"Day Plan Visit": "fsm_app.day_plans.visibility.row_conditions",
	"Improvement Plan": "fsm_app.rewards.visibility.conditions",
	"Promotion Merit": "fsm_app.rewards.visibility.conditions",
	"Award Round": "fsm_app.rewards.visibility.conditions",
	"Award Candidate": "fsm_app.rewards.visibility.row_conditions",
	"Award Tally": "fsm_app.rewards.visibility.conditions",
	"Award Grant": "fsm_app.rewards.visibility.conditions",
	"Leaderboard Choice": "fsm_app.rewards.visibility.conditions",
	"Service Story": "fsm_app.rewards.visibility.conditions",
	"Service Story Picture": "fsm_app.rewards.visibility.row_conditions",
	"Service Survey": "fsm_app.feedback.survey_visibility.survey_conditions",
	"Service Survey Reason": "fsm_app.feedback.survey_visibility.reason_conditions",
	"Service Callback": "fsm_app.feedback.callback_visibility.callback_conditions",
	"Knowledge Gap": "fsm_app.knowledge.gap_visibility.conditions",
	"Knowledge Reader": "fsm_app.knowledge.gap_visibility.conditions",
	"Service Case Review": "fsm_app.case_reviews.visibility.conditions",
	"Service Case Review Action": "fsm_app.case_reviews.visibility.conditions",
	"Service Case Review Item": "fsm_app.case_reviews.visibility.row_conditions",
	"Service Case Review Participant": "fsm_app.case_reviews.visibility.row_conditions",
	"Engineer Van": "fsm_app.spare_parts.visibility.conditions",
	"Engineer Van Level": "fsm_app.spare_parts.visibility.row_conditions",
	"Parts Requisition": "fsm_app.spare_parts.visibility.conditions",
	"Parts Requisition Item": "fsm_app.spare_parts.visibility.row_conditions",
	"Knowledge Case": "fsm_app.knowledge.visibility.conditions",
	"Knowledge Case Version": "fsm_app.knowledge.visibility.conditions",
	"Knowledge Review": "fsm_app.knowledge.visibility.conditions",
	"Knowledge Use": "fsm_app.knowledge.visibility.conditions",
	"Knowledge Case Equipment": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Case Offering": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Case Part": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Case Picture": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Case Route": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Case Skill": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Fault Code": "fsm_app.knowledge.visibility.row_conditions",
	"Knowledge Review Score": "fsm_app.knowledge.visibility.row_conditions",
	"File": "fsm_app.service_desk.file_visibility.file_conditions",
}
has_permission = {
	"Service Ticket": "fsm_app.service_desk.ticket_visibility.may_see_ticket",
	"Ticket Caller": "fsm_app.service_desk.caller_access.may_see_caller",
	"SLA Clock": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"SLA Event": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Service Visit": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Service Evidence": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Installed Part": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Defective Part": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Ticket Handover": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Awaited Part": "fsm_app.service_desk.ticket_visibility.may_see_ticket_record",
	"Van Count": "fsm_app.spare_parts.visibility.may_see",
	"Parts Handover": "fsm_app.spare_parts.visibility.may_see",
	"Parts Comparison": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Performance Appraisal": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Score Anomaly": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Service Violation": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Score Snapshot": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Exam Attempt": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Practical Assessment": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Training Assignment": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Training Session": "fsm_app.workforce.person_visibility.may_see_session",
	"Engineer Certification": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Certificate Document": "fsm_app.workforce.certificate_documents.may_see_document",
	"Certification Reminder": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Promotion Proposal": "fsm_app.workforce.person_visibility.may_see_person_record",
	"Appraisal Review": "fsm_app.appraisals.visibility.may_see",
	"Appraisal Appeal": "fsm_app.appraisals.visibility.may_see",
	"Appraisal Interview": "fsm_app.appraisals.visibility.may_see",
	"Appraisal Rating": "fsm_app.appraisals.visibility.may_see",
	"Improvement Action": "fsm_app.appraisals.visibility.may_see",
	"Service Objective": "fsm_app.appraisals.visibility.may_see",
	"Runbook Run": "fsm_app.runbooks.run_visibility.may_see_run",
	"Improvement Plan": "fsm_app.rewards.visibility.may_see",
	"Promotion Merit": "fsm_app.rewards.visibility.may_see",
	"Award Round": "fsm_app.rewards.visibility.may_see",
	"Award Tally": "fsm_app.rewards.visibility.may_see",
	"Award Grant": "fsm_app.rewards.visibility.may_see",
	"Leaderboard Choice": "fsm_app.rewards.visibility.may_see",
	"Service Story": "fsm_app.rewards.visibility.may_see",
	"Service Survey": "fsm_app.feedback.survey_visibility.may_see_survey",
	"Service Callback": "fsm_app.feedback.callback_visibility.may_see_callback",
	"Knowledge Gap": "fsm_app.knowledge.gap_visibility.may_see",
	"Knowledge Reader": "fsm_app.knowledge.gap_visibility.may_see",
	"Service Case Review": "fsm_app.case_reviews.visibility.may_see",
	"Service Case Review Action": "fsm_app.case_reviews.visibility.may_see",
	"Engineer Van": "fsm_app.spare_parts.visibility.may_see",
	"Parts Requisition": "fsm_app.spare_parts.visibility.may_see",
	"Knowledge Case": "fsm_app.knowledge.visibility.may_see",
	"Knowledge Case Version": "fsm_app.knowledge.visibility.may_see",
	"Knowledge Review": "fsm_app.knowledge.visibility.may_see",
	"Knowledge Use": "fsm_app.knowledge.visibility.may_see",
	"File": "fsm_app.common.attachments.may_name_address",
}

# Frappe's search leaves out row rules and companies when the caller asks it to. All with either have a query of our own;
# File too, for it has a condition of ours.
standard_queries = dict.fromkeys(
	(
		"Appeal Correction",
		"Appraisal Appeal",
		"Appraisal Interview",
		"Appraisal Rating",
		"Appraisal Rating Criterion",
		"Appraisal Review",
		"Awaited Part",
		"Improvement Action",
		"Objective Check-in",
		"Objective Key Result",
		"Service Objective",
		"Award",
		"Award Candidate",
		"Award Grant",
		"Award Round",
		"Award Tally",
		"Catalogue Review",
		"Certificate Document",
		"Certification Reminder",
		"Day Plan",
		"Day Plan Visit",
		"Defective Part",
		"Dispatch Candidate",
		"Customer Barred Engineer",
		"Customer Preference Proposal",
		"Customer Preferred Time",
		"Customer Service Profile",
		"Dispatch Decision",
		"Engineer Certification",
		"Engineer Van",
		"Engineer Van Level",
		"Exam Attempt",
		"File",
		"Improvement Plan",
		"Installed Part",
		"Knowledge Case",
		"Knowledge Case Equipment",
		"Knowledge Case Offering",
		"Knowledge Case Part",
		"Knowledge Case Picture",
		"Knowledge Case Route",
		"Knowledge Case Skill",
		"Knowledge Case Version",
		"Knowledge Fault Code",
		"Knowledge Review",
		"Knowledge Review Score",
		"Knowledge Use",
		"Knowledge Gap",
		"Knowledge Reader",
		"Leaderboard Choice",
		"On-call Duty",
		"Parts Comparison",
		"Parts Comparison Item",
		"Parts Handover",
		"Parts Handover Item",
		"Parts Requisition",
		"Parts Requisition Item",
		"Performance Appraisal",
		"Performance Appraisal Part",
		"Performance Appraisal Score",
		"Performance Cycle",
		"Practical Assessment",
		"Practical Assessment Score",
		"Promotion Merit",
		"Product Suggestion",
		"Promotion Proposal",
		"Promotion Requirement",
		"Reward Payment",
		"Reward Rule",
		"Reward Run",
		"Runbook Run",
		"Runbook Run Step",
		"SLA Clock",
		"SLA Event",
		"Score Anomaly",
		"Score Snapshot",
		"Service Callback",
		"Service Case Review",
		"Service Case Review Action",
		"Service Case Review Item",
		"Service Case Review Participant",
		"Service Complaint",
		"Service Engineer",
		"Service Evidence",
		"Service Story",
		"Service Story Picture",
		"Service Survey",
		"Service Survey Reason",
		"Service Team",
		"Service Ticket",
		"Service Ticket Checklist Item",
		"Service Ticket Part",
		"Service Violation",
		"Service Visit",
		"Supplier Return",
		"Supplier Return Item",
		"Ticket Caller",
		"Ticket Handover",
		"Spare Parts Company",
		"Ticket Import",
		"Training Assignment",
		"Training Attendee",
		"Training Plan",
		"Training Session",
		"Van Count",
		"Van Count Item",
		"Webhook Delivery",
	),
	"fsm_app.common.search_queries.rows_seen",
)

# Frappe's own requests of users for their data; those of people without an account are Service Data Requests.
user_data_fields = [
	{
		"doctype": "Ticket Caller",
		"filter_by": "contact_email",
		"redact_fields": ["reported_by", "contact_phone", "contact_email"],
	},
]
# A request that is done must not keep the Contact's owner from deleting it.
ignore_links_on_delete = ["Service Data Request"]

get_website_user_home_page = "fsm_app.intake.portal.landing.home_page"
standard_portal_menu_items = [
	{
		"title": "Service Tickets",
		"route": "/service-tickets",
		"reference_doctype": "Service Ticket",
		"role": "Customer",
	},
	{"title": "Knowledge", "route": "/knowledge", "reference_doctype": "Knowledge Case", "role": "Customer"},
]
website_route_rules = [
	{"from_route": "/knowledge/<case>", "to_route": "knowledge/case"},
	{"from_route": "/service-tickets/new", "to_route": "service-tickets/new"},
	{"from_route": "/service-tickets/<ticket>", "to_route": "service-tickets/ticket"},
]

scheduler_events = {
	"cron": {
		"* * * * *": [
			"fsm_app.service_levels.sla_sweep.enqueue_sla_sweep",
			"fsm_app.runbooks.runbook_sweep.enqueue_runbook_sweep",
			"fsm_app.service_levels.webhook_queue.enqueue_due_webhooks",
			"fsm_app.spare_parts.arrivals.follow",
			"fsm_app.knowledge.search_copies.follow",
		],
		"*/5 * * * *": [
			"fsm_app.service_training.exams.end_overdue_sittings",
			"fsm_app.day_plans.plans.follow",
		],
	},
	"daily": [
		"fsm_app.travel_times.kept.delete_expired",
		"fsm_app.spare_parts.defective_parts.remind_of_overdue",
		"fsm_app.service_training.plans.assign_planned_training",
		"fsm_app.careers.promotion.propose_promotions",
		"fsm_app.appraisals.sweep.follow_reviews",
		"fsm_app.appraisals.improvement.escalate_overdue",
		"fsm_app.appraisals.objectives.mark_overdue",
		"fsm_app.feedback.survey.expire_surveys",
		"fsm_app.feedback.survey_links.forget_devices",
		"fsm_app.feedback.survey_mail.remind_customers",
		"fsm_app.feedback.callback_plan.tell_of_due",
		"fsm_app.feedback.staff_suggestions.tell_of_new",
		"fsm_app.performance.cycles.enqueue_scoring",
		"fsm_app.service_catalogue.review.open_monthly_reviews",
		"fsm_app.case_reviews.meetings.open_monthly_case_reviews",
		"fsm_app.case_reviews.follow_up.follow_case_actions",
		"fsm_app.knowledge.duty.remind_of_duty",
		"fsm_app.knowledge.stale_cases.propose_old_cases",
		"fsm_app.knowledge.gap_tasks.propose_gaps",
		"fsm_app.workforce.certificate_expiry.follow_certificates",
		"fsm_app.service_training.retraining.open_retraining",
		"fsm_app.privacy.retention.enqueue_retention",
		"fsm_app.dispatch.kept_candidates.forget_old",
		"fsm_app.rewards.listeners.follow_days",
		"fsm_app.spare_parts.refills.propose_refills",
		"fsm_app.spare_parts.awaited_parts.expect_anew",
		"fsm_app.spare_parts.arrivals.look_again",
		"fsm_app.knowledge.learning.learn_cases",
		"fsm_app.knowledge.search_building.renew",
	],
	"weekly": [
		"fsm_app.feedback.survey_watch.warn_managers",
		"fsm_app.knowledge.feed.tell_of_new_cases",
		"fsm_app.dispatch.learnt_preferences.propose",
	],
}
