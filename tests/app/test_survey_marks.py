"""Low marks open something, once; who sees answers; and what the figures rest on (I1, I3)."""

from datetime import date

import pytest

import frappe

from fsm_app.feedback.report.customer_satisfaction import customer_satisfaction
from fsm_app.feedback.report.survey_response import survey_response
from fsm_app.feedback.survey import SurveyNotLeftOut, expire_surveys
from fsm_app.feedback.survey_figures import Figures, figures_by
from fsm_app.feedback.survey_watch import seldom_asked, warn_managers
from fsm_app.patches import complete_surveys
from tests.app import factories as f
from tests.app.surveys import answered, closed_ticket, no_other_engineers, settings, survey_of
from tests.app.tickets import act

FITTER, COLLEAGUE, SUPERVISOR, MANAGER, DISPATCHER, AUDITOR = (
	f"{name}@marks.example.com"
	for name in ("fitter", "colleague", "supervisor", "manager", "dispatcher", "auditor")
)
DAY = date(2026, 3, 2)
PERIOD = {"from_date": "2026-03-01", "to_date": "2026-03-31"}


@pytest.fixture
def people(freeze):
	settings()
	no_other_engineers()
	for email in (FITTER, COLLEAGUE, SUPERVISOR):
		f.user(email, "Service Engineer")
	f.user(MANAGER, "Service Manager")
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(AUDITOR, "Service Auditor")
	f.engineer("Marks Fitter", user=FITTER, team=f.team("Marks Team", supervisor=SUPERVISOR))
	freeze("2026-03-02 12:00:00")


@pytest.fixture
def survey(people):
	return survey_of(closed_ticket())


def complaints(ticket: str) -> list:
	return frappe.get_all("Service Complaint", {"ticket": ticket}, ["*"])


@pytest.mark.parametrize(
	("stars", "nps", "low"),
	[(1, "", True), (2, "10", True), (3, "", False), (3, "4", True), (3, "5", False), (5, "0", True)],
)
def test_low_marks_open_one_complaint(survey, rest, stars, nps, low):
	for _tap in range(2):
		found = answered(rest, survey, stars=stars, nps=nps, comment="It leaks again")
	assert len(complaints(survey.ticket)) == low
	if low:
		(complaint,) = complaints(survey.ticket)
		assert (complaint.source, complaint.engineer, complaint.state) == ("Survey", survey.engineer, "Open")
		assert "It leaks again" in complaint.description
		assert (found.follow_up_doctype, found.follow_up) == ("Service Complaint", complaint.name)
		assert frappe.get_all("Notification Log", {"for_user": MANAGER, "document_name": complaint.name})


def test_low_marks_open_a_task_for_the_supervisor_where_the_settings_want_that(survey, rest):
	settings(low_mark_follow_up="Coaching Task")
	found = answered(rest, survey, stars=1)
	assert complaints(survey.ticket) == []
	(task,) = frappe.get_all("ToDo", {"reference_name": survey.name}, ["name", "allocated_to"])
	assert (task.allocated_to, found.follow_up) == (SUPERVISOR, task.name)


def test_low_marks_open_nothing_where_the_settings_want_nothing(survey, rest):
	settings(low_mark_follow_up="Nothing")
	answered(rest, survey, stars=1)
	assert complaints(survey.ticket) == [] and not frappe.get_all("ToDo", {"reference_name": survey.name})


@pytest.mark.parametrize("way", ["list", "form"])
def test_an_engineer_sees_the_answers_about_their_own_work_and_nobody_elses(survey, rest, way):
	f.engineer("Marks Colleague", user=COLLEAGUE, team="Marks Team")

	def sees(user: str) -> bool:
		client = rest.login(user)
		if way == "form":
			return client.get(f"/api/resource/Service Survey/{survey.name}").status_code == 200
		rows = client.get("/api/resource/Service Survey", params={"filters": {"name": survey.name}})
		return bool(rows.json["data"])

	everybody = (FITTER, COLLEAGUE, SUPERVISOR, MANAGER, DISPATCHER, AUDITOR)
	assert {user for user in everybody if sees(user)} == {MANAGER, DISPATCHER, AUDITOR}
	answered(rest, survey, stars=4, comment="Well done")
	assert {user for user in everybody if sees(user)} == set(everybody) - {COLLEAGUE}
	settings(engineers_see_surveys=0)
	assert {user for user in everybody if sees(user)} == {MANAGER, DISPATCHER, AUDITOR}


