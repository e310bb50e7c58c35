"""The survey's pages as the website serves them, in both languages, to guests (I1). Only a bench prints."""

import re

import pytest
import requests

import frappe

from fsm_app.feedback import survey_links, unsubscriptions
from tests import host
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.intake_load import site_under_load
from tests.app.served_site import PATIENCE
from tests.app.surveys import (
	ADDRESS,
	ANSWER,
	CLIENT_KEY,
	answered,
	closed_ticket,
	key_of,
	no_other_engineers,
	sender,
	settings,
	survey_of,
)
from tests.app.test_portal_pages import Browser
from tests.app.tickets import act

FORM = '<form id="survey"'


@pytest.fixture
def survey(freeze):
	settings()
	no_other_engineers()
	f.engineer("Fitting One")
	freeze("2026-03-02 12:00:00")
	return survey_of(closed_ticket())


def page(client, survey, **params):
	return client.get("/service-survey", params={"k": key_of(survey), **params})


def test_a_guest_sees_the_questions_and_nothing_of_the_caller(survey, rest):
	answer = page(rest, survey)
	assert answer.status_code == 200
	assert FORM in answer.text and survey.ticket in answer.text and "Fitting One" in answer.text
	assert "How satisfied are you?" in answer.text and "On time" in answer.text
	assert ADDRESS not in answer.text and "The machine does not start" not in answer.text
	assert f.customer() not in answer.text
	assert 'name="robots" content="noindex' in answer.text and 'content="no-referrer"' in answer.text


def test_opening_it_changes_nothing_however_often(survey, rest):
	frappe.db.commit()  # the job that sends it has run
	before = frappe.get_doc("Service Survey", survey.name).as_dict()
	for _scanner in range(3):
		assert page(rest, survey).status_code == 200
		rest.get("/service-survey", params={"k": key_of(survey), "stars": "5", "client_key": CLIENT_KEY})
	assert frappe.get_doc("Service Survey", survey.name).as_dict() == before


def test_it_speaks_the_customers_language_and_changes_it_on_wish(survey, rest):
	frappe.db.set_value("Customer", f.customer(), "language", "zh")
	chinese = page(rest, survey).text
	assert "您满意吗" in chinese and "准时" in chinese and "English" in chinese
	english = page(rest, survey, _lang="en").text
	assert "How satisfied are you?" in english and "中文" in english and "您满意吗" not in english


@pytest.mark.parametrize(
	"change", [lambda key: key[:-1], lambda key: "", lambda key: '"><script>alert(1)</script>']
)
def test_a_changed_link_gets_a_page_that_says_so(survey, rest, change):
	answer = rest.get("/service-survey", params={"k": change(key_of(survey))})
	assert answer.status_code == 403
	assert "not complete or was changed" in answer.text and FORM not in answer.text
	assert "<script>alert" not in answer.text


def test_a_used_link_thanks_and_an_old_one_says_what_to_do(survey, rest, freeze):
	other = survey_of(closed_ticket())
	answered(rest, survey)
	used = page(rest, survey)
	assert used.status_code == 410 and "Your answer arrived on" in used.text and FORM not in used.text
	freeze("2026-03-17 12:00:00")
	over = page(rest, other)
	assert over.status_code == 410 and "please write to us or call us" in over.text


def test_in_chinese_too(survey, rest):
	frappe.db.set_value("Customer", f.customer(), "language", "zh")
	act(survey.ticket, "Reopen")
	assert "此调查已结束" in page(rest, survey).text


def test_who_serves_is_shown_no_questions(survey, rest):
	f.user("fitter@example.com", "Service Engineer")
	answer = page(rest.login("fitter@example.com"), survey)
	assert answer.status_code == 403 and FORM not in answer.text


