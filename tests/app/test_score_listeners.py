"""What performance asks and tells of scores, when another app listens: named where it breaks down, heard where it refuses (J3, J4)."""

import re

import pytest

import frappe

from fsm_app import hooks
from fsm_app.common.listeners import ListenerFailed
from fsm_app.performance.closing import close_cycle
from fsm_app.performance.corrections import correct
from fsm_app.performance.cycles import score_open_cycles
from fsm_app.performance.listeners import CLOSED, CORRECTED, PARTS
from fsm_app.performance.scoring import score_cycle
from tests.app import score_month as m
from tests.app.listening_app import ListeningApp
from tests.app.test_schemes_by_hand import appraisal_of
from tests.app.two_teams import no_engineers

LEFT_BEHIND = (
	*("Performance Cycle", "Performance Appraisal", "Performance Appraisal Score"),
	*("Performance Appraisal Part", "Score Snapshot", "Score Anomaly", "Notification Log"),
)


class Refused(frappe.ValidationError):
	"""The other app's own way of saying no."""


def refuse(*told):
	frappe.throw("Not while the books are closed. Ask the accountant.", Refused)


def break_down(*told):
	return {}["nothing"]


def look_for_nothing(*told):
	return frappe.get_doc("Service Engineer", "No Such Engineer")


@pytest.fixture
def other_app(monkeypatch):
	return ListeningApp(monkeypatch)


@pytest.fixture
def engineer():
	no_engineers()
	engineer = m.hired("Listened About")
	m.whole_month(engineer.name)
	return engineer


@pytest.fixture
def cycle(engineer):
	return m.month_cycle()


def everything() -> dict:
	return {
		doctype: frappe.get_all(doctype, fields=["*"], order_by="name", limit_page_length=0)
		for doctype in LEFT_BEHIND
	}


def logged(path: str) -> int:
	return frappe.db.count("Error Log", {"method": ["like", f"{path}%"]})


@pytest.mark.parametrize("act", [score_cycle, close_cycle])
@pytest.mark.parametrize("listener", [break_down, look_for_nothing])
def test_who_breaks_down_when_parts_are_asked_is_named_and_changes_nothing(act, listener, cycle, other_app):
	path = other_app.listen(PARTS, listener)
	before = everything()
	with pytest.raises(ListenerFailed, match=re.escape(path)) as failed:
		act(cycle.name)
	for told in ("neighbour", "Performance Cycle", "Nothing was changed", "administrator"):
		assert told in str(failed.value)
	assert logged(path) == 1
	assert everything() == before


@pytest.mark.parametrize("act", [score_cycle, close_cycle])
def test_who_refuses_when_parts_are_asked_is_heard_and_changes_nothing(act, cycle, other_app):
	path = other_app.listen(PARTS, refuse)
	before = everything()
	with pytest.raises(Refused, match="Ask the accountant"):
		act(cycle.name)
	assert everything() == before
	assert not logged(path)


def test_the_scheduler_goes_on_and_says_whose_listener_it_was(cycle, other_app, freeze):
	freeze("2031-05-20 02:00:00")
	path = other_app.listen(PARTS, look_for_nothing)
	score_open_cycles()
	assert frappe.db.get_value("Performance Cycle", cycle.name, "scored_at") is None
	texts = frappe.get_all("Error Log", filters={"method": f"Scoring of {cycle.name}"}, pluck="error")
	assert texts and all(path in text for text in texts)


@pytest.mark.parametrize("listener", [refuse, break_down, look_for_nothing])
def test_who_fails_after_closing_is_named_and_what_they_wrote_is_undone(listener, cycle, engineer, other_app):
	def write_and_fail(cycle):
		frappe.db.set_value("Service Engineer", engineer.name, "engineer_name", "Renamed")
		listener()

	path, told = other_app.listen(CLOSED, write_and_fail), []
	other_app.listen(CLOSED, lambda cycle: told.append(cycle.name), "next")
	frappe.clear_messages()
	close_cycle(cycle.name)
	assert told == [cycle.name]
	assert frappe.db.get_value("Performance Cycle", cycle.name, "status") == "Closed"
	assert frappe.db.get_value("Service Engineer", engineer.name, "engineer_name") == "Listened About"
	assert logged(path) == 1
	assert path in str(frappe.get_message_log())


@pytest.mark.parametrize(
	("listener", "kind"),
	[(refuse, Refused), (break_down, ListenerFailed), (look_for_nothing, ListenerFailed)],
)
def test_a_correction_that_somebody_cannot_follow_is_undone(listener, kind, cycle, engineer, other_app):
	close_cycle(cycle.name)
	appraisal = appraisal_of(cycle, engineer)
	path = other_app.listen(CORRECTED, listener)
	before = everything()
	frappe.db.savepoint("the_request")
	with pytest.raises(kind) as failed:
		correct(appraisal.name, {"SLA Rate": 100}, "Upheld", "Administrator")
	frappe.db.rollback(save_point="the_request")
	assert everything() == before
	assert kind is Refused or path in str(failed.value)


def test_ours_come_first(cycle, other_app, monkeypatch):
	path = other_app.listen(PARTS, lambda cycle, engineers: None)
	asked = [*hooks.fsm_appraisal_parts, path]
	called, known = [], frappe.get_attr

	def get_attr(path):
		function = known(path)
		return (lambda *told: (called.append(path), function(*told))[1]) if path in asked else function

	monkeypatch.setattr(frappe, "get_attr", get_attr)
	score_cycle(cycle.name)
	assert called == asked
