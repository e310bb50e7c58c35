"""The leaderboard shows what the setting and each engineer's choice allow, and nothing else leaks (K1, D3)."""

import pytest

import frappe

from fsm_app.api import rewards as api
from fsm_app.rewards import leaderboard
from fsm_app.rewards.report.service_star_leaderboard import service_star_leaderboard
from tests import host
from tests.app import factories as f
from tests.app import rewarded as r

REPORT = "Service Star Leaderboard"
RUN = "/api/method/frappe.desk.query_report.run"


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	ids = r.people("Ann", "Bo", "Cai", "Dai")
	r.month("2019-03", dict(zip(ids.values(), (95, 90, 85, None), strict=True)))
	return ids


def setting(value: str, names: int = 10) -> None:
	settings = frappe.get_doc("Field Service Settings")
	settings.update({"leaderboard": value, "leaderboard_names": names})
	settings.save()


def board(as_user, name: str, cycle: str | None = None) -> list[tuple]:
	with as_user(r.user_of(name)):
		return [
			(row["place"], row["engineer_name"], row["score"]) for row in leaderboard.board(cycle)["rows"]
		]


def test_as_installed_everybody_sees_their_own_place(ids, as_user):
	assert frappe.db.get_single_value("Field Service Settings", "leaderboard") == "Own Place Only"
	assert board(as_user, "Bo") == [(2, "Bo", 90)]
	assert board(as_user, "Dai") == []


def test_the_names_of_the_best_and_ones_own_place_below(ids, as_user):
	setting("Names of the Best", 2)
	assert board(as_user, "Cai") == [(1, "Ann", None), (2, "Bo", None), (3, "Cai", 85)]
	assert board(as_user, "Ann") == [(1, "Ann", 95), (2, "Bo", None)]


def test_switched_off_there_is_none(ids, as_user):
	setting("Off")
	assert board(as_user, "Ann") == []
	with as_user(r.MANAGER):
		assert leaderboard.board(None)["rows"] == []


def test_who_stays_off_is_named_to_nobody_else(ids, as_user):
	setting("Names of the Best")
	with as_user(r.user_of("Ann")):
		assert api.my_leaderboard_choice() == {"is_engineer": True, "stays_off": False}
		api.stay_off_leaderboard(True)
		assert api.my_leaderboard_choice()["stays_off"] is True
	assert board(as_user, "Bo") == [(2, "Bo", 90), (3, "Cai", None)]
	assert board(as_user, "Ann")[0] == (1, "Ann", 95)
	with as_user(r.MANAGER):
		assert "Ann" not in str(leaderboard.board(None))
	with as_user(r.user_of("Bo")):
		assert frappe.get_list("Leaderboard Choice") == []
	with as_user(r.user_of("Ann")):
		api.stay_off_leaderboard(False)
		assert len(frappe.get_list("Leaderboard Choice")) == 1
	assert board(as_user, "Bo")[0] == (1, "Ann", None)


def test_an_open_month_and_another_company_are_not_shown(ids, as_user):
	setting("Names of the Best")
	open_month = r.month("2019-04", {ids["Ann"]: 50}, status="Open")
	assert board(as_user, "Ann", open_month.name) == []
	other = f.user("other@reward.example.com", "Service Engineer")
	f.engineer("Other", user=other)
	with as_user(other):
		assert "Ann" not in str(leaderboard.board(f"2019-03 {r.COMPANY}"))
		assert "Ann" not in str(leaderboard.board(None))


def test_who_is_no_engineer_has_no_choice(ids, as_user):
	with as_user(r.MANAGER), pytest.raises(leaderboard.NoEngineer):
		api.stay_off_leaderboard(True)


def test_the_report_shows_no_score_but_ones_own(ids, as_user):
	setting("Names of the Best", 1)
	with as_user(r.user_of("Bo")):
		_columns, rows, line = service_star_leaderboard.execute({})
	assert [(row["engineer_name"], row["score"]) for row in rows] == [("Ann", None), ("Bo", 90)]
	assert "2019-03" in line


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has not Frappe's running of reports")
def test_the_report_says_the_same_over_the_web(ids, rest):
	setting("Names of the Best", 1)
	found = rest.login(r.user_of("Bo")).get(RUN, params={"report_name": REPORT, "filters": "{}"})
	assert found.status_code == 200
	rows = [row for row in found.json["message"]["result"] if isinstance(row, dict)]
	assert [(row["engineer_name"], row["score"]) for row in rows] == [("Ann", None), ("Bo", 90)]
	assert "95" not in str(rows)
	stranger = f.user("stranger@reward.example.com", "Stock User")
	assert rest.login(stranger).get(RUN, params={"report_name": REPORT, "filters": "{}"}).status_code == 403
