"""What the form shows of a device and its customer before somebody is sent, and to whom (C3, E4)."""

import pytest

import frappe

from fsm_app.api.ticket_context import context, context_of_equipment
from tests.app import devices as d
from tests.app import factories as f

ENGINEER, PORTAL = "engineer@example.com", "user@customer.example"


@pytest.fixture(autouse=True)
def now(freeze):
	frappe.db.set_single_value("Field Service Settings", "repeat_months", 3)
	return freeze("2026-03-02 15:00:00")


def ticket(opened_at: str = "2026-03-02 15:00:00", **values):
	return f.ticket(opened_at=opened_at, **{"serial_no": d.serial_no(), **values})


def done(found, at: str, **values):
	"""The ticket as it is after the work: finished at `at`."""
	found.db_set({"stage": "Closed", "done_at": at, **values})
	return found


def test_the_history_says_what_was_found_and_done():
	before = ticket("2026-01-05 10:00:00", subject="Leaks")
	before.append("parts_used", {"item_code": d.item("SEAL-1"), "qty": 2})
	before.save()
	done(
		before,
		"2026-01-06 10:00:00",
		fault_symptom="Water below",
		fault_code="L1",
		fault_cause="Seal worn",
		resolution_summary="Seal changed",
	)
	ticket("2026-01-05 10:00:00", serial_no=d.serial_no("SN-2"))
	(shown,) = context(ticket().name)["history"]
	assert (shown["name"], shown["open"], shown["may_read"]) == (before.name, False, True)
	assert [shown[field] for field in ("fault_symptom", "fault_code", "fault_cause", "resolution_summary")] == [
		"Water below", "L1", "Seal worn", "Seal changed",
	]  # fmt: skip
	assert [(part["item_code"], part["qty"]) for part in shown["parts"]] == [("SEAL-1", 2)]


def test_the_history_is_the_newest_first_and_ends():
	for day in range(1, 13):
		ticket(f"2026-01-{day:02} 10:00:00")
	shown = context(ticket().name)["history"]
	assert [str(row["opened_at"])[8:10] for row in shown] == [f"{day:02}" for day in range(12, 2, -1)]


def test_the_same_fault_code_is_the_same_fault():
	before = done(ticket("2026-02-01 10:00:00", fault_code="E07", subject="Noise"), "2026-02-10 10:00:00")
	repeat = context(ticket(fault_code="e07", subject="Smoke").name)["repeat"]
	assert (repeat["name"], repeat["days"]) == (before.name, 20)


def test_a_similar_symptom_is_the_same_fault_in_chinese_too():
	before = done(ticket("2026-02-01 10:00:00", subject="压缩机噪音很大"), "2026-02-01 18:00:00")
	repeat = context(ticket(subject="压缩机噪音大").name)["repeat"]
	assert (repeat["name"], repeat["days"]) == (before.name, 29)
	assert context(ticket(subject="屏幕不亮").name)["repeat"] is None


def test_what_lies_too_far_back_or_was_cancelled_did_not_come_back():
	done(ticket("2025-11-01 10:00:00", subject="Leaks badly"), "2025-11-02 10:00:00")
	ticket("2026-02-01 10:00:00", subject="Leaks badly").db_set("stage", "Cancelled")
	found = ticket(subject="Leaks badly")
	assert context(found.name)["repeat"] is None
	frappe.db.set_single_value("Field Service Settings", "repeat_months", 6)
	assert context(found.name)["repeat"]["days"] == 120
	frappe.db.set_single_value("Field Service Settings", "repeat_months", 0)
	assert context(found.name)["repeat"] is None


def test_without_a_serial_number_the_customers_same_model_counts():
	model = {"serial_no": None, "item_code": d.item()}
	ticket("2026-02-01 10:00:00", subject="Leaks badly", customer=f.customer("Somebody Else"), **model)
	found = ticket(subject="Leaks badly", **model)
	assert context(found.name)["repeat"] is None
	before = ticket("2026-02-01 10:00:00", subject="Leaks badly", **model)
	assert context(found.name)["repeat"]["name"] == before.name


def test_open_tickets_of_the_customer_are_listed():
	other = ticket(serial_no=d.serial_no("SN-2"))
	ticket(serial_no=None, customer=f.customer("Somebody Else"))
	done(ticket(serial_no=None), "2026-03-02 12:00:00")
	found = context(ticket().name)
	assert [row["name"] for row in found["open_tickets"]] == [other.name]
	assert found["open_more"] == 0


