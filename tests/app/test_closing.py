"""A closed month is frozen: it can be worked out again for ever, and is corrected by a new version alone (J3, J4)."""

import pytest

import frappe

from fsm_app.performance.closing import close_cycle
from fsm_app.performance.corrections import CorrectionRefused, correct
from fsm_app.performance.cycles import score_open_cycles
from fsm_app.performance.score_documents import documents_behind
from fsm_app.performance.scoring import CycleClosed, score_cycle
from fsm_app.performance.snapshots import NotFrozen, prove
from tests.app import factories as f
from tests.app import score_listeners
from tests.app.test_scoring import appraisal_of, by_kpi, cycle, engineer, march, solved  # noqa: F401


@pytest.fixture
def closed(march, cycle, engineer):  # noqa: F811
	close_cycle(cycle.name)
	return appraisal_of(cycle, engineer)


def snapshot_of(appraisal, version=1):
	return frappe.get_doc("Score Snapshot", {"appraisal": appraisal.name, "version": version})


def test_closing_scores_freezes_and_proves(closed, cycle):  # noqa: F811
	assert frappe.db.get_value("Performance Cycle", cycle.name, "status") == "Closed"
	assert {kpi: (round(row.value, 2), row.denominator) for kpi, row in by_kpi(closed).items()} == {
		"First Response Time": (37.5, 4),
		"SLA Rate": (75.0, 4),
		"First-time Fix": (66.67, 3),
		"Customer Satisfaction": (3.5, 2),
	}
	found = prove(closed)
	assert (found["version"], found["differences"]) == (1, [])
	assert found["total"] == pytest.approx(closed.total_score)
	assert snapshot_of(closed).total_score == pytest.approx(closed.total_score)


def test_it_is_proven_after_rules_have_changed_tickets_are_gone_and_people_forgotten(closed, march):  # noqa: F811
	kpi = frappe.get_doc("KPI Definition", "SLA Rate")
	kpi.set("filters", [])
	kpi.set("curve", [{"value": 0, "score": 0}, {"value": 100, "score": 50}])
	kpi.save()
	scheme = frappe.get_doc("KPI Scheme", "Standard Scheme")
	scheme.set("items", [{"kpi": "SLA Rate", "weight": 100}])
	scheme.save()
	frappe.db.delete("Service Ticket", {"name": march["good"]})
	frappe.db.delete("SLA Clock", {"ticket": march["good"]})
	frappe.db.set_value("Service Engineer", closed.engineer, "engineer_name", "***")
	assert prove(closed)["differences"] == []
	assert len(documents_behind(closed, "First-time Fix")) == 2  # the deleted one can be opened no more


def test_a_stored_figure_that_was_changed_is_found_out(closed):
	frappe.db.set_value("Performance Appraisal", closed.name, "total_score", 99)
	closed.reload()
	assert len(prove(closed)["differences"]) == 1


def test_frozen_inputs_that_were_changed_are_found_out(closed):
	row = snapshot_of(closed)
	frappe.db.set_value("Score Snapshot", row.name, "checksum", "0" * 64)
	with pytest.raises(NotFrozen):
		prove(closed)


def test_nothing_is_frozen_of_an_open_month(march, cycle, engineer):  # noqa: F811
	score_cycle(cycle.name)
	with pytest.raises(NotFrozen):
		prove(appraisal_of(cycle, engineer))


def test_setting_the_status_by_hand_freezes_too_and_is_for_ever(march, cycle, engineer):  # noqa: F811
	cycle.reload()
	cycle.status = "Closed"
	cycle.save()
	assert prove(appraisal_of(cycle, engineer))["differences"] == []
	cycle.reload()
	cycle.status = "Open"
	with pytest.raises(CycleClosed):
		cycle.save()


def test_late_data_leaves_a_closed_month_alone(closed, cycle, engineer):  # noqa: F811
	solved("2026-03-05 10:00:00", "2026-03-05 10:10:00", "2026-03-05 11:00:00", stars=1)
	with pytest.raises(CycleClosed):
		close_cycle(cycle.name)
	score_open_cycles()
	assert appraisal_of(cycle, engineer).modified == closed.modified
	assert len(documents_behind(closed, "First-time Fix")) == 3


def test_the_scheduler_closes_on_the_closing_day_and_not_before(march, cycle, engineer, freeze):  # noqa: F811
	frappe.db.set_single_value("Field Service Settings", "scoring_closing_day", 5)
	freeze("2026-04-04 02:00:00")
	score_open_cycles()
	assert frappe.db.get_value("Performance Cycle", cycle.name, "status") == "Open"
	freeze("2026-04-05 02:00:00")
	score_open_cycles()
	assert frappe.db.get_value("Performance Cycle", cycle.name, "status") == "Closed"
	assert prove(appraisal_of(cycle, engineer))["differences"] == []


