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

doc_events = {
	"Communication": {"after_insert": "fsm_app.service_desk.messages.follow_message"},
	"Holiday List": {"on_update": "fsm_app.service_desk.sweep.follow_holiday_list"},
	"Workflow": {
		"validate": [
			"fsm_app.service_desk.stages.validate_workflow",
			"fsm_app.service_catalogue.releases.validate_workflow",
		]
	},
}

permission_query_conditions = {
	"Service Ticket": "fsm_app.service_desk.visibility.ticket_conditions",
	"SLA Clock": "fsm_app.service_desk.visibility.record_conditions",
	"SLA Event": "fsm_app.service_desk.visibility.record_conditions",
	"Service Visit": "fsm_app.service_desk.visibility.record_conditions",
	"Service Evidence": "fsm_app.service_desk.visibility.record_conditions",
	"Ticket Handover": "fsm_app.service_desk.visibility.record_conditions",
	"Performance Appraisal": "fsm_app.performance.visibility.appraisal_conditions",
	"Performance Appraisal Score": "fsm_app.performance.visibility.score_conditions",
	"Runbook Run": "fsm_app.service_catalogue.visibility.run_conditions",
	"Runbook Run Step": "fsm_app.service_catalogue.visibility.step_conditions",
	"Dispatch Candidate": "fsm_app.service_desk.visibility.candidate_conditions",
}
has_permission = {
	"Service Ticket": "fsm_app.service_desk.visibility.may_see_ticket",
	"SLA Clock": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"SLA Event": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Service Visit": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Service Evidence": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Ticket Handover": "fsm_app.service_desk.visibility.may_see_ticket_record",
	"Performance Appraisal": "fsm_app.performance.visibility.may_see_appraisal",
	"Runbook Run": "fsm_app.service_catalogue.visibility.may_see_run",
}

scheduler_events = {
	"cron": {
		"* * * * *": [
			"fsm_app.service_desk.sweep.enqueue_sla_sweep",
			"fsm_app.service_catalogue.runbook_sweep.enqueue_runbook_sweep",
			"fsm_app.service_desk.webhook_queue.enqueue_due_webhooks",
		],
	},
	"daily": [
		"fsm_app.feedback.survey.expire_surveys",
		"fsm_app.performance.scoring.score_open_cycles",
		"fsm_app.service_catalogue.review.open_monthly_reviews",
		"fsm_app.workforce.certifications.refresh_certification_states",
	],
}
