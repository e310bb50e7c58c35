"""The dashboard, the heat map, My Score and Scores by Month tell what the appraisals say, and to those alone who may know (J3, D3)."""

import pytest

import frappe

from fsm_app.api import score_pages
from fsm_app.performance.report.scores_by_month import scores_by_month
from fsm_app.performance.scoring import score_cycle
from tests import host
from tests.app import devices
from tests.app import factories as f
from tests.app import rewarded as r
from tests.app import score_month as sm

SECRET = 63.21987
API = "/api/method/fsm_app.api.score_pages."
REPORT = "Scores by Month"
RUN = "/api/method/frappe.desk.query_report.run"


def kpi_row(appraisal: str, kpi: str, score: float | None, weight: float, place: int = 1) -> None:
	effective = weight if score is not None else 0
	r.stored(
		"Performance Appraisal Score",
		parent=appraisal,
		parenttype="Performance Appraisal",
		parentfield="scores",
		idx=place,
		kpi=kpi,
		value=score or 0,
		unit="%",
		score=score or 0,
		weight=weight,
		effective_weight=effective,
		contribution=(score or 0) * effective / 100,
		numerator=1,
		denominator=2 if score is not None else 0,
		scored=int(score is not None),
		reason="" if score is not None else "No documents",
	)


@pytest.fixture
def ids(freeze):
	"""Three months; in the last one Ann is best, Bo fell, Cai has no data."""
	freeze("2019-04-05 10:00:00")
	ids = r.people("Ann", "Bo", "Cai")
	ann, bo, cai = ids.values()
	r.month("2019-01", {ann: 50, bo: 70, cai: 60})
	r.month("2019-02", {ann: 60, bo: 80, cai: None})
	march = r.month("2019-03", {ann: 90, bo: SECRET, cai: None})
	for engineer, share, speed in ((ann, 100, 80), (bo, 40, None), (cai, None, None)):
		kpi_row(r.appraisal(march, engineer), "SLA Rate", share, 60)
		kpi_row(r.appraisal(march, engineer), "First-time Fix", speed, 40, 2)
	frappe.db.set_value("Performance Cycle", march.name, "scored_at", "2019-04-01 00:00:00")
	return ids


def march() -> str:
	return f"2019-03 {r.COMPANY}"


class TestDashboard:
	def test_it_tells_how_the_scores_spread_and_who_has_none(self, ids, as_user):
		with as_user(r.MANAGER):
			found = score_pages.dashboard(march())
		assert (found["engineers"], found["scored"]) == (3, 2)
		assert found["mean"] == pytest.approx((90 + SECRET) / 2) == found["median"]
		assert {(start, count) for start, _end, count in found["distribution"] if count} == {(60, 1), (90, 1)}
		assert [row["engineer_name"] for row in found["without"]] == ["Cai"]
		assert found["appeals"] == []

	def test_the_trend_runs_over_the_months_of_the_company(self, ids, as_user):
		with as_user(r.MANAGER):
			found = score_pages.dashboard(march())
		assert [(month["name"][:7], month["mean"]) for month in found["trend"][:2]] == [
			("2019-01", 60),
			("2019-02", 70),
		]
		assert found["mean_before"] == 70

	def test_what_pulls_down_stands_first(self, ids, as_user):
		with as_user(r.MANAGER):
			kpis = {row["kpi"]: row for row in score_pages.dashboard(march())["kpis"]}
		# of two who are scored one loses 36 of 60 points, the other nothing, and 8 of 40
		assert list(kpis) == ["SLA Rate", "First-time Fix"]
		assert (kpis["SLA Rate"]["lost"], kpis["SLA Rate"]["mean"]) == (18, 70)
		assert (kpis["First-time Fix"]["lost"], kpis["First-time Fix"]["engineers"]) == (4, 1)

	def test_who_moved_is_told_up_and_down(self, ids, as_user):
		with as_user(r.MANAGER):
			moved = score_pages.dashboard(march())["moved"]
		assert [(row["engineer_name"], row["difference"]) for row in moved["up"]] == [("Ann", 30)]
		assert [(row["engineer_name"], row["rank_before"], row["rank"]) for row in moved["down"]] == [
			("Bo", 1, 2)
		]

	def test_appeals_under_way_are_for_who_may_read_them(self, ids, as_user):
		f.user("auditor@reward.example.com", "Service Auditor")
		review = r.stored(
			"Appraisal Review", cycle=march(), engineer=ids["Bo"], company=r.COMPANY, stage="Appealed"
		)
		r.stored(
			"Appraisal Appeal",
			review=review,
			engineer=ids["Bo"],
			engineer_name="Bo",
			company=r.COMPANY,
			state="Open",
		)
		with as_user(r.HR):
			assert [row["engineer_name"] for row in score_pages.dashboard(march())["appeals"]] == ["Bo"]
			assert score_pages.dashboard(f"2019-02 {r.COMPANY}")["appeals"] == []
		with as_user("auditor@reward.example.com"):
			assert score_pages.dashboard(march())["appeals"] == []

	def test_a_month_that_is_not_named_is_the_latest_scored_one(self, ids, as_user):
		frappe.db.set_value("Performance Cycle", {"name": ["!=", march()]}, "scored_at", None)
		with as_user(r.MANAGER):
			found = score_pages.dashboard()
		assert found["cycle"]["name"] == march()
		assert march() in [cycle["name"] for cycle in found["cycles"]]

	def test_a_month_is_named_in_the_readers_language(self, ids, as_user):
		labels = {}
		before = frappe.local.lang
		for language in ("en", "zh"):
			frappe.local.lang = language
			with as_user(r.MANAGER):
				labels[language] = score_pages.dashboard(march())["cycle"]["label"]
		frappe.local.lang = before
		assert labels == {"en": "Mar 2019", "zh": "2019年3月"}


