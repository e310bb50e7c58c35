"""What happens on a site when the app is installed and after each migrate (Q1, Q2)."""

import json

import frappe

from fsm_app.common.configuration import install_shipped_records
from fsm_app.common.custom_fields import add_custom_fields
from fsm_app.common.frappe_versions import read_modules_anew
from fsm_app.common.landing import land_present_users
from fsm_app.common.roles import ROLES

# Kept on the site so that uninstalling leaves alone the roles that were there before the app.
FOREIGN_ROLES_KEY = "fsm_app_roles_found_at_install"
SETTINGS = "Field Service Settings"
# Shipped records that the settings name. Not as defaults of the fields: Frappe saves the settings before they are there.
STANDARD_RECORDS = {
	"default_sla_policy": ("SLA Policy", "Standard Service"),
	"priority_matrix": ("Priority Matrix", "Standard Matrix"),
	"callback_calendar": ("Service Calendar", "Office Hours"),
}

# Rules of work that came later: a site that worked without them goes on as it did until an administrator decides.
AS_BEFORE_UPGRADE = {
	"verified_by_another": 0,
	"send_surveys": 0,
	"engineers_see_surveys": 0,
	"low_mark_follow_up": "Nothing",
	"plan_callbacks": 0,
}


def before_install() -> None:
	"""Note which of the app's roles the site has already: they stay when the app goes."""
	read_modules_anew()
	found = frappe.get_all("Role", filters={"name": ["in", ROLES]}, pluck="name")
	frappe.db.set_default(FOREIGN_ROLES_KEY, json.dumps(found))


def after_install() -> None:
	"""Add the custom fields and install the shipped configuration and the first settings."""
	add_custom_fields()
	install_shipped_records()
	set_default_settings()
	land_present_users()


def after_migrate() -> None:
	"""Bring custom fields and shipped configuration up to date; edited records stay as they are (Q1)."""
	add_custom_fields()
	install_shipped_records()
	add_default_settings(AS_BEFORE_UPGRADE)


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
	stored = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).fields:
		if field.fieldname in stored:
			continue
		doctype, name = STANDARD_RECORDS.get(field.fieldname, (None, field.default))
		name = (instead or {}).get(field.fieldname, name)
		if name not in (None, "") and (not doctype or frappe.db.exists(doctype, name)):
			frappe.db.set_single_value(SETTINGS, field.fieldname, name)
