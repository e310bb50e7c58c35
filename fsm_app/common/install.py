"""What happens on a site when the app is installed and after each migrate (Q1, Q2)."""

import json

import frappe

from fsm_app.common.configuration import install_shipped_records
from fsm_app.common.custom_fields import add_custom_fields
from fsm_app.common.default_settings import AS_BEFORE_UPGRADE, add_default_settings, set_default_settings
from fsm_app.common.frappe_versions import read_modules_anew
from fsm_app.common.landing import land_present_users
from fsm_app.common.roles import ROLES

# Kept on the site so that uninstalling leaves alone the roles that were there before the app.
FOREIGN_ROLES_KEY = "fsm_app_roles_found_at_install"


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
