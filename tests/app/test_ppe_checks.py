"""Protective equipment is checked each day before the first job that needs it, and faults are told (L1)."""

import pytest

import frappe

from fsm_app.api import safety as api
from fsm_app.safety import gate, ppe_checks
from fsm_app.safety.ppe_lists import PPEListError
from tests.app import factories as f
from tests.app import safe_work as s
from tests.app.tickets import act


@pytest.fixture
def ticket():
	engineer = s.people()
	with s.at("09:00"):
		yield s.job(engineer, ppe_list=s.protection())


def start(ticket, when: str = "10:00", action: str = "Start Work"):
	with s.acting(s.ENGINEER), s.at(when):
		return act(ticket.name, action)


def check(engineer: str, **items: bool) -> str:
	with s.acting(s.ENGINEER):
		return ppe_checks.record(engineer, [{"item": item, "is_ok": ok} for item, ok in items.items()])


def test_unchecked_the_work_does_not_begin(ticket):
	with pytest.raises(gate.EquipmentNotChecked, match=r"(?s)Helmet.*Gloves.*then begin"):
		start(ticket)
	with pytest.raises(gate.EquipmentNotChecked):
		start(ticket, action="Complete")


def test_checked_it_begins_and_every_further_job_of_the_day(ticket):
	check(ticket.engineer, Helmet=True, Gloves=True)
	assert start(ticket).stage == "Working"
	second = s.job(frappe.get_doc("Service Engineer", ticket.engineer))
	assert start(second, "16:00").stage == "Working"


def test_the_check_of_another_day_is_none(ticket):
	check(ticket.engineer, Helmet=True, Gloves=True)
	with s.acting(s.ENGINEER), s.at("10:00"):
		from fsm_app.common import clock

		with clock.at(frappe.utils.get_datetime("2026-03-03 09:00:00")):
			with pytest.raises(gate.EquipmentNotChecked):
				act(ticket.name, "Start Work")
			check(ticket.engineer, Helmet=True, Gloves=True)
			assert act(ticket.name, "Start Work").stage == "Working"
	assert frappe.db.count("PPE Check", {"engineer": ticket.engineer}) == 2


def test_what_is_faulty_stops_the_work_and_the_manager_is_told(ticket):
	name = check(ticket.engineer, Helmet=True, Gloves=False)
	(subject,) = s.told(s.BOSS, name)
	assert "Sam Safe" in subject and "Gloves" in subject
	with pytest.raises(gate.EquipmentNotChecked, match="Gloves"):
		start(ticket)


def test_a_sound_one_is_checked_again_on_the_same_day(ticket):
	name = check(ticket.engineer, Helmet=True, Gloves=False)
	assert check(ticket.engineer, Gloves=True) == name
	assert frappe.db.get_value("PPE Check", name, "is_in_order") == 1
	assert start(ticket).stage == "Working"
	assert len(s.told(s.BOSS, name)) == 1


def test_the_teams_supervisor_is_the_manager_who_is_told(ticket):
	lead = f.user("lead.safe@example.com", "Service Engineer")
	frappe.db.set_value("Service Engineer", ticket.engineer, "team", f.team("Safe Team", supervisor=lead))
	frappe.clear_document_cache("Service Engineer", ticket.engineer)
	name = check(ticket.engineer, Helmet=False)
	assert (len(s.told(lead, name)), s.told(s.BOSS, name)) == (1, [])