def test_the_page_to_unsubscribe_asks_first(survey, rest):
	link, _one_click = unsubscriptions.links_for(ADDRESS, "zh")
	path = link[link.index("/service-survey-unsubscribe") :]
	answer = rest.get(path)
	assert answer.status_code == 200
	assert (
		"b****@customer.example" in answer.text and "不再询问我" in answer.text and ADDRESS not in answer.text
	)
	assert not unsubscriptions.is_unsubscribed(ADDRESS)
	changed = rest.get(path.replace("m=b", "m=c"))
	assert changed.status_code == 403 and 'id="unsubscribe"' not in changed.text


def test_the_portal_leads_to_the_open_survey(freeze, rest):
	settings()
	no_other_engineers()
	f.engineer("Fitting One")
	p.settings()
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	freeze("2026-03-02 12:00:00")
	survey = survey_of(closed_ticket(customer=p.CUSTOMER))
	anna = Browser(rest.login(p.ANNA))
	text = anna.page(f"/service-tickets/{survey.ticket}")
	link = re.search(r'href="([^"]*/service-survey\?[^"]*)"', text)[1].replace("&amp;", "&")
	assert key_of(survey) in link.replace("%2E", ".")
	answered(rest, survey)
	assert "service-survey" not in anna.page(f"/service-tickets/{survey.ticket}")


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite prints nothing")
def test_the_report_for_the_customer_carries_the_code_and_the_engineers_print_does_not(survey, as_user):
	ticket = frappe.get_doc("Service Ticket", survey.ticket)
	frappe.db.set_value(
		"Service Engineer", survey.engineer, "user", f.user("fitter@example.com", "Service Engineer")
	)

	def printed() -> str:
		return frappe.get_print("Service Ticket", ticket.name, "Service Report", doc=ticket)

	question = "Scan the code with your telephone"
	with as_user("fitter@example.com"):
		assert question not in printed()
		ticket.flags.goes_to_customer = True
		assert question in printed() and "<svg" in printed()
	ticket.flags.goes_to_customer = False
	f.user("desk@example.com", "Service Dispatcher")
	with as_user("desk@example.com"):
		assert question in printed()


@pytest.mark.commits
@pytest.mark.skipif(not host.ON_BENCH, reason="devsite answers one request at a time")
def test_twenty_answers_at_once_are_one():
	from concurrent.futures import ThreadPoolExecutor
	from threading import Barrier

	with site_under_load() as site:
		ticket = site.open_ticket(f"survey-{frappe.generate_hash(length=8)}").name
		frappe.db.rollback()
		row = frappe.get_doc("Service Ticket", ticket)
		name = (
			frappe.get_doc(
				{
					"doctype": "Service Survey",
					"ticket": ticket,
					"customer": row.customer,
					"sent_at": frappe.utils.now_datetime(),
					"expires_at": frappe.utils.add_days(frappe.utils.now_datetime(), 3),
					"survey_key": f"{ticket}:0",
				}
			)
			.insert()
			.name
		)
		survey_links.prepare(name)
		frappe.db.commit()
		key, start, address = survey_links.key_of(name), Barrier(20), sender()

		def send(number: int):
			body = {"k": key, "client_key": f"{CLIENT_KEY}{number // 2:02}", "stars": 3 + number % 3}
			headers = {"X-Frappe-Site-Name": frappe_site, **address}
			start.wait()
			return requests.post(site.url + ANSWER, json=body, headers=headers, timeout=PATIENCE)

		frappe_site = frappe.local.site
		try:
			with ThreadPoolExecutor(20) as pool:
				answers = list(pool.map(send, range(20)))
			codes = sorted(answer.status_code for answer in answers)
			# one is taken, and the other tap of the same page hears the same
			assert codes == [200] * 2 + [410] * 18, [answer.text[-300:] for answer in answers]
			frappe.db.rollback()
			(number,) = {n // 2 for n, answer in enumerate(answers) if answer.ok}
			stored = frappe.get_doc("Service Survey", name)
			assert stored.state == "Answered" and stored.stars in {
				3 + n % 3 for n in (2 * number, 2 * number + 1)
			}
		finally:
			frappe.db.rollback()
			frappe.db.delete("Service Survey Link", {"survey": name})
			frappe.db.delete("Service Survey", {"name": name})
			frappe.db.commit()
