"""Sites that have saved their settings before get the new ones as a new site has them."""

import frappe

SETTINGS = "Field Service Settings"
FIELDS = (
	"open_reviews",
	"review_opens_days",
	"review_reminder_days",
	"minimum_colleagues",
	"review_self_days",
	"review_supervisor_days",
	"review_hr_days",
	"review_interview_days",
	"review_confirm_days",
	"review_appeal_days",
)


def execute() -> None:
	"""Store the default of each new field that the settings do not have yet."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	meta = frappe.get_meta(SETTINGS)
	for field in FIELDS:
		if stored.get(field) is None:
			frappe.db.set_single_value(SETTINGS, field, meta.get_field(field).default, update_modified=False)