class TestWhichJobs:
	def test_all_jobs_on_site_of_the_company(self, ticket):
		frappe.db.set_value("PPE List", s.LIST, {"applies_to": "All Jobs on Site"})
		engineer = frappe.get_doc("Service Engineer", ticket.engineer)
		plain = f.offering("Plain Repair", required_level="Intermediate")
		frappe.db.set_value("Service Offering", "Dangerous Repair", "ppe_list", None)
		other = f.ticket(engineer=engineer.name, offering=plain)
		assert _needed(other) == ["Helmet", "Gloves"]
		frappe.db.set_value("Service Offering", plain, "delivery", "Remote")
		assert _needed(other) == []
		frappe.db.set_value("Service Offering", plain, "delivery", "On-site")
		frappe.db.set_value("PPE List", s.LIST, "only_company", f.other_company("Elsewhere Safe", "ELS"))
		assert _needed(other) == []

	def test_offerings_of_a_category(self, ticket):
		frappe.db.set_value("Service Offering", "Dangerous Repair", "ppe_list", None)
		values = {"applies_to": "Offerings of a Category", "category": "Repair and Diagnosis"}
		frappe.db.set_value("PPE List", s.LIST, values)
		assert _needed(ticket) == ["Helmet", "Gloves"]
		frappe.db.set_value("Service Offering", "Dangerous Repair", "category", "Installation")
		assert _needed(ticket) == []

	def test_several_lists_ask_for_each_item_once(self, ticket):
		s.protection("Gloves", "Vest", name="Everywhere", applies_to="All Jobs on Site")
		assert sorted(_needed(ticket)) == ["Gloves", "Helmet", "Vest"]

	def test_a_disabled_list_asks_for_nothing(self, ticket):
		frappe.db.set_value("PPE List", s.LIST, "disabled", 1)
		assert start(ticket).stage == "Working"

	def test_what_is_shipped_is_switched_off(self):
		shipped = frappe.get_all("PPE List", filters={"name": ["like", "Protection%"]}, fields=["disabled"])
		assert len(shipped) == 3 and all(row.disabled for row in shipped)


class TestByHand:
	def test_the_form_starts_with_what_is_still_to_check(self, ticket):
		with s.acting(s.ENGINEER):
			assert api.equipment_to_check() == ["Helmet", "Gloves"]
		check(ticket.engineer, Helmet=True)
		with s.acting(s.ENGINEER):
			assert api.equipment_to_check() == ["Gloves"]

	def test_engineers_enter_their_own_once_a_day(self, ticket):
		with s.acting(s.ENGINEER):
			own = _form(ticket.engineer)
			own.insert()
			assert (str(own.day), own.is_in_order, own.company) == ("2026-03-02", 1, f.company())
			with pytest.raises(ppe_checks.PPECheckRefused, match=own.name):
				_form(ticket.engineer).insert()

	def test_and_nobody_elses(self, ticket):
		other = f.user("oskar.safe@example.com", "Service Engineer")
		f.engineer("Oskar Other", user=other)
		with s.acting(other), pytest.raises(ppe_checks.NotTheirCheck):
			_form(ticket.engineer).insert()
		own = check(ticket.engineer, Helmet=True)
		with s.acting(other):
			assert not frappe.get_list("PPE Check", filters={"name": own})
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc("PPE Check", own).save()

	def test_yesterdays_stays(self, ticket):
		name = check(ticket.engineer, Helmet=False)
		from fsm_app.common import clock

		with s.acting(s.ENGINEER), clock.at(frappe.utils.get_datetime("2026-03-03 09:00:00")):
			document = frappe.get_doc("PPE Check", name)
			document.items[0].is_ok = 1
			with pytest.raises(ppe_checks.PPECheckRefused, match="stays as it is"):
				document.save()

	def test_lists_say_each_item_once(self):
		with pytest.raises(PPEListError, match="already"):
			s.protection("Helmet", " Helmet ", name="Twice")
		with pytest.raises((PPEListError, frappe.MandatoryError)):
			s.protection("Helmet", name="No Category", applies_to="Offerings of a Category")


def _form(engineer: str):
	return frappe.get_doc(
		{"doctype": "PPE Check", "engineer": engineer, "items": [{"item": "Helmet", "is_ok": 1}]}
	)


def _needed(ticket) -> list[str]:
	from fsm_app.safety.needs import needs_of

	document = frappe.get_doc("Service Ticket", ticket.name)
	return needs_of([document])[ticket.name].items