def test_managers_are_told_and_nobody_else(march, cycle, as_user):  # noqa: F811
	manager, dispatcher = (
		f.user(f"closing.{name}@example.com", f"Service {name.title()}") for name in ("manager", "dispatcher")
	)
	close_cycle(cycle.name)
	told = frappe.get_all("Notification Log", {"document_name": cycle.name}, ["for_user", "subject"])
	assert manager in {row.for_user for row in told} and dispatcher not in {row.for_user for row in told}
	assert told[0].subject == f"{cycle.name} is closed. Anomalies to look at: 0."


@pytest.mark.parametrize(("day", "by_itself"), [(0, 1), (5, 0)])
def test_it_may_be_left_to_people(march, cycle, freeze, day, by_itself):  # noqa: F811
	frappe.db.set_single_value("Field Service Settings", "scoring_closing_day", day)
	cycle.db_set("closes_by_itself", by_itself)
	freeze("2026-06-20 02:00:00")
	score_open_cycles()
	assert frappe.db.get_value("Performance Cycle", cycle.name, "status") == "Open"


@pytest.fixture
def listen(monkeypatch):
	"""listen(hook, *names): these of score_listeners stand under the hook; returns what they are told."""
	hooks, get_attr = frappe.get_hooks, frappe.get_attr

	def put(hook: str, *names: str) -> list[tuple]:
		paths = [f"tests.app.score_listeners.{name}" for name in names]
		monkeypatch.setattr(
			frappe,
			"get_hooks",
			lambda asked=None, *args, **kwargs: paths if asked == hook else hooks(asked, *args, **kwargs),
		)
		found = {path: getattr(score_listeners, path.rpartition(".")[2]) for path in paths}
		monkeypatch.setattr(frappe, "get_attr", lambda path: found[path] if path in found else get_attr(path))
		score_listeners.TOLD.clear()
		return score_listeners.TOLD

	return put


def test_whoever_listens_is_told_once_and_one_that_fails_keeps_nobody(march, cycle, listen):  # noqa: F811
	told = listen("fsm_cycle_closed", "breaks", "listens")
	close_cycle(cycle.name)
	assert [(each.name, each.status) for (each,) in told] == [(cycle.name, "Closed")]


class TestCorrections:
	def test_a_new_value_gives_a_new_version_total_and_ranks(self, march, cycle, engineer):  # noqa: F811
		other = f.engineer("Fitting Two")
		frappe.db.set_value("Service Ticket", march["good"], "first_done_by", other.name)
		close_cycle(cycle.name)
		first, second = appraisal_of(cycle, other), appraisal_of(cycle, engineer)
		assert (first.rank, second.rank) == (1, 2)
		after = correct(
			second.name,
			{
				"SLA Rate": 100,
				"First-time Fix": 100,
				"First Response Time": 0,
				"Customer Satisfaction": None,
			},
			"The clocks stood still",
			"Administrator",
		)
		assert (after.total_score, after.snapshot_version) == (100.0, 2)
		assert by_kpi(after)["Customer Satisfaction"].scored == 0
		assert frappe.db.get_value("Performance Appraisal", first.name, "rank") == 1
		assert prove(after)["differences"] == []
		assert snapshot_of(second, 1).total_score == pytest.approx(second.total_score)
		row = snapshot_of(second, 2)
		assert (row.reason, row.corrected_by) == ("The clocks stood still", "Administrator")

	def test_who_listens_hears_of_the_score_before(self, closed, listen):
		told = listen("fsm_score_corrected", "listens")
		correct(closed.name, {"SLA Rate": 100}, "Upheld", "Administrator")
		((appraisal, before, reason),) = told
		assert (appraisal.name, before, reason) == (closed.name, closed.total_score, "Upheld")

	@pytest.mark.parametrize(("values", "reason"), [({"SLA Rate": 1}, " "), ({"No Such KPI": 1}, "Upheld")])
	def test_what_is_refused_changes_nothing(self, closed, values, reason):
		with pytest.raises(CorrectionRefused):
			correct(closed.name, values, reason, "Administrator")
		assert frappe.db.count("Score Snapshot", {"appraisal": closed.name}) == 1

	def test_an_open_month_is_not_corrected(self, march, cycle, engineer):  # noqa: F811
		score_cycle(cycle.name)
		with pytest.raises(CorrectionRefused):
			correct(appraisal_of(cycle, engineer).name, {"SLA Rate": 1}, "Upheld", "Administrator")


def test_parts_beside_the_kpis_weigh_as_the_scheme_says(march, cycle, engineer, monkeypatch):  # noqa: F811
	scheme = frappe.get_doc("KPI Scheme", "Standard Scheme")
	scheme.update({"weight_kpi": 60, "weight_supervisor": 30, "weight_objectives": 10})
	scheme.save()
	from fsm_app.performance import cycle_inputs

	monkeypatch.setattr(cycle_inputs, "parts_of", lambda cycle, names: {engineer.name: {"Supervisor": 90.0}})
	score_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	parts = {row.part: (row.has_data, row.weight, round(row.effective_weight, 4)) for row in appraisal.parts}
	assert parts == {"KPI": (1, 60, 66.6667), "Supervisor": (1, 30, 33.3333), "Objectives": (0, 10, 0)}
	assert appraisal.total_score == pytest.approx((60 * appraisal.kpi_score + 30 * 90) / 90)