class TestHeatMap:
	def test_a_cell_is_a_score_or_no_data(self, ids, as_user):
		with as_user(r.MANAGER):
			found = score_pages.heat_map(march(), r.team())
		assert found["kpis"] == ["SLA Rate", "First-time Fix"]
		cells = {
			row["engineer_name"]: [cell and cell["score"] for cell in row["cells"]]
			for row in found["engineers"]
		}
		assert cells == {"Ann": [100, 80], "Bo": [40, None], "Cai": [None, None]}
		assert {row["engineer_name"]: row["total"] for row in found["engineers"]} == {
			"Ann": 90,
			"Bo": pytest.approx(SECRET),
			"Cai": None,
		}

	def test_an_engineer_sees_their_own_row_and_a_supervisor_the_team(self, ids, as_user):
		elsewhere = r.people("Dai", team=None)["Dai"]
		r.stored(
			"Performance Appraisal", cycle=march(), engineer=elsewhere, company=r.COMPANY, scheme="A Scheme"
		)
		with as_user(r.user_of("Ann")):
			found = score_pages.heat_map(march())
			assert [row["engineer_name"] for row in found["engineers"]] == ["Ann"]
			# nor the months of others
			assert [cycle["name"][:7] for cycle in found["cycles"]] == ["2019-03", "2019-02", "2019-01"]
			assert all(cycle["company"] == r.COMPANY for cycle in found["cycles"])
		with as_user(r.SUPERVISOR):
			names = [row["engineer_name"] for row in score_pages.heat_map(march())["engineers"]]
		assert names == ["Ann", "Bo", "Cai"]
		with as_user(r.HR):
			assert len(score_pages.heat_map(march())["engineers"]) == 4
			assert score_pages.heat_map(march(), "No Such Team")["engineers"] == []


class TestMyScore:
	def test_an_engineer_sees_their_month_and_the_months_before(self, ids, as_user):
		with as_user(r.user_of("Bo")):
			found = score_pages.my_score()
		assert found["is_own"] and found["engineer_name"] == "Bo"
		assert [row["score"] for row in found["months"]] == [pytest.approx(SECRET), 80, 70]
		assert found["month"]["score"] == pytest.approx(SECRET)
		share, speed = found["month"]["kpis"]
		assert (share["score"], share["points"], share["lost"], share["documents"]) == (40, 24, 36, 2)
		assert (speed["score"], speed["points"], speed["reason"]) == (None, None, "No documents")
		# a closed month is as it is
		assert found["month"]["lifts"] is None

	def test_the_place_is_told_as_the_leaderboard_says(self, ids, as_user):
		for setting, told in (("Own Place Only", 2), ("Names of the Best", 2), ("Off", None)):
			settings = frappe.get_doc("Field Service Settings")
			settings.leaderboard = setting
			settings.save()
			with as_user(r.user_of("Bo")):
				assert score_pages.my_score()["month"]["rank"] == told
			with as_user(r.MANAGER):
				name = r.appraisal(frappe.get_doc("Performance Cycle", march()), ids["Bo"])
				assert score_pages.my_score(name)["month"]["rank"] == 2

	def test_a_superior_opens_anothers_and_nobody_else_does(self, ids, as_user):
		name = r.appraisal(frappe.get_doc("Performance Cycle", march()), ids["Bo"])
		for user in (r.MANAGER, r.HR, r.SUPERVISOR):
			with as_user(user):
				found = score_pages.my_score(name)
			assert (found["is_own"], found["engineer_name"]) == (False, "Bo")
		with as_user(r.user_of("Ann")), pytest.raises(frappe.PermissionError):
			score_pages.my_score(name)

	def test_who_is_no_engineer_has_none(self, ids, as_user):
		with as_user(r.MANAGER):
			found = score_pages.my_score()
		assert (found["engineer"], found["month"], found["months"]) == (None, None, [])


