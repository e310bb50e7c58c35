app_name = "fsm_app"
app_title = "Field Service"
app_publisher = "fsm_app contributors"
app_description = "Service tickets, SLAs, dispatch and performance of service engineers on ERPNext"
app_email = "fsm_app@example.com"
app_license = "gpl-3.0"
required_apps = ["frappe/erpnext"]

before_install = "fsm_app.install.before_install"
after_install = "fsm_app.install.after_install"
after_migrate = "fsm_app.install.after_migrate"
before_uninstall = "fsm_app.uninstall.before_uninstall"
after_uninstall = "fsm_app.uninstall.after_uninstall"

doctype_js = {
	"Service Ticket": [
		"public/js/service_ticket/headline.js",
		"public/js/service_ticket/contact.js",
		"public/js/service_ticket/context.js",
		"public/js/service_ticket/evidence.js",
		"public/js/service_ticket/report.js",
		"public/js/service_ticket/handovers.js",
		"public/js/service_ticket/rights.js",
		"public/js/service_ticket/certificate.js",
	],
	"Dispatch Decision": "public/js/shown_digits.js",
	"Performance Appraisal": "public/js/shown_digits.js",
	"Service Visit": "public/js/shown_digits.js",
	"Issue": ["public/js/erpnext_requests/service_ticket.js", "public/js/erpnext_requests/issue.js"],
	"Warranty Claim": [
		"public/js/erpnext_requests/service_ticket.js",
		"public/js/erpnext_requests/warranty_claim.js",
	],
}
jinja = {
	"methods": [
		"fsm_app.service_desk.labels.service_label_qr",
		"fsm_app.field_work.service_report.service_report",
		"fsm_app.workforce.certificate_print.engineer_certificate",
	]
}

doc_events = {
	"Communication": {
		"before_insert": [
			"fsm_app.service_desk.mail.intake.place_message",
			"fsm_app.service_desk.merging.follow_to_surviving",
		],
		"after_insert": "fsm_app.service_desk.messages.follow_message",
	},
	"Contact": {"validate": "fsm_app.service_desk.callers.keep_numbers"},
	"Version": {"before_insert": "fsm_app.service_desk.personal_data.mask_version"},
	"Holiday List": {"on_update": "fsm_app.service_desk.sweep.follow_holiday_list"},
	"Workflow": {
		"validate": [
			"fsm_app.service_desk.stages.validate_workflow",
			"fsm_app.service_catalogue.releases.validate_workflow",
			"fsm_app.workforce.promotion.validate_workflow",
		]
	},
}

auth_hooks = ["fsm_app.hidden_fields.refuse_guessing"]
override_whitelisted_methods = {
	"frappe.client.get": "fsm_app.api.frappe_client.get",
	"frappe.client.get_count": "fsm_app.api.frappe_client.get_count",
	"frappe.desk.notifications.get_open_count": "fsm_app.api.frappe_desk.get_open_count",
	"frappe.utils.global_search.search": "fsm_app.api.global_search.search",
}

permission_query_conditions = {
	"Service Ticket": "fsm_app.service_desk.visibility.ticket_conditions",
	"SLA Clock": "fsm_app.service_desk.visibility.record_conditions",
	"SLA Event": "fsm_app.service_desk.visibility.record_conditions",
	"Service Visit": "fsm_app.service_desk.visibility.record_conditions",
	"Service Evidence": "fsm_app.service_desk.visibility.record_conditions",
	"Ticket Handover": "fsm_app.service_desk.visibility.record_conditions",
	"Service Ticket Part": "fsm_app.service_desk.visibility.row_conditions",
	"Service Ticket Checklist Item": "fsm_app.service_desk.visibility.row_conditions",
	"Performance Appraisal": "fsm_app.workforce.visibility.person_conditions",
	"Performance Appraisal Score": "fsm_app.workforce.visibility.person_row_conditions",
	"Exam Attempt": "fsm_app.workforce.visibility.person_conditions",
	"Practical Assessment": "fsm_app.workforce.visibility.person_conditions",
	"Practical Assessment Score": "fsm_app.workforce.visibility.person_row_conditions",
	"Training Assignment": "fsm_app.workforce.visibility.person_conditions",
	"Training Session": "fsm_app.workforce.visibility.session_conditions",
	"Training Attendee": "fsm_app.workforce.visibility.person_row_conditions",
	"Engineer Certification": "fsm_app.workforce.visibility.person_conditions",
	"Certification Reminder": "fsm_app.workforce.visibility.person_conditions",
	"Promotion Proposal": "fsm_app.workforce.visibility.person_conditions",
	"Promotion Requirement": "fsm_app.workforce.visibility.person_row_conditions",
	"Runbook Run": "fsm_app.service_catalogue.visibility.run_conditions",
	"Runbook Run Step": "fsm_app.service_catalogue.visibility.step_conditions",
	"Dispatch Candidate": "fsm_app.service_desk.visibility.candidate_conditions",
	"File": "fsm_app.file_visibility.file_conditions",
}
has_permission = {
	"Service Ticket": "fsm_app.service_desk.visibility.may_see_ticket",
	"SLA Clock": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"SLA Event": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Service Visit": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Service Evidence": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Ticket Handover": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Performance Appraisal": "fsm_app.workforce.visibility.may_see_person_record",
	"Exam Attempt": "fsm_app.workforce.visibility.may_see_person_record",
	"Practical Assessment": "fsm_app.workforce.visibility.may_see_person_record",
	"Training Assignment": "fsm_app.workforce.visibility.may_see_person_record",
	"Training Session": "fsm_app.workforce.visibility.may_see_session",
	"Engineer Certification": "fsm_app.workforce.visibility.may_see_person_record",
	"Certification Reminder": "fsm_app.workforce.visibility.may_see_person_record",
	"Promotion Proposal": "fsm_app.workforce.visibility.may_see_person_record",
	"Runbook Run": "fsm_app.service_catalogue.visibility.may_see_run",
}

# Frappe's own requests of users for their data; those of people without an account are Service Data Requests.
user_data_fields = [
	{
		"doctype": "Service Ticket",
		"filter_by": "contact_email",
		"redact_fields": ["reported_by", "contact_phone", "contact_email", "contact_shown"],
	},
]
# A request that is done must not keep the Contact's owner from deleting it.
ignore_links_on_delete = ["Service Data Request"]

standard_portal_menu_items = [
	{
		"title": "Service Tickets",
		"route": "/service-tickets",
		"reference_doctype": "Service Ticket",
		"role": "Customer",
	},
]
website_route_rules = [
	{"from_route": "/service-tickets/new", "to_route": "service-tickets/new"},
	{"from_route": "/service-tickets/<ticket>", "to_route": "service-tickets/ticket"},
]

scheduler_events = {
	"cron": {
		"* * * * *": [
			"fsm_app.service_desk.sweep.enqueue_sla_sweep",
			"fsm_app.service_catalogue.runbook_sweep.enqueue_runbook_sweep",
			"fsm_app.service_desk.webhook_queue.enqueue_due_webhooks",
		],
		"*/5 * * * *": ["fsm_app.service_training.exams.end_overdue_sittings"],
	},
	"daily": [
		"fsm_app.service_training.plans.assign_planned_training",
		"fsm_app.workforce.promotion.propose_promotions",
		"fsm_app.feedback.survey.expire_surveys",
		"fsm_app.performance.scoring.score_open_cycles",
		"fsm_app.service_catalogue.review.open_monthly_reviews",
		"fsm_app.workforce.certificate_expiry.follow_certificates",
		"fsm_app.privacy.retention.enqueue_retention",
	],
}