def test_an_engineer_changes_no_answer(survey, rest, as_user):
	answered(rest, survey, stars=4)
	with as_user(FITTER), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Service Survey", survey.name).update({"excluded": 1, "excluded_reason": "x"}).save()


def test_the_reasons_of_an_answer_are_seen_by_those_who_see_it(survey, rest):
	f.engineer("Marks Colleague", user=COLLEAGUE, team="Marks Team")
	answered(rest, survey, stars=5, reasons='["On time"]')
	params = {"doctype": "Service Survey Reason", "parent": "Service Survey", "fields": ["reason"]}

	def seen(user: str) -> list:
		answer = rest.login(user).get("/api/method/frappe.client.get_list", params=params)
		return answer.json["message"]

	assert seen(FITTER) == [{"reason": "On time"}]
	assert seen(COLLEAGUE) == []


def test_a_manager_leaves_an_answer_out_with_a_reason_and_a_dispatcher_does_not(survey, rest, as_user):
	answered(rest, survey, stars=3)
	with as_user(DISPATCHER), pytest.raises(SurveyNotLeftOut):
		frappe.get_doc("Service Survey", survey.name).update({"excluded": 1, "excluded_reason": "x"}).save()
	with as_user(MANAGER):
		document = frappe.get_doc("Service Survey", survey.name)
		with pytest.raises(SurveyNotLeftOut):
			document.update({"excluded": 1, "excluded_reason": " "}).save()
		document = frappe.get_doc("Service Survey", survey.name)
		document.update({"excluded": 1, "excluded_reason": "Meant for another company"}).save()
	assert document.excluded_by == MANAGER
	figures = figures_by("engineer", DAY, DAY)[survey.engineer]
	assert (figures.answered, figures.counted, figures.mean_stars, figures.nps) == (1, 0, None, None)


def test_what_staff_writes_down_is_marked_so(survey, as_user):
	with as_user(DISPATCHER):
		document = frappe.get_doc("Service Survey", survey.name)
		document.update({"stars": 5, "answered_through": "Link", "delivery": "Queued"}).save()
	assert (document.answered_through, document.delivery or "") == ("Staff", survey.delivery or "")


def made(number: int, **values) -> None:
	"""Surveys as they stand in the database."""
	for index in range(number):
		name = frappe.generate_hash(length=10)
		row = {
			"doctype": "Service Survey",
			"name": name,
			"survey_key": name,
			"ticket": f"T-{index}",
			"sent_at": "2026-03-10 10:00:00",
			"company": f.company(),
			**values,
		}
		frappe.get_doc(row).db_insert()


def test_figures_worked_out_by_hand(people, as_user):
	frappe.db.delete("Service Survey")
	engineer = frappe.db.get_value("Service Engineer", {"user": FITTER})
	said = {"state": "Answered", "engineer": engineer}
	# 5 promoters, 2 passives, 3 detractors, 1 without a number; 4 or 5 stars from 7 of 11
	made(5, stars=5, nps="9", **said)
	made(2, stars=4, nps="8", **said)
	made(3, stars=1, nps="6", **said)
	made(1, stars=3, nps="", **said)
	made(1, stars=1, nps="0", excluded=1, **said)
	made(4, state="Expired", engineer=engineer)
	made(2, state="Withdrawn", engineer=engineer)
	made(1, state="Open", engineer=engineer)
	# on the day before and after
	made(1, stars=1, nps="0", **said, sent_at="2026-02-28 23:59:59")
	made(1, stars=1, nps="0", **said, sent_at="2026-04-01 00:00:00")
	with as_user(MANAGER):
		_columns, rows, _how = customer_satisfaction.execute({**PERIOD, "group_by": "engineer"})
	(row,) = rows
	assert (row["counted"], row["with_nps"], row["opened"]) == (11, 10, 19)
	assert row["mean_stars"] == pytest.approx((5 * 5 + 2 * 4 + 3 * 1 + 3) / 11)
	assert row["csat"] == pytest.approx(700 / 11)
	assert row["nps"] == pytest.approx(20.0)
	assert (row["excluded"], row["expired"], row["withdrawn"], row["waiting"]) == (1, 4, 2, 1)


