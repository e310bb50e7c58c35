"""Work is verified by somebody else than who did it, unless the settings allow it (C1)."""

import pytest

import frappe

from fsm_app.common import default_settings, install
from fsm_app.field_work.next_step import next_step
from fsm_app.service_desk.verification import OwnWork
from tests.app import factories as f
from tests.app.tickets import act, walk

SENIOR, COLLEAGUE, MANAGER = (f"{name}.verifies@example.com" for name in ("senior", "colleague", "manager"))
SETTINGS = "Field Service Settings"


@pytest.fixture
def done():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	frappe.db.set_single_value(SETTINGS, "verified_by_another", 1)
	f.user(MANAGER, "Service Manager")
	team = f.team("Verifying Team")
	for user, status in ((SENIOR, "Active"), (COLLEAGUE, "On Leave")):
		f.user(user, "Service Engineer")
		f.engineer(user.split("@")[0], level="Senior", user=user, status=status, team=team)
	return walk(f.ticket(), "Triage", "Dispatch", "Accept", "Arrive", "Complete")


def test_who_did_the_work_does_not_verify_it(done, as_user):
	with as_user(SENIOR):
		with pytest.raises(OwnWork, match="somebody else"):
			act(done, "Verify")
		assert next_step(frappe.get_doc("Service Ticket", done.name))["mine"] is False
	assert frappe.db.get_value("Service Ticket", done.name, ["stage", "verified_at"]) == ("Done", None)


def test_nor_over_the_stage_or_after_the_customer_has_confirmed(done, as_user):
	with as_user(SENIOR):
		ticket = frappe.get_doc("Service Ticket", done.name)
		ticket.stage = "Verified"
		with pytest.raises(OwnWork):
			ticket.save()
	act(done, "Confirm")
	with as_user(SENIOR), pytest.raises(OwnWork):
		act(done, "Verify")


def test_not_even_as_a_service_manager(done, as_user):
	frappe.get_doc("User", SENIOR).add_roles("Service Manager")
	with as_user(SENIOR), pytest.raises(OwnWork):
		act(done, "Verify")


@pytest.mark.parametrize("user", [COLLEAGUE, MANAGER])
def test_somebody_else_does(done, as_user, user):
	with as_user(user):
		assert act(done, "Verify").stage == "Verified"


def test_where_the_setting_is_off_they_may(done, as_user):
	frappe.db.set_single_value(SETTINGS, "verified_by_another", 0)
	with as_user(SENIOR):
		assert act(done, "Verify").stage == "Verified"


class TestSetting:
	@pytest.fixture(autouse=True)
	def fields_as_they_are(self, monkeypatch):
		monkeypatch.setattr(install, "add_custom_fields", lambda: None)

	def test_a_new_site_has_it_on(self):
		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": "verified_by_another"})
		default_settings.set_default_settings()
		assert frappe.db.get_single_value(SETTINGS, "verified_by_another", cache=False) == 1

	def test_an_upgraded_one_goes_on_as_it_did(self):
		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": "verified_by_another"})
		install.after_migrate()
		assert frappe.db.get_single_value(SETTINGS, "verified_by_another", cache=False) == 0

	@pytest.mark.parametrize("chosen", [0, 1])
	def test_what_was_chosen_survives_an_upgrade(self, chosen):
		frappe.db.set_single_value(SETTINGS, "verified_by_another", chosen)
		install.after_migrate()
		assert frappe.db.get_single_value(SETTINGS, "verified_by_another", cache=False) == chosen
