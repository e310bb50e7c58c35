"""The survey's link: for one survey, answered once, and nothing that only opens it counts (I1)."""

import io

import pytest

import frappe

from fsm_app.feedback import survey_links
from fsm_app.feedback.survey import expire_surveys
from fsm_app.feedback.survey_answers import PER_ADDRESS_AND_HOUR
from fsm_app.feedback.survey_figures import from_one_device
from tests.app import factories as f
from tests.app import pictures
from tests.app import portal_users as p
from tests.app.surveys import (
	ANSWER,
	CLIENT_KEY,
	answered,
	body,
	closed_ticket,
	key_of,
	no_other_engineers,
	sender,
	settings,
	survey_of,
)
from tests.app.tickets import act, walk


@pytest.fixture
def survey(freeze):
	settings()
	no_other_engineers()
	f.engineer("Fitting One")
	freeze("2026-03-02 12:00:00")
	return survey_of(closed_ticket())


@pytest.fixture
def rest(rest):
	rest.headers |= sender()
	return rest


def stored(survey):
	return frappe.get_doc("Service Survey", survey.name)


def where(link: str) -> str:
	"""A link without the site, whose name in a request is that of the request."""
	return link.partition("/service-survey?")[2]


def refused(answer, status: int, error: str, survey) -> str:
	"""The words of a refusal, after which the survey is as it was."""
	assert (answer.status_code, answer.json["exc_type"]) == (status, error), answer.json
	assert not stored(survey).stars
	return answer.json["_server_messages"]


def test_a_customer_answers_without_a_login(survey, rest):
	answer = rest.post(
		ANSWER,
		json=body(
			survey,
			stars="4",
			nps="9",
			reasons='["On time", "Came late", "no reason of ours"]',
			comment="Well done",
		),
	)
	assert answer.status_code == 200, answer.json
	found = stored(survey)
	assert (found.state, found.stars, found.nps, found.comment) == ("Answered", 4, "9", "Well done")
	assert (found.answered_through, str(found.answered_at)) == ("Link", "2026-03-02 12:00:00")
	# those that are offered for four stars, and no others
	assert [row.reason for row in found.reasons] == ["On time"]


def test_stars_are_enough(survey, rest):
	assert rest.post(ANSWER, json=body(survey)).status_code == 200
	found = stored(survey)
	assert (found.stars, found.nps or "", found.comment or "", found.reasons) == (5, "", "", [])


def test_a_double_tap_counts_once_and_another_answer_not_at_all(survey, rest):
	for _tap in range(3):
		assert rest.post(ANSWER, json=body(survey, stars=4)).status_code == 200
	answer = rest.post(ANSWER, json=body(survey, stars=1, client_key=CLIENT_KEY[::-1]))
	assert (answer.status_code, answer.json["exc_type"]) == (410, "SurveyLinkUsed")
	assert "Your answer arrived" in answer.json["_server_messages"]
	assert stored(survey).stars == 4


@pytest.mark.parametrize(
	"change",
	[
		lambda key: key[:-1],
		lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
		lambda key: key.partition(".")[0],
		lambda key: key.partition(".")[0] + ".",
		lambda key: "." + key.partition(".")[2],
		lambda key: "",
		lambda key: "%",
		lambda key: "密" * 5000,
	],
)
def test_a_guessed_or_changed_link_answers_nothing(survey, rest, change):
	answer = rest.post(ANSWER, json=body(survey, k=change(key_of(survey))))
	assert "not complete or was changed" in refused(answer, 403, "SurveyLinkNotGenuine", survey)


def test_the_signature_of_one_survey_opens_no_other(survey, rest):
	other = survey_of(closed_ticket())
	changed = f"{other.name}.{key_of(survey).partition('.')[2]}"
	refused(rest.post(ANSWER, json=body(survey, k=changed)), 403, "SurveyLinkNotGenuine", other)


def test_a_look_into_the_database_makes_no_link(survey):
	"""What is stored is no part of the link but its name."""
	key = key_of(survey)
	kept = frappe.get_all("Service Survey Link", {"survey": survey.name}, ["*"])
	assert key.partition(".")[2] not in str(kept) + str(stored(survey).as_dict())