def test_without_answers_a_figure_is_a_dash_and_not_0():
	figures = Figures()
	assert [figures.mean_stars, figures.csat, figures.nps, figures.response_rate, figures.reach] == [None] * 5


@pytest.mark.parametrize("by", ["offering", "region", "customer", "nonsense", None])
def test_the_report_groups_by_what_is_asked(people, as_user, by):
	frappe.db.delete("Service Survey")
	made(
		1,
		state="Answered",
		stars=5,
		nps="9",
		offering="An Offering",
		region="A Region",
		customer="A Customer",
	)
	with as_user(MANAGER):
		_columns, (row,), _how = customer_satisfaction.execute({**PERIOD, "group_by": by})
	assert row["of"] == {"offering": "An Offering", "region": "A Region", "customer": "A Customer"}.get(by)


def test_the_report_tells_of_the_users_companies_alone(people, as_user):
	frappe.db.delete("Service Survey")
	made(1, state="Answered", stars=5, customer="A Customer")
	other = f.make(
		"Company", company_name="Second Company", abbr="SC", default_currency="CNY", country="China"
	)
	f.make("User Permission", user=MANAGER, allow="Company", for_value=other.name)
	with as_user(MANAGER):
		assert customer_satisfaction.execute(PERIOD)[1] == []


@pytest.mark.parametrize("report", [customer_satisfaction, survey_response])
@pytest.mark.parametrize("user", [FITTER, "Guest"])
def test_reports_are_not_for_engineers(people, as_user, report, user):
	with as_user(user), pytest.raises(frappe.PermissionError):
		report.execute(PERIOD)


@pytest.mark.parametrize(
	"filters", [{"from_date": "x"}, {"from_date": "2026-04-01", "to_date": "2026-03-01"}]
)
def test_a_report_says_what_is_wrong_with_its_period(people, filters):
	with pytest.raises(frappe.ValidationError):
		customer_satisfaction.execute(filters)


def test_who_lets_only_the_happy_ones_be_asked_is_noticed(people, as_user, freeze):
	frappe.db.delete("Service Survey")
	one, two = f.engineer("Asks All").name, f.engineer("Asks Few").name
	made(8, engineer=one, delivery="Queued", state="Open")
	made(2, engineer=one, delivery="No Address", state="Open")
	made(1, engineer=two, delivery="Queued", state="Answered", stars=5)
	made(9, engineer=two, delivery="No Address", state="Open")
	# too few to say anything
	made(2, engineer=f.engineer("Hardly There").name, delivery="No Address", state="Open")
	freeze("2026-03-20 10:00:00")
	assert set(seldom_asked(DAY, date(2026, 3, 20))) == {two}
	assert warn_managers() == 1
	assert frappe.get_all("Notification Log", {"for_user": MANAGER, "document_name": two})
	with as_user(MANAGER):
		rows = {row["engineer"]: row for row in survey_response.execute(PERIOD)[1]}
	assert (rows[two]["closings"], rows[two]["reached"], rows[two]["reach"]) == (10, 1, 10.0)
	assert (rows[two]["response_rate"], rows[two]["remark"]) == (10.0, "Seldom asked")
	assert (rows[one]["reach"], rows[one]["response_rate"], rows[one]["remark"]) == (80.0, 0.0, "")
	settings(survey_watch_below=0)
	assert warn_managers() == 0


def test_what_was_withdrawn_counts_neither_for_nor_against(survey, rest):
	act(survey.ticket, "Reopen")
	expire_surveys()
	figures = figures_by("engineer", DAY, DAY)[survey.engineer]
	assert (figures.opened, figures.withdrawn, figures.response_rate, figures.reach) == (1, 1, None, None)


def test_surveys_from_before_get_their_region_and_whose_words_they_hold(survey):
	region = f.territory("Marks Region")
	frappe.db.set_value("Service Ticket", survey.ticket, "region", region)
	frappe.db.set_value(
		"Service Survey",
		survey.name,
		{"region": None, "answered_through": None, "state": "Answered", "stars": 4},
	)
	complete_surveys.execute()
	found = frappe.get_doc("Service Survey", survey.name)
	assert (found.region, found.answered_through) == (region, "Staff")
