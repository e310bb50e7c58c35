# Frappe reads the hooks here; the long ones stand in hook_tables.
from fsm_app.hook_tables.documents import doc_events  # noqa: F401
from fsm_app.hook_tables.forms import (  # noqa: F401
	app_include_js,
	doctype_js,
	doctype_list_js,
	jinja,
	override_doctype_dashboards,
)
from fsm_app.hook_tables.rights import (  # noqa: F401
	has_permission,
	permission_query_conditions,
	standard_queries,
)

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
	"fsm_app.assignments.ticket_listeners.check_acceptance",
	"fsm_app.workforce.certificate_gate.check",
	"fsm_app.safety.ticket_listeners.check_gate",
]
fsm_ticket_entered_stage = [
	"fsm_app.assignments.pools.follow_stage",
	"fsm_app.assignments.absences.follow_stage",
	"fsm_app.service_levels.ticket_listeners.follow_stage",
	"fsm_app.feedback.ticket_listeners.open_survey",
	"fsm_app.feedback.ticket_listeners.plan_callback",
	"fsm_app.service_levels.ticket_listeners.send_report",
	"fsm_app.runbooks.ticket_listeners.follow_stage",
	"fsm_app.spare_parts.ticket_listeners.follow_stage",
	"fsm_app.spare_parts.cost_listeners.follow_stage",
	"fsm_app.customer_page.mails.follow_stage",
	"fsm_app.safety.ticket_listeners.follow_stage",
]
fsm_ticket_changes_engineer = ["fsm_app.dispatch.ticket_listeners.check_engineer"]
# Asked by the escalation ladder, see service_levels/escalation.py: who gives a ticket in work to somebody else.
fsm_reassigns = ["fsm_app.dispatch.ticket_listeners.reassign"]
# Asked by dispatch before it judges the candidates, see dispatch/listeners.py: who is not to be asked now, and whom pools lend.
fsm_not_candidates = ["fsm_app.assignments.offers.not_for"]
fsm_lent_engineers = ["fsm_app.assignments.pools.lent_engineers"]
fsm_ticket_changed_engineer = [
	"fsm_app.assignments.pools.follow_engineer",
	"fsm_app.assignments.absences.follow_engineer",
	"fsm_app.service_levels.ticket_listeners.follow_engineer",
	"fsm_app.spare_parts.ticket_listeners.follow_engineer",
	"fsm_app.safety.ticket_listeners.follow_engineer",
]
fsm_ticket_merges = [
	"fsm_app.field_work.ticket_listeners.hand_over_evidence",
	"fsm_app.spare_parts.ticket_listeners.hand_over_requisitions",
	"fsm_app.spare_parts.usage_listeners.hand_over_parts",
	"fsm_app.spare_parts.cost_listeners.hand_over_parts",
	"fsm_app.knowledge.uses.hand_over_uses",
	"fsm_app.remote_guidance.ticket_listeners.hand_over_sessions",
	"fsm_app.safety.ticket_listeners.hand_over",
]

# Who says how long the way to a customer takes, see docs/travel_times.md; the last one counts. Another app may add its own.
fsm_travel_minutes = ["fsm_app.travel_times.travel_minutes.minutes"]
# Who makes the link to a ticket's page for an e-mail to its customer, see docs/customer_page.md; the last one counts.
fsm_customer_page_link = ["fsm_app.customer_page.links.for_mail"]
# The sections of the sheet by which an engineer prepares, in this order: see preparation/sheet.py.
fsm_preparation = [
	"fsm_app.preparation.device.sections",
	"fsm_app.preparation.likely_causes.sections",
	"fsm_app.preparation.materials.sections",
	"fsm_app.preparation.going_there.sections",
]

# Which page a push message opens, where it is not the Desk's form: see push_messages/opening.py; the last one counts.
fsm_notice_opens = [
	"fsm_app.push_messages.offers_ending.page_of",
	"fsm_app.remote_guidance.notices.page_of",
	"fsm_app.field_app.notices.page_of",
]

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

# The first changes nothing of a request: it sees to it that Frappe checks links by names alone, for which there is no other hook.
before_request = [
	"fsm_app.common.frappe_versions.take_no_conditions_for_links",
	# Only in the arguments of the app's own functions.
	"fsm_app.common.half_characters.mend_request",
	"fsm_app.common.link_keys.hide_in_request",
]
# Only to the answers of the app's own functions and pages.
after_request = ["fsm_app.common.not_kept.forbid_keeping"]

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
	# Tells the title of any document: what an engineer has set themselves, by its number.
	"frappe.desk.search.get_link_title": "fsm_app.api.frappe_unasked.get_link_title",
	# Finds a table's row by any condition, and says whether there is one.
	"frappe.client.set_value": "fsm_app.api.frappe_client.set_value",
	# Hands any field of any document to everybody with a login: the telephone number of each caller.
	"hrms.api.roster.get_values": "fsm_app.api.other_apps_unasked.get_values",
	# Names and addresses of the files of any document.
	"hrms.api.get_attachments": "fsm_app.api.other_apps_unasked.get_attachments",
	# Who has what to do about any document.
	"erpnext.crm.utils.get_open_activities": "fsm_app.api.other_apps_unasked.get_open_activities",
}

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
	# The web app's screens have addresses of their own below their page.
	{"from_route": "/field/<path:screen>", "to_route": "field"},
	{"from_route": "/dispatch/<path:screen>", "to_route": "dispatch"},
]

scheduler_events = {
	"cron": {
		"* * * * *": [
			"fsm_app.service_levels.sla_sweep.enqueue_sla_sweep",
			"fsm_app.runbooks.runbook_sweep.enqueue_runbook_sweep",
			"fsm_app.assignments.passing_on.enqueue_offer_sweep",
			"fsm_app.service_levels.webhook_queue.enqueue_due_webhooks",
			"fsm_app.spare_parts.arrivals.follow",
			"fsm_app.knowledge.search_copies.follow",
			"fsm_app.push_messages.offers_ending.enqueue_reminders",
			"fsm_app.safety.sweep.enqueue_safety_sweep",
			"fsm_app.field_work.visit_notices.enqueue_telling",
		],
		"*/5 * * * *": [
			"fsm_app.service_training.exams.end_overdue_sittings",
			"fsm_app.day_plans.plans.follow",
		],
	},
	"daily": [
		"fsm_app.travel_times.kept.delete_expired",
		"fsm_app.customer_page.links.forget_old",
		"fsm_app.remote_guidance.sessions.end_expired",
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
		"fsm_app.push_messages.subscriptions.forget_disabled",
		"fsm_app.assignments.absences.settle_past",
		"fsm_app.safety.incident_actions.remind_of_actions",
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
		"fsm_app.assignments.on_call_rotation.draft_ahead",
	],
}
