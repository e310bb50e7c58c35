"""Installing and migrating go through whatever the administrator has deleted or not yet made."""

import frappe


class TestUpgrade:
	def test_a_new_record_that_refers_to_a_deleted_one_does_not_stop_the_migration(self, monkeypatch):
		from fsm_app import configuration

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