@pytest.mark.parametrize("daily_job_has_run", [True, False])
def test_an_expired_link_says_so(survey, rest, freeze, daily_job_has_run):
	freeze("2026-03-16 12:00:01")
	if daily_job_has_run:
		expire_surveys()
	answer = rest.post(ANSWER, json=body(survey))
	assert "This survey is over" in refused(answer, 410, "SurveyLinkOver", survey)


def test_a_ticket_that_comes_back_withdraws_its_survey_and_the_next_closing_asks_anew(survey, rest):
	act(survey.ticket, "Reopen")
	assert stored(survey).state == "Withdrawn"
	refused(rest.post(ANSWER, json=body(survey)), 410, "SurveyLinkOver", survey)
	ticket = walk(survey.ticket, "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	again = survey_of(ticket, cycle=1)
	assert rest.post(ANSWER, json=body(again, stars=3)).status_code == 200
	assert (stored(again).state, stored(survey).state) == ("Answered", "Withdrawn")


def test_an_answer_stays_when_the_ticket_comes_back(survey, rest):
	answered(rest, survey, stars=4)
	act(survey.ticket, "Reopen")
	assert (stored(survey).state, stored(survey).stars) == ("Answered", 4)


def test_marks_stay_with_whoever_did_the_work(survey, rest):
	first = survey.engineer
	answered(rest, survey, stars=5)
	second = f.engineer("Fitting Two").name
	act(survey.ticket, "Reopen")
	again = frappe.get_doc("Service Ticket", survey.ticket)
	again.update({"engineer": second, "override_reason": "The first one is away"}).save()
	ticket = walk(survey.ticket, "Dispatch", "Accept", "Arrive", "Complete", "Verify", "Close")
	assert ticket.engineer == second
	assert (stored(survey).engineer, survey_of(ticket, 1).engineer) == (first, second)


def test_a_get_is_no_answer(survey, rest):
	for _scanner in range(3):
		assert rest.get(ANSWER, params=body(survey)).status_code == 403
	assert stored(survey).state == "Open"
	assert rest.post(ANSWER, json=body(survey)).status_code == 200


@pytest.mark.parametrize(
	"values",
	[
		{"stars": 0},
		{"stars": 6},
		{"stars": "-1"},
		{"stars": ""},
		{"stars": "five"},
		{"nps": "11"},
		{"nps": "-1"},
		{"nps": "x"},
		{"comment": "x" * 2001},
		{"client_key": "short"},
		{"client_key": "x" * 65},
		{"website": "https://example.com"},
	],
)
def test_what_is_no_answer_leaves_the_link_as_it_was(survey, rest, values):
	refused(rest.post(ANSWER, json=body(survey, **values)), 417, "SurveyAnswerError", survey)
	assert rest.post(ANSWER, json=body(survey)).status_code == 200


@pytest.mark.parametrize("reasons", ["[", "{}", "[1, null, {}]", "words", [["x"]]])
def test_reasons_that_are_none_are_left_out_or_refused(survey, rest, reasons):
	answer = rest.post(ANSWER, json=body(survey, reasons=reasons))
	assert answer.status_code in (200, 417), answer.json
	assert stored(survey).reasons == []


def test_words_are_kept_as_words(survey, rest):
	found = answered(rest, survey, comment="Pressure < 2 <script>alert(1)</script>\x00\nThanks")
	assert "<script" not in found.comment and "\x00" not in found.comment
	assert found.comment.endswith("\nThanks")


def send_form(site, survey, photo: bytes):
	"""The form as a browser sends it with a picture."""
	data = {**body(survey), "photo": (io.BytesIO(photo), "../pump.exe")}
	return site.request(ANSWER, method="POST", data=data, headers=sender())


def test_a_photo_is_kept_with_the_survey_and_nobodys_own(survey, site):
	for _tap in range(2):
		assert send_form(site, survey, pictures.photo()).status_code == 200
	(file,) = frappe.get_all("File", {"attached_to_name": survey.name}, ["file_url", "is_private", "owner"])
	assert file.is_private and file.owner == "Administrator" and file.file_url == stored(survey).photo


def test_what_is_no_photo_answers_nothing(survey, site):
	refused(send_form(site, survey, b"<script>alert(1)</script>"), 417, "PhotoRefused", survey)
	assert send_form(site, survey, pictures.photo()).status_code == 200


def test_one_address_is_limited_and_another_is_not(survey, rest):
	wrong = body(survey, k="x.y")
	codes = [rest.post(ANSWER, json=wrong).status_code for _try in range(PER_ADDRESS_AND_HOUR + 1)]
	assert set(codes[:-1]) == {403} and codes[-1] == 429
	assert rest.post(ANSWER, json=body(survey), **sender()).status_code == 200


def test_who_serves_gives_no_marks_in_the_customers_place(survey, rest):
	f.user("fitter@example.com", "Service Engineer")
	answer = rest.login("fitter@example.com").post(ANSWER, json=body(survey), **sender())
	refused(answer, 403, "AnsweredByStaff", survey)


def test_a_customer_answers_in_the_portal_too(freeze, rest):
	settings()
	no_other_engineers()
	f.engineer("Fitting One")
	p.settings()
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	freeze("2026-03-02 12:00:00")
	survey = survey_of(closed_ticket(customer=p.CUSTOMER))
	anna = rest.login(p.ANNA)

	def link():
		answer = anna.get("/api/method/fsm_app.api.portal.ticket", params={"name": survey.ticket})
		return answer.json["message"]["survey"]

	assert where(link()) == where(survey_links.link_of(survey.name))
	assert anna.post(ANSWER, json=body(survey), **sender()).status_code == 200
	assert (stored(survey).answered_through, link()) == ("Portal", None)


def test_two_customers_on_one_device_are_seen_and_nothing_of_the_device(survey, rest, freeze):
	other = survey_of(closed_ticket(customer=f.customer("Somebody Else")))
	third = survey_of(closed_ticket(customer=f.customer("A Third One")))
	one_device = sender()
	for each, device in ((survey, one_device), (other, one_device), (third, sender())):
		assert rest.post(ANSWER, json=body(each), **device).status_code == 200
	day = frappe.utils.getdate("2026-03-02")
	assert from_one_device(day, day) == {survey.engineer: sorted([survey.name, other.name])}
	kept = str(frappe.get_all("Service Survey Link", fields=["*"]))
	assert one_device["X-Forwarded-For"] not in kept
	freeze("2026-05-30 12:00:00")
	survey_links.forget_devices()
	assert from_one_device(day, day)
	freeze("2026-06-01 12:00:00")
	survey_links.forget_devices()
	assert from_one_device(day, day) == {}


def test_nobody_reads_what_links_are_made_of(survey, rest):
	f.user("chief@example.com", "System Manager", "Service Manager")
	client = rest.login("chief@example.com")
	for path in ("/api/resource/Service Survey Link", f"/api/resource/Service Survey Link/{survey.name}"):
		assert client.get(path).status_code == 403


def test_the_link_is_copied_by_those_who_coordinate_and_that_is_noted(survey, rest, freeze):
	f.user("desk@example.com", "Service Dispatcher")
	f.user("fitter@example.com", "Service Engineer")
	path = "/api/method/fsm_app.api.survey."
	answer = rest.login("fitter@example.com").post(path + "copy_link", json={"survey": survey.name})
	assert answer.status_code == 403
	client = rest.login("desk@example.com")
	answer = client.post(path + "copy_link", json={"survey": survey.name})
	assert where(answer.json["message"]["link"]) == where(survey_links.link_of(survey.name))
	again = client.post(path + "copy_link_of_ticket", json={"ticket": survey.ticket})
	assert again.json["message"] == answer.json["message"]
	assert stored(survey).copied_by == "desk@example.com"
	freeze("2026-03-20 12:00:00")
	assert client.post(path + "copy_link", json={"survey": survey.name}).status_code == 417


def test_a_survey_from_before_there_were_links_gets_one_when_it_is_copied(survey, rest):
	frappe.db.delete("Service Survey Link", {"survey": survey.name})
	assert survey_links.open_survey_link(survey.ticket) is None
	f.user("desk@example.com", "Service Dispatcher")
	path = "/api/method/fsm_app.api.survey.copy_link"
	link = rest.login("desk@example.com").post(path, json={"survey": survey.name}).json["message"]["link"]
	assert where(link) == where(survey_links.open_survey_link(survey.ticket))