class TestLifts:
	"""Of a real month: see score_month."""

	@pytest.fixture
	def month(self, freeze):
		freeze("2031-05-20 12:00:00")
		user = f.user("lifted@score.example.com", "Service Engineer")
		engineer = sm.hired("Lifted", user=user)
		sm.whole_month(engineer.name)
		cycle = sm.month_cycle()
		score_cycle(cycle.name)
		return user, engineer.name, cycle

	def test_the_rest_of_an_open_month_can_lift_and_each_gain_comes_true(self, month, as_user):
		"""SLA Rate: of 20 one was late; as many more in time as the page expects give the score that it promises."""
		user, engineer, cycle = month
		with as_user(user):
			found = score_pages.my_score()["month"]
		assert found["tickets"] == round(19 * 11 / 20)
		lift = next(row for row in found["lifts"] if row["kpi"] == "SLA Rate")
		assert lift["value"] == 95
		before = frappe.db.get_value("Performance Appraisal", found["appraisal"], "total_score")
		sm.clocks(engineer, "Resolution", [3600] * lift["coming"])
		score_cycle(cycle.name)
		after = frappe.db.get_value("Performance Appraisal", found["appraisal"], "total_score")
		assert after - before == pytest.approx(lift["gain"], abs=1e-6)

	def test_the_most_stands_first_and_nothing_is_written(self, month, as_user):
		user, engineer, _cycle = month
		written = frappe.db.get_value(
			"Performance Appraisal", {"engineer": engineer}, ["modified", "total_score"]
		)
		with as_user(user):
			gains = [row["gain"] for row in score_pages.my_score()["month"]["lifts"]]
		assert gains and gains == sorted(gains, reverse=True)
		assert written == frappe.db.get_value(
			"Performance Appraisal", {"engineer": engineer}, ["modified", "total_score"]
		)

	def test_on_the_last_day_there_is_nothing_to_come(self, month, as_user, freeze):
		user, _engineer, _cycle = month
		freeze("2031-05-31 12:00:00")
		with as_user(user):
			found = score_pages.my_score()["month"]
		assert (found["tickets"], found["lifts"]) == (0, [])


class TestScoresByMonth:
	def rows(self, **filters) -> dict[str, list]:
		columns, rows, _line, self.chart = scores_by_month.execute({"company": r.COMPANY, **filters})
		months = [column["fieldname"] for column in columns[1:]]
		return {row["key"]: [row[month] for month in months] for row in rows}

	def test_by_engineer_team_and_kpi(self, ids, as_user):
		with as_user(r.MANAGER):
			by_engineer = self.rows()
			assert by_engineer == {
				"Ann": [50, 60, 90],
				"Bo": [70, 80, pytest.approx(SECRET)],
				"Cai": [60, None, None],
			}
			# a line through months without data would run through 0
			assert [line["name"] for line in self.chart["data"]["datasets"]] == ["Ann", "Bo"]
			assert self.rows(by="Team") == {r.team(): [60, 70, pytest.approx((90 + SECRET) / 2)]}
			assert self.rows(by="KPI", kpi="SLA Rate") == {"SLA Rate": [None, None, 70]}
			assert self.rows(engineer=ids["Bo"]) == {"Bo": [70, 80, pytest.approx(SECRET)]}
			assert self.rows(months=1) == {"Ann": [90], "Bo": [pytest.approx(SECRET)]}

	def test_companies_scored_over_the_same_days_share_a_month(self, ids, as_user):
		other = f.make(
			"Performance Cycle", cycle_name="2019-03 Another", company=f.company(),
			start_date="2019-03-01", end_date="2019-03-31",
		)  # fmt: skip
		engineer = f.engineer("Elsewhere").name
		name = r.stored(
			"Performance Appraisal", cycle=other.name, engineer=engineer, company=f.company(), scheme="A Scheme",
			total_score=30, has_data=1,
		)  # fmt: skip
		kpi_row(name, "SLA Rate", 10, 100)
		with as_user(r.MANAGER):
			months = [cell["label"] for cell in scores_by_month.execute({})[0]]
			assert months.count("Mar 2019") == 1
			place = f"month_{months.index('Mar 2019') - 1}"
			rows = {row["key"]: row[place] for row in scores_by_month.execute({})[1]}
			assert (rows["Ann"], rows["Elsewhere"]) == (90, 30)
			rows = {row["key"]: row[place] for row in scores_by_month.execute({"by": "KPI"})[1]}
			assert rows["SLA Rate"] == 50  # of 100, 40 and 10

	def test_a_choice_that_is_none_is_refused_in_words(self, ids, as_user):
		with as_user(r.MANAGER), pytest.raises(frappe.ValidationError, match="Choose one from the list"):
			scores_by_month.execute({"by": "Customer"})

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has not Frappe's running of reports")
	def test_over_the_web_it_is_for_managers(self, ids, rest):
		asked = {"report_name": REPORT, "filters": frappe.as_json({"company": r.COMPANY})}
		found = rest.login(r.MANAGER).get(RUN, params=asked)
		assert found.status_code == 200 and "Bo" in str(found.json["message"]["result"])
		for user in (r.user_of("Ann"), f.user("stranger@reward.example.com", "Stock User")):
			assert rest.login(user).get(RUN, params=asked).status_code == 403


