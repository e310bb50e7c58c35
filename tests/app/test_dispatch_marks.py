"""What counts among those who may take a ticket: each mark, its weight by offering or delivery class, its sentence (E1)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import dispatch_decision as api
from fsm_app.dispatch import travel
from fsm_app.dispatch.kept_candidates import forget_old, unpacked
from fsm_app.dispatch.profiles import OBJECTIVES, DispatchProfileError
from fsm_app.patches import carry_dispatch_weights
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app.listening_app import ListeningApp
from tests.app.tickets import act

PLACE = {"latitude": d.PLACE[0], "longitude": d.PLACE[1]}


@pytest.fixture(autouse=True)
def morning():
	d.only_these_engineers()
	with d.at():
		yield


def north(km: float) -> tuple[float, float]:
	return d.PLACE[0] + km / 111.2, d.PLACE[1]


def done_before(engineer, offering, minutes: int, again: int = 0, **values):
	"""A ticket of the offering that the engineer finished in January, worked on for so many minutes."""
	ticket = f.ticket(offering=offering, **values)
	frappe.db.set_value(
		"Service Ticket",
		ticket.name,
		{
			"first_done_by": engineer.name,
			"first_done_at": "2026-01-10 12:00:00",
			"reopen_count": again,
			"stage": "Closed",
		},
	)
	start = get_datetime("2026-01-10 10:00:00")
	end = start + timedelta(minutes=minutes)
	d.visit(engineer, str(start), str(end), status="Ended", ticket=ticket)
	frappe.db.set_value("Service Ticket", ticket.name, "first_done_minutes", minutes)
	return ticket


class TestTravel:
	def test_from_home_at_the_speed_of_the_hour(self):
		d.profile(weights={"travel": 1}, speed=60, detour_factor=1.0, far_minutes=120, speeds=[])
		near = f.engineer("Near", starts_from=d.address("Near Home", *north(15)))
		far = f.engineer("Far", starts_from=d.address("Far Home", *north(60)))
		ticket = f.ticket(**PLACE, **d.appointment("10:00"))
		assert d.mark(ticket, near, "travel") == pytest.approx(87.5, abs=0.5)
		assert d.mark(ticket, far, "travel") == pytest.approx(50, abs=0.5)
		d.profile(
			weights={"travel": 1},
			speed=60,
			detour_factor=1.0,
			far_minutes=120,
			speeds=[{"from_hour": 9, "speed": 30}],
		)
		assert d.mark(ticket, near, "travel") == pytest.approx(75, abs=0.5)

	def test_from_the_visit_before_on_that_day_and_not_from_home(self):
		d.profile(weights={"travel": 1}, speed=60, detour_factor=1.0, far_minutes=120, speeds=[])
		engineer = f.engineer("On The Way", starts_from=d.address("Far Home", *north(120)))
		other = f.ticket(subject="Next door", latitude=north(3)[0], longitude=north(3)[1])
		d.visit(engineer, f"{d.TUESDAY} 08:00:00", f"{d.TUESDAY} 09:00:00", ticket=other)
		d.visit(engineer, "2026-03-02 08:00:00", "2026-03-02 08:30:00")
		ticket = f.ticket(**PLACE, **d.appointment("10:00", "11:00"))
		assert d.mark(ticket, engineer, "travel") == pytest.approx(97.5, abs=0.5)
		sentence = api.explanation(d.decision(act(act(ticket, "Triage"), "Dispatch")).name)
		assert "from the visit before (3 km)" in sentence["candidates"][0]["marks"][0]["sentence"]

	def test_nobody_has_gone_anywhere_for_a_remote_service(self):
		"""They are still where the visit before that was, or at home."""
		d.profile(weights={"travel": 1}, speed=60, detour_factor=1.0, far_minutes=120, speeds=[])
		engineer = f.engineer("Telephones", starts_from=d.address("Near Home", *north(15)))
		place = {"latitude": north(90)[0], "longitude": north(90)[1]}
		far = f.ticket(subject="Far away", **place)
		d.visit(engineer, f"{d.TUESDAY} 08:00:00", f"{d.TUESDAY} 09:00:00", ticket=far, delivery="Remote")
		ticket = f.ticket(**PLACE, **d.appointment("10:00", "11:00"))
		assert d.mark(ticket, engineer, "travel") == pytest.approx(87.5, abs=0.5)
		near = f.ticket(subject="Next door", latitude=north(3)[0], longitude=north(3)[1])
		d.visit(engineer, f"{d.TUESDAY} 07:00:00", f"{d.TUESDAY} 08:00:00", ticket=near)
		assert d.mark(ticket, engineer, "travel") == pytest.approx(97.5, abs=0.5)

	def test_the_depot_of_the_team_for_those_without_a_home(self):
		d.profile(weights={"travel": 1}, speed=60, detour_factor=1.0, speeds=[])
		team = f.team("Depot Team")
		frappe.db.set_value("Service Team", team, "depot", d.address("Depot", *north(10)))
		engineer = f.engineer("From The Depot", team=team)
		assert d.mark(f.ticket(**PLACE), engineer, "travel") > 80

	def test_a_place_that_is_not_known_is_no_mark_and_the_mean_stands_for_it(self):
		d.profile(weights={"travel": 1}, speed=60, detour_factor=1.0, far_minutes=120, speeds=[])
		near = f.engineer("Near", starts_from=d.address("Near Home", *north(0.1)))
		unknown = f.engineer("Unknown", user=f.user("unknown.place@example.com", "Service Engineer"))
		f.engineer("Far", starts_from=d.address("Far Home", *north(115)))
		ranked = d.judged(f.ticket(**PLACE)).ranked
		assert d.mark(f.ticket(**PLACE), unknown, "travel") is None
		assert {row.candidate: round(row.score) for row in ranked}[unknown.name] == 52
		assert {row.candidate: round(row.score) for row in ranked}[near.name] == 100

	def test_nobody_travels_to_a_remote_service(self):
		d.profile(weights={"travel": 1, "skill": 1})
		engineer = f.engineer("At Home", starts_from=d.address("Near Home", *north(15)))
		offering = f.offering("Remote Help")
		frappe.db.set_value("Service Offering", offering, "delivery", "Remote")
		frappe.clear_document_cache("Service Offering", offering)
		assert d.mark(f.ticket(offering=offering, **PLACE), engineer, "travel") is None

	def test_another_app_gives_the_minutes(self, monkeypatch):
		d.profile(weights={"travel": 1}, far_minutes=120)
		engineer = f.engineer("By Train", starts_from=d.address("Near Home", *north(15)))
		app = ListeningApp(monkeypatch)
		app.listen(
			travel.TRAVEL_MINUTES, lambda origins, destination, leaving, pace: [30] * len(origins), "train"
		)
		ticket = f.ticket(**PLACE)
		assert d.mark(ticket, engineer, "travel") == 75
		# one that breaks down or answers too little: the straight line stands in, and the log says so
		by_air = d.mark(ticket, engineer, "travel")
		for broken in (lambda *_asked: 1 / 0, lambda *_asked: []):
			app.listen(travel.TRAVEL_MINUTES, broken, "broken")
			assert d.mark(ticket, engineer, "travel") not in (None, by_air)


class TestPastWork:
	def test_who_is_quick_and_fixes_it_the_first_time_comes_first(self):
		d.profile(weights={"efficiency": 1}, prior_jobs=2)
		offering = f.offering("Pump Repair", planned_duration=3600)
		good, poor, new = f.engineer("Good"), f.engineer("Poor"), f.engineer("New")
		for _n in range(4):
			done_before(good, offering, 45)
			done_before(poor, offering, 90, again=1)
		ticket = f.ticket(offering=offering)
		marks = [d.mark(ticket, engineer, "efficiency") for engineer in (good, new, poor)]
		assert marks == sorted(marks, reverse=True)
		assert marks[0] > marks[1] > marks[2]

	def test_other_kinds_of_work_say_nothing_of_this_one(self):
		d.profile(weights={"efficiency": 1, "skill": 1})
		good = f.engineer("Good")
		done_before(good, f.offering("Pump Repair"), 45)
		assert d.mark(f.ticket(offering=f.offering("Press Repair")), good, "efficiency") is None

	def test_who_was_at_the_device_before_comes_before_who_was_at_the_customers(self):
		d.profile(weights={"continuity": 1})
		device = f.make(
			"Serial No", name="DISPATCH-1", serial_no="DISPATCH-1", item_code=_item(), company=f.company()
		)
		knows_device, knows_customer, stranger = (
			f.engineer("Device"),
			f.engineer("Customer"),
			f.engineer("Stranger"),
		)
		done_before(knows_device, f.offering(), 30, serial_no=device.name)
		done_before(knows_customer, f.offering(), 30)
		ticket = f.ticket(serial_no=device.name)
		assert [
			d.mark(ticket, engineer, "continuity") for engineer in (knows_device, knows_customer, stranger)
		] == [
			100,
			50,
			0,
		]

	def test_who_worked_least_this_month_is_asked_first(self):
		d.profile(weights={"fairness": 1})
		much, little = f.engineer("Much"), f.engineer("Little")
		d.visit(much, "2026-03-01 08:00:00", "2026-03-01 14:00:00", status="Ended", travel_minutes=120)
		d.visit(little, "2026-03-01 08:00:00", "2026-03-01 10:00:00", status="Ended")
		d.visit(little, "2026-02-10 08:00:00", "2026-02-10 20:00:00", status="Ended")
		ticket = f.ticket()
		assert [d.mark(ticket, engineer, "fairness") for engineer in (much, little)] == pytest.approx(
			[20, 80]
		)


def _item() -> str:
	return f.make(
		"Item",
		name="Dispatch Machine",
		item_code="Dispatch Machine",
		item_group="All Item Groups",
		stock_uom="Nos",
		has_serial_no=1,
	).name


class TestPartsAndClocks:
	def test_who_has_the_parts_in_the_van_comes_first(self):
		d.profile(weights={"parts": 1})
		part = f.make(
			"Item",
			name="Dispatch Seal",
			item_code="Dispatch Seal",
			item_group="All Item Groups",
			stock_uom="Nos",
		).name
		offering = f.offering("Seal Change", materials=[{"kind": "Part", "item": part, "qty": 2}])
		has, has_half, without = f.engineer("Has"), f.engineer("Has Half"), f.engineer("Without")
		for engineer, qty in ((has, 3), (has_half, 1)):
			van = frappe.new_doc("Engineer Van")
			van.update(
				{
					"name": f"VAN-{engineer.name}",
					"engineer": engineer.name,
					"company": f.company(),
					"warehouse": f"Van {engineer.name}",
				}
			)
			van.db_insert()
			stock = frappe.new_doc("Bin")
			stock.update(
				{
					"name": f"BIN-{engineer.name}",
					"item_code": part,
					"warehouse": van.warehouse,
					"actual_qty": qty,
				}
			)
			stock.db_insert()
		ticket = f.ticket(offering=offering)
		assert [d.mark(ticket, engineer, "parts") for engineer in (has, has_half, without)] == [100, 50, 0]

	def test_who_can_be_there_before_the_clock_runs_out_comes_first(self):
		d.profile(weights={"slack": 1})
		free, busy = f.engineer("Free"), f.engineer("Busy")
		d.visit(busy, "2026-03-02 08:30:00", "2026-03-02 12:00:00")
		ticket = f.ticket()
		frappe.db.set_value("Service Ticket", ticket.name, "next_due_at", "2026-03-02 13:00:00")
		assert (d.mark(ticket, free, "slack"), d.mark(ticket, busy, "slack")) == (100, 25)


class TestProfile:
	def test_the_offerings_own_goes_before_its_delivery_classs_and_that_before_the_settings(self):
		one, two, three = (
			d.profile(f"Test {name}", weights={name: 1}) for name in ("skill", "level", "load")
		)
		offering = f.offering("Test Profiled", delivery_class="Customer Training")
		f.engineer("Somebody")

		def used() -> str:
			frappe.clear_document_cache("Service Offering", offering)
			return d.judged(ticket).profile

		ticket = f.ticket(offering=offering)
		assert used() == three
		frappe.db.set_value("Delivery Class", "Customer Training", "dispatch_profile", two)
		frappe.clear_document_cache("Delivery Class", "Customer Training")
		assert used() == two
		frappe.db.set_value("Service Offering", offering, "dispatch_profile", one)
		assert used() == one
		frappe.get_doc("Dispatch Profile", one).update({"disabled": 1}).save()
		assert used() == two

	@pytest.mark.parametrize(
		"values",
		[
			{"weights": {"skill": 0}},
			{"speed": 0},
			{"speeds": [{"from_hour": 24, "speed": 20}]},
			{"speeds": [{"from_hour": 7, "speed": 20}, {"from_hour": 7, "speed": 30}]},
			{"rest_hours": 24},
		],
	)
	def test_one_by_which_nobody_could_be_ranked_is_refused(self, values):
		with pytest.raises(DispatchProfileError):
			d.profile("Test Bad", **values)

	def test_an_engineer_reads_it_and_changes_nothing(self, as_user):
		name = d.profile()
		with as_user(f.user("profile.reader@example.com", "Service Engineer")):
			assert frappe.get_doc("Dispatch Profile", name).has_permission("read")
			assert not frappe.has_permission("Dispatch Profile", "write", name)


class TestUpgrade:
	def test_an_upgraded_site_ranks_by_its_four_weights_until_somebody_decides(self):
		settings = "Field Service Settings"
		frappe.db.set_single_value(settings, "dispatch_profile", None)
		frappe.delete_doc("Dispatch Profile", carry_dispatch_weights.NAME, force=True, ignore_missing=True)
		stored = {"weight_skill": 25, "weight_level": 10, "weight_load": 35, "weight_region": 30}
		for field, value in stored.items():
			frappe.db.set_single_value(settings, field, value)
		carry_dispatch_weights.execute()
		profile = frappe.get_doc("Dispatch Profile", frappe.db.get_single_value(settings, "dispatch_profile"))
		assert {field: profile.get(field) for field in stored} == stored
		others = {f"weight_{name}" for name in OBJECTIVES} - set(stored)
		assert not any(profile.get(field) for field in others)
		assert not (profile.by_roster or profile.by_leave or profile.rest_hours or profile.most_hours_a_day)
		profile.update({"weight_skill": 1}).save()
		carry_dispatch_weights.execute()
		assert frappe.db.get_value("Dispatch Profile", profile.name, "weight_skill") == 1

	def test_what_an_administrator_has_chosen_stays(self):
		name = d.profile()
		carry_dispatch_weights.execute()
		assert frappe.db.get_single_value("Field Service Settings", "dispatch_profile") == name


class TestExplanation:
	def test_all_candidates_are_kept_and_shown_with_a_sentence_for_each_mark(self):
		d.profile(weights={"skill": 3, "load": 1})
		offering = f.offering("Motor Repair", skills=("Motors",))
		for n in range(25):
			f.engineer(
				f"Number {n:02}",
				skills=("Motors",),
				user=f.user(f"n{n}.marks@example.com", "Service Engineer"),
			)
		ticket = d.dispatched(offering=offering)
		decision = d.decision(ticket)
		assert len(decision.candidates) == 5
		assert len(unpacked(decision.all_candidates).ranked) == 25
		told = api.explanation(decision.name)
		assert len(told["candidates"]) == 20 and told["more"] == 5
		first = told["candidates"][0]
		assert [(row["label"], row["weight"], row["mark"]) for row in first["marks"]] == [
			("Skill", 75, 80.0),
			("Free Capacity", 25, 100.0),
		]
		assert first["marks"][0]["sentence"] == "Proficiency in the skills needed: 4 of 5."
		rest = api.candidates(decision.name, start=20, page_length=50)
		assert [row["place"] for row in rest] == [21, 22, 23, 24, 25]

	def test_it_says_what_decided(self):
		d.profile(weights={"skill": 1, "load": 1})
		offering = f.offering("Motor Repair", skills=("Motors",))
		best = f.engineer(
			"Knows Well", skills=("Motors",), user=f.user("best.marks@example.com", "Service Engineer")
		)
		other = f.engineer("Knows Less", user=f.user("less.marks@example.com", "Service Engineer"))
		other.append("skills", {"skill": f.skill("Motors"), "proficiency": 1})
		other.save()
		ticket = d.dispatched(offering=offering, **d.appointment("10:00", "11:00"))
		assert ticket.engineer == best.name
		sentences = " ".join(api.explanation(d.decision(ticket).name)["sentences"])
		assert "Ahead of Knows Less by 30.0 points, by: Skill." in sentences
		assert "Asked for the appointment from" in sentences
		assert d.decision(ticket).profile == "Test Dispatch"

	def test_marks_are_forgotten_after_the_days_of_the_settings(self):
		d.profile()
		f.engineer("Somebody", user=f.user("some.marks@example.com", "Service Engineer"))
		old, new = d.decision(d.dispatched()), d.decision(d.dispatched())
		frappe.db.set_value("Dispatch Decision", old.name, "decided_at", "2025-03-02 09:00:00")
		frappe.db.set_single_value("Field Service Settings", "keep_candidates_days", 0)
		forget_old()
		assert frappe.db.get_value("Dispatch Decision", old.name, "all_candidates")
		frappe.db.set_single_value("Field Service Settings", "keep_candidates_days", 180)
		forget_old()
		assert not frappe.db.get_value("Dispatch Decision", old.name, "all_candidates")
		assert frappe.db.get_value("Dispatch Decision", new.name, "all_candidates")
		told = api.explanation(old.name)
		assert [row["name"] for row in told["candidates"]] == ["Somebody"]
