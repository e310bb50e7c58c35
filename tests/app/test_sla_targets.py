"""The most specific target wins and says why; replies, updates and callbacks are measured, too (B1, B2, I2)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import formatdate, get_datetime

from fsm_app.feedback.callback import CallbackRefused, record_callback
from tests.app import factories as f
from tests.app.tickets import act, clock_of, walk

MONDAY = get_datetime("2026-03-02 10:00:00")
HOUR = 3600


@pytest.fixture
def scoped_policy():
	"""Resolution in 8 h; shorter by region, priority, tier and offering."""
	for name, parent in (("Region East", None), ("City East", "Region East")):
		if not frappe.db.exists("Territory", name):
			frappe.get_doc(
				{
					"doctype": "Territory",
					"territory_name": name,
					"parent_territory": parent or "All Territories",
					"is_group": 1 if not parent else 0,
				}
			).insert()
	policy = frappe.get_doc("SLA Policy", f.policy("Scoped Policy", targets=(("Resolution", "", 8 * HOUR),)))
	f.offering("Other Repair", sla_policy=policy.name)
	offering = f.offering("Scoped Repair", sla_policy=policy.name)
	for scope, hours in (
		({"priority": "Critical"}, 7),
		({"region": "Region East"}, 6),
		({"region": "City East"}, 5),
		({"tier": "VIP"}, 4),
		({"tier": "VIP", "priority": "Critical"}, 3),
		({"offering": offering}, 2),
	):
		policy.append("targets", {"metric": "Resolution", "target": hours * HOUR, **scope})
	policy.save()
	return policy


@pytest.mark.parametrize(
	("values", "hours", "named"),
	[
		({"offering": "Other Repair"}, 8, "every ticket"),
		({"offering": "Other Repair", "priority": "Critical"}, 7, "Critical"),
		({"offering": "Other Repair", "priority": "Critical", "region": "Region East"}, 6, "Region East"),
		({"offering": "Other Repair", "region": "City East"}, 5, "City East"),
		({"offering": "Other Repair", "region": "City East", "service_tier": "VIP"}, 4, "VIP"),
		({"offering": "Other Repair", "service_tier": "VIP", "priority": "Critical"}, 3, "VIP, Critical"),
		({"offering": "Scoped Repair", "service_tier": "VIP", "priority": "Critical"}, 2, "Scoped Repair"),
	],
)
def test_the_most_specific_target_wins_and_says_why(scoped_policy, values, hours, named):
	clock = clock_of(f.ticket(opened_at=MONDAY, **values), "Resolution")
	assert clock.target_seconds == hours * HOUR
	assert named in clock.target_reason and "Scoped Policy" in clock.target_reason
	if hours != 8:
		assert "more specific than row" in clock.target_reason


def test_a_ticket_takes_over_its_customers_tier(scoped_policy):
	customer = f.customer("Important Customer")
	frappe.db.set_value("Customer", customer, "fsm_service_tier", "VIP")
	ticket = f.ticket(customer=customer, offering="Other Repair", opened_at=MONDAY)
	assert (ticket.service_tier, clock_of(ticket, "Resolution").target_seconds) == ("VIP", 4 * HOUR)


def test_a_change_of_tier_plans_anew_and_keeps_the_time_used(scoped_policy, freeze):
	ticket = f.ticket(offering="Other Repair", opened_at=MONDAY)
	freeze(MONDAY + timedelta(hours=1))
	ticket.service_tier = "VIP"
	ticket.save()
	clock = clock_of(ticket, "Resolution")
	assert (clock.used_seconds, clock.target_seconds) == (HOUR, 4 * HOUR)
	assert clock.due_at == MONDAY + timedelta(hours=4)


def test_a_region_runs_by_its_own_calendar_and_time_zone():
	f.territory("Region West")
	west = f.calendar("Berlin Days", time_zone="Europe/Berlin")
	policy = frappe.get_doc("SLA Policy", f.policy("Regional Policy", targets=(("Resolution", "", HOUR),)))
	policy.append("region_calendars", {"region": "Region West", "calendar": west})
	policy.save()
	frappe.db.set_single_value("System Settings", "time_zone", "Asia/Shanghai")
	offering = f.offering("Regional Repair", sla_policy=policy.name)
	here = clock_of(f.ticket(offering=offering, opened_at=MONDAY), "Resolution")
	there = clock_of(f.ticket(offering=offering, opened_at=MONDAY, region="Region West"), "Resolution")
	assert here.due_at == MONDAY + timedelta(hours=1)
	# 10:00 in Berlin is 17:00 in Shanghai while Berlin has winter time.
	assert (there.calendar, there.due_at) == (west, get_datetime("2026-03-02 18:00:00"))


def message(ticket, direction: str, when):
	from fsm_app.common import clock

	with clock.at(when):
		frappe.get_doc(
			{
				"doctype": "Communication",
				"communication_type": "Communication",
				"communication_medium": "Email",
				"sent_or_received": direction,
				"subject": "About the machine",
				"content": "It still does not start.",
				"sender": "customer@example.com",
				"reference_doctype": "Service Ticket",
				"reference_name": ticket.name,
			}
		).insert()


@pytest.fixture
def talking():
	"""An accepted ticket under a policy with targets for replies, updates and the callback."""
	f.engineer("Fitting One")
	targets = (("First Response", "", HOUR), ("Next Reply", "", 2 * HOUR), ("Periodic Update", "", 4 * HOUR))
	policy = f.policy("Talking Policy", targets=(*targets, ("Callback", "", 56 * HOUR)))
	return f.ticket(offering=f.offering("Talking Repair", sla_policy=policy), opened_at=MONDAY)


def test_an_answer_by_mail_is_the_first_response(talking):
	message(talking, "Sent", MONDAY + timedelta(minutes=20))
	clock = clock_of(talking, "First Response")
	assert (clock.state, clock.used_seconds) == ("Met", 1200)


def test_the_next_reply_counts_from_the_oldest_unanswered_message(talking):
	act(talking, "Triage", MONDAY)
	message(talking, "Received", MONDAY + timedelta(hours=1))
	message(talking, "Received", MONDAY + timedelta(hours=2))
	assert clock_of(talking, "Next Reply").started_at == MONDAY + timedelta(hours=1)
	message(talking, "Sent", MONDAY + timedelta(hours=2, minutes=30))
	clock = clock_of(talking, "Next Reply")
	assert (clock.state, clock.used_seconds) == ("Met", 5400)
	message(talking, "Received", MONDAY + timedelta(hours=3))
	clocks = frappe.get_all(
		"SLA Clock", filters={"ticket": talking.name, "metric": "Next Reply"}, fields=["sequence", "state"], order_by="sequence"
	)  # fmt: skip
	assert [(row.sequence, row.state) for row in clocks] == [(0, "Met"), (1, "Running")]


def test_while_the_first_response_is_owed_no_second_clock_runs(talking):
	message(talking, "Received", MONDAY + timedelta(minutes=5))
	assert clock_of(talking, "Next Reply") is None


def test_the_periodic_update_starts_anew_with_each_message_and_ends_with_the_work(talking):
	ticket = walk(talking, *((action, MONDAY) for action in ("Triage", "Dispatch", "Accept", "Arrive")))
	message(ticket, "Sent", MONDAY + timedelta(hours=1))
	clocks = frappe.get_all(
		"SLA Clock", filters={"ticket": ticket.name, "metric": "Periodic Update"}, fields=["state", "due_at"], order_by="sequence"
	)  # fmt: skip
	assert [(row.state, str(row.due_at)[11:16]) for row in clocks] == [("Met", "14:00"), ("Running", "15:00")]
	act(ticket, "Complete", MONDAY + timedelta(hours=2))
	states = frappe.get_all(
		"SLA Clock",
		filters={"ticket": ticket.name, "metric": "Periodic Update"},
		pluck="state",
		order_by="sequence",
	)
	assert states == ["Met", "Cancelled"]


def test_the_callback_is_measured_from_the_end_of_the_work(talking, freeze):
	ticket = walk(talking, *((action, MONDAY) for action in ("Triage", "Dispatch", "Accept", "Arrive")))
	with pytest.raises(CallbackRefused):
		record_callback(ticket.name, "Satisfied")
	ticket = act(ticket, "Complete", MONDAY)
	freeze("2026-03-05 10:00:00")
	with pytest.raises(CallbackRefused):
		record_callback(ticket.name, "  ")
	record_callback(ticket.name, "Satisfied")
	clock = clock_of(ticket, "Callback")
	assert (clock.state, clock.breached, clock.used_seconds) == ("Met", 0, 24 * HOUR)
	with pytest.raises(CallbackRefused):
		record_callback(ticket.name, "Called twice")


def test_the_engineer_who_did_the_work_does_not_call_back(talking, as_user):
	email = f.user("engineer@example.com", "Service Engineer")
	frappe.db.set_value("Service Engineer", {"engineer_name": "Fitting One"}, "user", email)
	ticket = walk(
		talking, *((action, MONDAY) for action in ("Triage", "Dispatch", "Accept", "Arrive", "Complete"))
	)
	with as_user(email), pytest.raises(CallbackRefused):
		record_callback(ticket.name, "Says that all is well")


def test_a_holiday_list_that_ends_too_early_is_told(freeze):
	holidays = f.make(
		"Holiday List", holiday_list_name="Short List", from_date="2026-01-01", to_date="2026-03-02",
		holidays=[{"holiday_date": "2026-01-01", "description": "New Year"}],
	)  # fmt: skip
	calendar = f.calendar("Short Calendar", holiday_list=holidays.name)
	policy = f.policy("Short Policy", calendar=calendar, targets=(("Resolution", "", 16 * HOUR),))
	ticket = f.ticket(offering=f.offering("Short Repair", sla_policy=policy), opened_at=MONDAY)
	clock = clock_of(ticket, "Resolution")
	assert clock.due_at == get_datetime("2026-03-03 18:00:00")
	detail = frappe.db.get_value("SLA Event", {"clock": clock.name, "event": "Started"}, "detail")
	assert formatdate("2026-03-02") in detail and "Short Calendar" in detail


@pytest.mark.parametrize(
	("policy", "metric", "tier", "minutes"),
	[
		("Catalogue Policy", "First Response", None, 15),
		("Regulation Policy", "First Response", None, 30),
		("After-sales Policy", "First Response", None, 120),
		("After-sales Policy", "Arrival", None, 240),
		("Catalogue Policy", "First Response", "VIP", 10),
	],
)
def test_the_figures_of_the_texts_are_shipped_as_policies(policy, metric, tier, minutes):
	ticket = f.ticket(offering=f.offering(f"Offering of {policy}", sla_policy=policy), service_tier=tier)
	assert clock_of(ticket, metric).target_seconds == minutes * 60
