from frappe.model.document import Document


class FieldServiceSettings(Document):
	"""Figures of the app that hold for the whole site."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acknowledge_requests: DF.Check
		allow_guest_requests: DF.Check
		callback_calendar: DF.Link | None
		callback_every: DF.Int
		callback_from_days: DF.Int
		callback_role: DF.Link | None
		callback_until_days: DF.Int
		case_action_reminder_days: DF.Int
		case_duty: DF.Int
		case_duty_reminder_day: DF.Int
		case_points_case: DF.Int
		case_points_complaint: DF.Int
		case_points_first_visit: DF.Int
		case_points_full_marks: DF.Int
		case_points_kept: DF.Int
		case_points_low_mark: DF.Int
		case_points_missed: DF.Int
		case_points_reopened: DF.Int
		case_points_returned: DF.Int
		case_review_day: DF.Int
		case_review_months: DF.Int
		case_review_tickets: DF.Int
		case_review_within_days: DF.Int
		case_rubric: DF.Link | None
		certificate_reminders: DF.Data | None
		contradicted_case_marks: DF.Int
		default_company: DF.Link | None
		default_offering: DF.Link | None
		default_sla_policy: DF.Link | None
		dispatch_profile: DF.Link | None
		encoding_of_unlabelled_mails: DF.Literal[
			"",
			"GB18030",
			"Big5",
			"Shift_JIS",
			"EUC-KR",
			"Windows-1250",
			"Windows-1251",
			"Windows-1252",
			"Windows-1253",
			"Windows-1254",
			"Windows-874",
			"KOI8-R",
		]
		engineers_see_surveys: DF.Check
		exam_pass_target: DF.Percent
		far_check_in_metres: DF.Int
		gap_months: DF.Int
		gap_tickets: DF.Int
		guest_requests_per_hour: DF.Int
		head_office_role: DF.Link | None
		keep_candidates_days: DF.Int
		incident_report_hours: DF.Int
		incident_reminder_minutes: DF.Int
		label_valid_days: DF.Int
		leaderboard: DF.Literal["Off", "Names of the Best", "Own Place Only"]
		leaderboard_names: DF.Int
		learn_preferences: DF.Check
		low_mark_follow_up: DF.Literal["Nothing", "Complaint", "Coaching Task"]
		low_nps: DF.Int
		low_stars: DF.Int
		map_link: DF.Data | None
		max_photo_mb: DF.Float
		message_warning_threshold: DF.Int
		minimum_colleagues: DF.Int
		open_case_reviews: DF.Check
		open_reviews: DF.Check
		plan_callbacks: DF.Check
		priority_matrix: DF.Link | None
		reopen_window_days: DF.Int
		repeat_months: DF.Int
		retention_months: DF.Int
		retraining_days: DF.Int
		review_appeal_days: DF.Int
		review_confirm_days: DF.Int
		review_hr_days: DF.Int
		review_interview_days: DF.Int
		review_minimum_tickets: DF.Int
		review_opens_days: DF.Int
		review_reminder_days: DF.Int
		review_reopen_rate_above: DF.Percent
		review_resolution_above: DF.Percent
		review_self_days: DF.Int
		review_sla_rate_below: DF.Percent
		review_supervisor_days: DF.Int
		review_unused_days: DF.Int
		scoring_closing_day: DF.Int
		send_case_feed: DF.Check
		send_surveys: DF.Check
		sudden_change_points: DF.Float
		survey_reminder_days: DF.Int
		survey_valid_days: DF.Int
		survey_watch_below: DF.Percent
		tell_moved_visits: DF.Check
		training_completion_target: DF.Percent
		trusted_mail_server: DF.Data | None
		unknown_sender_customer: DF.Link | None
		verified_by_another: DF.Check
		visit_notice_minutes: DF.Int
	# end: auto-generated types
