"""What happens on a site when the app is installed and after each migrate."""

import json

import frappe

from fsm_app.configuration import install_shipped_records
from fsm_app.custom_fields import add_custom_fields
from fsm_app.roles import ROLES

# Kept on the site so that uninstalling leaves alone the roles that were there before the app.
FOREIGN_ROLES_KEY = "fsm_app_roles_found_at_install"


def before_install() -> None:
	"""Note which of the app's roles the site has already: they stay when the app goes."""
	found = frappe.get_all("Role", filters={"name": ["in", ROLES]}, pluck="name")
	frappe.db.set_default(FOREIGN_ROLES_KEY, json.dumps(found))


def after_install() -> None:
	"""Add the custom fields and install the shipped configuration and the first settings."""
	add_custom_fields()
	install_shipped_records()
	set_default_settings()


def after_migrate() -> None:
	"""Bring custom fields and shipped configuration up to date; edited records stay as they are (Q1)."""
	add_custom_fields()
	install_shipped_records()


def set_default_settings() -> None:
	"""Fill in Field Service Settings with its defaults and the shipped standard policy."""
	settings = frappe.get_doc("Field Service Settings")
	for field in settings.meta.fields:
		if field.default and not settings.get(field.fieldname):
			settings.set(field.fieldname, field.default)
	if not settings.default_sla_policy and frappe.db.exists("SLA Policy", "Standard Service"):
		settings.default_sla_policy = "Standard Service"
	settings.save(ignore_permissions=True)  # installing, no user acts
