"""Installing and migrating go through whatever the administrator has deleted or not yet made (Q1, Q2)."""

import pytest

import frappe

from fsm_app.common import install
from tests import host


class TestUpgrade:
	def test_a_new_record_that_refers_to_a_deleted_one_does_not_stop_the_migration(self, monkeypatch):
		from fsm_app.common import configuration

		record = {
			"doctype": "Service Offering",
			"name": "New in Version 2",
			"offering_name": "New in Version 2",
			"category": "A category that the administrator deleted",
			"delivery": "Remote",
		}
		monkeypatch.setattr(configuration, "shipped_records", lambda: [record])
		outcome = configuration.install_shipped_records()
		assert outcome["skipped"] == 1
		assert not frappe.db.exists("Service Offering", record["name"])


def test_the_settings_can_be_saved_before_anything_shipped_is_there():
	"""As Frappe does while the app is being installed."""
	links = [field for field in frappe.get_meta("Field Service Settings").fields if field.fieldtype == "Link"]
	assert links
	assert [field.fieldname for field in links if field.default] == []


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite keeps no list of the apps' modules")
def test_modules_are_read_anew_at_install():
	"""A command that ran on the site before the app came to the bench has kept a list without its modules."""
	frappe.cache.set_value("app_modules", {"frappe": ["core"]})
	frappe.setup_module_map()
	try:
		install.before_install()
		assert "service_desk" in frappe.local.app_modules["fsm_app"]
	finally:
		frappe.cache.delete_value("app_modules")
		frappe.setup_module_map()