def test_merged_tickets_and_other_companies_are_left_out():
	merged, mine = ticket("2026-02-01 10:00:00"), ticket()
	merged.db_set("merged_into", mine.name)
	elsewhere = ticket("2026-02-02 10:00:00")
	elsewhere.db_set("company", "Another Company")
	found = context(mine.name)
	assert (found["history"], found["open_tickets"], found["open_more"]) == ([], [], 0)


def test_warranty_and_place_are_shown_as_they_are_now():
	site = d.address("First Site", f.customer(), fsm_latitude=31.23, fsm_longitude=121.47)
	found = ticket(address=site)
	assert context(found.name)["warranty_state"] == "Unknown"
	frappe.db.set_value("Serial No", "SN-1", "warranty_expiry_date", "2026-03-02")
	shown = context(found.name)
	assert (shown["warranty_state"], shown["warranty_reason"]) == (
		"In Warranty",
		"Warranty of SN-1 until 2026-03-02.",
	)
	assert (shown["latitude"], shown["longitude"]) == (31.23, 121.47)
	bare = context(ticket(serial_no=None).name)
	assert (bare["warranty_state"], bare["latitude"], bare["history"]) == (None, None, [])


@pytest.fixture
def engineer():
	"""An engineer with a ticket of their own on the device, which others have served before."""
	f.user(ENGINEER, "Service Engineer")
	return f.engineer("Fitting One", user=ENGINEER)


def test_an_engineer_learns_of_others_tickets_what_they_need_and_no_more(engineer, as_user):
	before = done(
		ticket(
			"2026-02-01 10:00:00",
			customer=f.customer("First Owner"),
			subject="Leaks badly",
			contact_phone="+8613800000001",
			reported_by="Somebody",
		),
		"2026-02-02 10:00:00",
		resolution_summary="Seal changed",
	)
	ticket(serial_no=d.serial_no("SN-2"))
	mine = ticket(subject="Leaks badly")
	mine.db_set("engineer", engineer.name)
	with as_user(ENGINEER):
		assert not frappe.has_permission("Service Ticket", "read", before.name)
		found = context(mine.name)
	(shown,) = found["history"]
	assert (shown["name"], shown["resolution_summary"], shown["may_read"]) == (
		before.name,
		"Seal changed",
		False,
	)
	assert not set(shown) & {"customer", "contact", "contact_phone", "reported_by", "address", "description"}
	assert (found["repeat"]["name"], found["repeat"]["may_read"]) == (before.name, False)
	# Another device of the customer, another team's: only that there is one.
	assert (found["open_tickets"], found["open_more"]) == ([], 1)


def test_who_may_not_read_the_ticket_learns_nothing(engineer, as_user):
	found = ticket()
	with as_user(ENGINEER), pytest.raises(frappe.PermissionError):
		context(found.name)
	f.user(PORTAL, "Customer")
	for user in (PORTAL, "Guest"):
		with as_user(user):
			with pytest.raises(frappe.PermissionError):
				context(found.name)
			with pytest.raises(frappe.PermissionError):
				context_of_equipment("SN-1", f.company())


def test_a_new_ticket_has_its_context_before_it_is_saved(engineer, as_user):
	before = ticket("2026-02-01 10:00:00", subject="Leaks badly")
	frappe.db.set_value("Serial No", "SN-1", "warranty_expiry_date", "2027-01-01")
	with as_user(ENGINEER):
		found = context_of_equipment("SN-1", f.company(), f.customer(), subject="Leaks badly")
	assert [row["name"] for row in found["history"]] == [before.name]
	assert (found["repeat"]["name"], found["warranty_state"]) == (before.name, "In Warranty")


def test_a_user_of_another_company_gets_no_context_of_a_new_ticket(as_user):
	other = f.other_company("Second Company", "SC")
	dispatcher = f.user("dispatcher@example.com", "Service Dispatcher")
	f.make("User Permission", user=dispatcher, allow="Company", for_value=other)
	ticket()
	with as_user(dispatcher), pytest.raises(frappe.PermissionError):
		context_of_equipment("SN-1", f.company())


def test_the_number_of_queries_does_not_grow(monkeypatch):
	found = ticket(subject="Leaks badly")
	ticket("2026-02-01 10:00:00", subject="Leaks badly").append(
		"parts_used", {"item_code": d.item(), "qty": 1}
	)
	context(found.name)
	few = d.queries(monkeypatch, lambda: context(found.name))
	for day in range(1, 9):
		more = ticket(f"2026-02-{day:02} 10:00:00", subject="Leaks badly")
		more.append("parts_used", {"item_code": d.item(), "qty": 1})
		more.save()
	assert 0 < d.queries(monkeypatch, lambda: context(found.name)) <= few + 1