def test_more_engineers_cost_no_more_queries(ids, as_user, monkeypatch):
	cycle = frappe.get_doc("Performance Cycle", march())
	asked = (
		lambda: score_pages.dashboard(march()),
		lambda: score_pages.heat_map(march()),
		lambda: scores_by_month.execute({"company": r.COMPANY}),
	)
	with as_user(r.MANAGER):
		few = [(ask(), devices.queries(monkeypatch, ask))[1] for ask in asked]
	for engineer in r.people("Eva", "Fay", "Gil").values():
		name = r.stored(
			"Performance Appraisal", cycle=cycle.name, engineer=engineer, company=r.COMPANY, scheme="A Scheme",
			total_score=70, has_data=1,
		)  # fmt: skip
		kpi_row(name, "SLA Rate", 70, 100)
	with as_user(r.MANAGER):
		assert [(ask(), devices.queries(monkeypatch, ask))[1] for ask in asked] == few
	assert min(few) > 0


class TestLeaks:
	"""No engineer learns another's figures by any of it."""

	def answers(self, client, ids) -> list:
		name = r.appraisal(frappe.get_doc("Performance Cycle", march()), ids["Bo"])
		return [
			client.get(API + method, params=params)
			for method, params in (
				("dashboard", {}),
				("dashboard", {"cycle": march()}),
				("heat_map", {}),
				("heat_map", {"cycle": march()}),
				("heat_map", {"cycle": march(), "team": r.team()}),
				("my_score", {}),
				("my_score", {"appraisal": name}),
			)
		]

	@pytest.mark.parametrize("who", ["Ann", "dispatcher", "stranger", "Guest"])
	def test_through_no_function(self, ids, rest, who):
		users = {
			"Ann": r.user_of("Ann"),
			"dispatcher": f.user("dispatcher@reward.example.com", "Service Dispatcher"),
			"stranger": f.user("stranger@reward.example.com", "Stock User"),
		}
		client = rest if who == "Guest" else rest.login(users[who])
		for answer in self.answers(client, ids):
			assert answer.status_code in (200, 403)
			text = answer.get_data(as_text=True)
			assert "63.2" not in text and '"Bo"' not in text
		if who != "Ann":
			assert {answer.status_code for answer in self.answers(client, ids)} == {403}

	def test_an_engineer_who_left_sees_nothing_of_it(self, ids, rest):
		frappe.db.set_value("Service Engineer", ids["Bo"], "status", "Left")
		for answer in self.answers(rest.login(r.user_of("Bo")), ids):
			assert "63.2" not in answer.get_data(as_text=True)

	def test_a_manager_of_one_company_sees_no_other(self, ids, as_user):
		user = f.user("limited@reward.example.com", "Service Manager")
		f.make("User Permission", user=user, allow="Company", for_value=f.company())
		with as_user(user):
			with pytest.raises(frappe.PermissionError):
				score_pages.dashboard(march())
			with pytest.raises(frappe.PermissionError):
				score_pages.heat_map(march())
			assert march() not in [cycle["name"] for cycle in score_pages.dashboard()["cycles"]]
			for asked in (
				{},
				{"company": r.COMPANY},
				{"engineer": ids["Bo"]},
				{"team": r.team(), "by": "Team"},
			):
				assert not [
					row for row in scores_by_month.execute(asked)[1] if row["key"] in (*ids, r.team())
				]

	@pytest.mark.parametrize("method", ["dashboard", "heat_map", "my_score"])
	def test_what_names_nothing_is_refused_without_an_error_of_the_server(self, ids, rest, method):
		client = rest.login(r.MANAGER)
		key = "appraisal" if method == "my_score" else "cycle"
		for value in ("No Such", "x" * 300, '{"a": 1}', '["=", 1]'):
			assert client.get(API + method, params={key: value}).status_code < 500
