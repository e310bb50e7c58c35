"""The defaults of Field Service Settings: at installing, and of settings that an upgrade brings (Q1)."""

import frappe

SETTINGS = "Field Service Settings"
# Whether a company's parts are posted is its own choice: the first one posts nothing, also after an upgrade.
PARTS_SETTINGS = "Spare Parts Settings"
# No service is asked for travel times until a company chooses one.
TRAVEL_SETTINGS = "Travel Settings"
# No phone is told, and nobody calls by video, until a company has made its keys and named its servers.
PUSH_SETTINGS, GUIDANCE_SETTINGS = "Push Settings", "Guidance Settings"
# Shipped records that the settings name. Not as defaults of the fields: Frappe saves the settings before they are there.
STANDARD_RECORDS = {
	"default_sla_policy": ("SLA Policy", "Standard Service"),
	"priority_matrix": ("Priority Matrix", "Standard Matrix"),
	"callback_calendar": ("Service Calendar", "Office Hours"),
	"case_rubric": ("Assessment Rubric", "Knowledge Case"),
	"dispatch_profile": ("Dispatch Profile", "Standard Dispatch"),
}

# Rules of work that came later: a site that worked without them goes on as it did until an administrator decides.
AS_BEFORE_UPGRADE = {
	"verified_by_another": 0,
	"send_surveys": 0,
	"engineers_see_surveys": 0,
	"low_mark_follow_up": "Nothing",
	"plan_callbacks": 0,
	"open_reviews": 0,
	"case_duty": 0,
	"send_case_feed": 0,
	"contradicted_case_marks": 0,
	"gap_tickets": 0,
	"open_case_reviews": 0,
	"learn_preferences": 0,
	"tell_moved_visits": 0,
	"visit_notice_minutes": 0,
}


def set_default_settings() -> None:
	"""Fill in Field Service Settings with its defaults and the shipped standard records."""
	add_default_settings()
	settings = frappe.get_doc(SETTINGS)
	for field, (doctype, name) in STANDARD_RECORDS.items():
		if not settings.get(field) and frappe.db.exists(doctype, name):
			settings.set(field, name)
	settings.save(ignore_permissions=True)  # installing, no user acts


def add_default_settings(instead: dict | None = None) -> None:
	"""Give each field of Field Service Settings that was never stored its default, or what `instead` says of it.

	An upgrade may bring new ones.
	"""
	for own in (PARTS_SETTINGS, TRAVEL_SETTINGS, PUSH_SETTINGS, GUIDANCE_SETTINGS):
		_add_own_defaults(own)
	stored = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.fieldname in stored:
			continue
		doctype, name = STANDARD_RECORDS.get(field.fieldname, (None, field.default))
		name = (instead or {}).get(field.fieldname, name)
		if name not in (None, "") and (not doctype or frappe.db.exists(doctype, name)):
			frappe.db.set_single_value(SETTINGS, field.fieldname, name)


def _add_own_defaults(settings: str) -> None:
	stored = frappe.db.get_singles_dict(settings)
	for field in frappe.get_meta(settings).fields:
		if field.fieldname not in stored and field.default not in (None, ""):
			frappe.db.set_single_value(settings, field.fieldname, field.default)
