"""Suggestions about products come from tickets and are answered; those of the staff may have no author at all (I4)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate

from fsm_app.feedback import staff_suggestions
from fsm_app.feedback.suggestions import SuggestionWithoutAnswer, WorkflowWithoutStage
from tests import host
from tests.app import factories as f
from tests.app.surveys import ADDRESS, no_other_engineers, settings
from tests.app.tickets import walk

FITTER, COLLEAGUE, DEVELOPER, MANAGER, HR = (
	f"{name}@suggestions.example.com" for name in ("fitter", "colleague", "developer", "manager", "hr")
)
API = "/api/method/fsm_app.api.suggestions."
BOX = "Staff Suggestion"


@pytest.fixture
def people(freeze):
	settings()
	no_other_engineers()
	f.user(FITTER, "Service Engineer")
	f.user(COLLEAGUE, "Service Engineer")
	f.user(DEVELOPER, "Service Product Developer")
	f.user(MANAGER, "Service Manager")
	f.user(HR, "HR Manager")
	f.engineer("Suggesting Fitter", user=FITTER)
	freeze("2026-03-02 12:34:56")


@pytest.fixture
def ticket(people):
	return walk(f.ticket(opened_at="2026-03-02 10:00:00", contact_email=ADDRESS), "Triage", "Dispatch")


@pytest.fixture
def suggestion(ticket, rest):
	body = {"ticket": ticket.name, "title": "A longer hose", "description": "It never reaches the drain"}
	answer = rest.login(FITTER).post(API + "suggest", json=body)
	assert answer.status_code == 200, answer.json
	return frappe.get_doc("Product Suggestion", answer.json["message"]["name"])


def test_one_click_takes_over_what_the_ticket_is_about(suggestion, ticket):
	assert (suggestion.offering, suggestion.item_code, suggestion.company) == (
		ticket.offering,
		ticket.item_code,
		ticket.company,
	)
	assert (suggestion.stage, suggestion.votes, suggestion.owner) == ("Suggested", 0, FITTER)


def test_of_a_ticket_that_one_does_not_see_one_suggests_nothing(ticket, rest):
	body = {"ticket": ticket.name, "title": "A longer hose", "description": "x"}
	assert rest.login(COLLEAGUE).post(API + "suggest", json=body).status_code == 403
	made = {"doctype": "Product Suggestion", **body}
	assert rest.login(COLLEAGUE).post("/api/resource/Product Suggestion", json=made).status_code == 403


def vote(client, suggestion, **values):
	answer = client.post(API + "vote", json={"suggestion": suggestion.name, **values})
	assert answer.status_code == 200, answer.json
	return answer.json["message"]


def test_everybody_has_one_vote_and_may_take_it_back(suggestion, rest):
	fitter, colleague = rest.login(FITTER), rest.login(COLLEAGUE)
	for _tap in range(2):
		assert vote(fitter, suggestion) == {"votes": 1, "mine": True}
	assert vote(colleague, suggestion) == {"votes": 2, "mine": True}
	assert vote(fitter, suggestion, wanted=0) == {"votes": 1, "mine": False}
	suggestion.reload()
	assert suggestion.votes == 1
	answer = fitter.get(API + "my_vote", params={"suggestion": suggestion.name})
	assert answer.json["message"] is False


def test_nobody_reads_whose_votes_they_are(suggestion, rest):
	vote(rest.login(FITTER), suggestion)
	f.user("admin@suggestions.example.com", "System Manager")
	for user in ("admin@suggestions.example.com", MANAGER, COLLEAGUE):
		client = rest.login(user)
		assert client.get("/api/resource/Suggestion Vote").status_code == 403
		text = client.get(f"/api/resource/Product Suggestion/{suggestion.name}").get_data(as_text=True)
		assert FITTER not in text.replace(f'"owner":"{FITTER}"', "").replace(f'"modified_by":"{FITTER}"', "")


def test_a_customer_has_no_vote(suggestion, rest):
	f.user("buyer@customer.example", "Customer")
	answer = rest.login("buyer@customer.example").post(API + "vote", json={"suggestion": suggestion.name})
	assert answer.status_code == 403


def test_it_is_not_ended_without_an_answer(suggestion, as_user):
	with as_user(DEVELOPER):
		with pytest.raises(SuggestionWithoutAnswer):
			apply_workflow(frappe.get_doc("Product Suggestion", suggestion.name).as_dict(), "Decline")
		planned = apply_workflow(frappe.get_doc("Product Suggestion", suggestion.name).as_dict(), "Plan")
		assert planned.stage == "Planned"
		planned.update({"answer": "The next series has one"}).save()
		done = apply_workflow(planned.as_dict(), "Implement")
	assert (done.stage, done.answered_by) == ("Implemented", DEVELOPER)


def test_an_engineer_decides_nothing(suggestion, as_user):
	with as_user(FITTER), pytest.raises(frappe.PermissionError):
		frappe.get_doc("Product Suggestion", suggestion.name).update({"answer": "Yes"}).save()


def test_votes_and_times_are_not_written_by_hand(suggestion, as_user):
	with as_user(DEVELOPER):
		document = frappe.get_doc("Product Suggestion", suggestion.name)
		document.update(
			{"votes": 99, "customer_told_at": "2026-01-01 00:00:00", "stage": "Implemented"}
		).save()
	assert (document.votes, document.customer_told_at, document.stage) == (0, None, "Suggested")


def mails_to_customer(ticket) -> list[str]:
	names = frappe.get_all("Email Queue", {"reference_name": ticket.name}, pluck="name")
	found = [frappe.get_doc("Email Queue", name) for name in names]
	return [mail.message for mail in found if [row.recipient for row in mail.recipients] == [ADDRESS]]


def test_the_customer_is_told_once_in_their_language(suggestion, ticket, as_user, mail):
	frappe.db.set_value("Customer", ticket.customer, "language", "zh")
	with as_user(DEVELOPER):
		document = frappe.get_doc("Product Suggestion", suggestion.name)
		document.update({"answer": "下一批会更长"}).save()
		document.save()
	(message,) = frappe.get_all(
		"Communication",
		{"reference_name": ticket.name, "communication_medium": "Chat"},
		["subject", "content"],
	)
	assert message.subject == "您的建议：A longer hose" and "下一批会更长" in message.content
	assert len(mails_to_customer(ticket)) == 1
	assert document.customer_told_at
	assert frappe.get_all("Notification Log", {"for_user": FITTER, "document_name": suggestion.name})


def test_an_answer_that_is_not_for_the_customer_stays_inside(suggestion, ticket, as_user, mail):
	with as_user(DEVELOPER):
		document = frappe.get_doc("Product Suggestion", suggestion.name)
		document.update({"answer": "Too dear for us", "tell_customer": 0}).save()
	assert not frappe.get_all(
		"Communication", {"reference_name": ticket.name, "communication_medium": "Chat"}
	)
	assert mails_to_customer(ticket) == [] and not document.customer_told_at


def test_a_site_without_mail_answers_all_the_same(suggestion, as_user, monkeypatch):
	def broken(**_values):
		raise frappe.OutgoingEmailError("no account")

	monkeypatch.setattr(frappe, "sendmail", broken)
	with as_user(DEVELOPER):
		document = frappe.get_doc("Product Suggestion", suggestion.name)
		document.update({"answer": "Yes"}).save()
	assert document.customer_told_at


def test_a_workflow_without_meaning_is_refused():
	workflow = frappe.get_doc("Workflow", "Product Suggestion")
	workflow.states[0].update_value = "Somewhere"
	with pytest.raises(WorkflowWithoutStage):
		workflow.save()


def put_in(client, **values):
	body = {"title": "More breaks", "suggestion": "A bench in the workshop", "anonymous": 1, **values}
	answer = client.post(API + "put_in_box", json=body)
	assert (answer.status_code, answer.json.get("message")) == (200, None), answer.json


def the_suggestion():
	(name,) = frappe.get_all(BOX, {"title": "More breaks"}, pluck="name")
	return frappe.get_doc(BOX, name)


def tables() -> list[str]:
	if host.ON_BENCH:
		return frappe.db.get_tables(cached=False)
	return [name for (name,) in frappe.db.sql("select name from sqlite_master where type = 'table'")]


def rows_that_say(*words: str) -> dict[str, int]:
	"""By table, how many rows of the whole database hold one of the words, in any column."""
	found = {}
	for table in tables():
		rows = frappe.db.sql(f"select * from `{table}`", as_dict=True)
		number = sum(any(word in str(row.values()) for word in words) for row in rows)
		if number:
			found[table] = number
	return found


# A request of a user leaves that they were there, whatever they did.
PRESENCE = {"tabUser", "tabSessions"}


def test_an_anonymous_suggestion_is_nobodys(people, rest):
	"""Look through every table: the suggestion stands in one row, and nothing else has changed."""
	client = rest.login(FITTER)
	engineer = frappe.db.get_value("Service Engineer", {"user": FITTER})
	author = (FITTER, FITTER.partition("@")[0] + "@", engineer, "Suggesting Fitter")
	# what their first request brings about is not the suggestion's
	client.get("/api/method/frappe.auth.get_logged_user")
	before = rows_that_say(*author)
	put_in(client)
	document = the_suggestion()
	assert rows_that_say(document.name, "More breaks", "A bench in the workshop") == {f"tab{BOX}": 1}
	after = rows_that_say(*author)
	assert {table for table in after if after[table] != before.get(table)} <= PRESENCE
	assert (document.owner, document.modified_by, document.author) == ("Guest", "Guest", None)
	midnight = frappe.utils.get_datetime("2026-03-02 00:00:00")
	assert (document.creation, document.modified) == (midnight, midnight)
	assert document.suggested_on == getdate("2026-03-02")
	assert len(document.name) == 20 and not document.name.isdigit()


def test_what_is_counted_against_abuse_tells_of_nobody(people, rest, monkeypatch):
	counted = []
	monkeypatch.setattr("fsm_app.common.limits.take", lambda *given: counted.append(given))
	put_in(rest.login(FITTER))
	assert counted == []
	monkeypatch.setattr(staff_suggestions, "ANONYMOUS_A_DAY", 1)
	answer = rest.login(FITTER).post(
		API + "put_in_box", json={"title": "x", "suggestion": "y", "anonymous": 1}
	)
	assert (answer.status_code, answer.json["exc_type"]) == (417, "SuggestionRefused")


def test_with_a_name_it_is_ones_own(people, rest):
	put_in(rest.login(FITTER), anonymous=0)
	document = the_suggestion()
	assert (document.author, document.owner, document.anonymous) == (FITTER, FITTER, 0)


def test_words_are_kept_as_words(people, rest):
	put_in(rest.login(FITTER), suggestion="<script>alert(1)</script> less than 5 < 6")
	assert "<script" not in the_suggestion().suggestion


@pytest.mark.parametrize(
	"values", [{"title": " "}, {"suggestion": ""}, {"title": "x" * 141}, {"suggestion": "x" * 5001}]
)
def test_what_is_no_suggestion_is_refused(people, rest, values):
	body = {"title": "More breaks", "suggestion": "A bench", "anonymous": 1, **values}
	assert rest.login(FITTER).post(API + "put_in_box", json=body).status_code == 417
	assert not frappe.get_all(BOX, {"title": ["like", "More%"]})


@pytest.mark.parametrize("roles", [("Customer",), ()])
def test_the_box_is_for_the_staff(people, rest, roles):
	f.user("outsider@customer.example", *roles)
	body = {"title": "More breaks", "suggestion": "A bench", "anonymous": 1}
	assert rest.login("outsider@customer.example").post(API + "put_in_box", json=body).status_code == 403
	assert rest.post(API + "put_in_box", json=body).status_code == 403


def test_everybody_reads_state_and_answer_and_managers_write_them(people, rest, as_user):
	put_in(rest.login(FITTER))
	document = the_suggestion()
	with as_user(COLLEAGUE), pytest.raises(frappe.PermissionError):
		frappe.get_doc(BOX, document.name).update({"answer": "No"}).save()
	with as_user(HR):
		answered = frappe.get_doc(BOX, document.name)
		with pytest.raises(staff_suggestions.SuggestionRefused):
			answered.update({"state": "Declined"}).save()
		answered = frappe.get_doc(BOX, document.name)
		answered.update(
			{"state": "Accepted", "answer": "It comes in May", "author": HR, "anonymous": 0}
		).save()
	assert (answered.author, answered.anonymous) == (None, 1)
	read = rest.login(COLLEAGUE).get(f"/api/resource/{BOX}/{document.name}").json["data"]
	assert (read["state"], read["answer"], read["owner"]) == ("Accepted", "It comes in May", "Guest")


def test_managers_hear_of_new_ones_at_night_and_once(people, rest):
	put_in(rest.login(FITTER))
	name = the_suggestion().name
	assert not frappe.get_all("Notification Log", {"document_name": name})
	frappe.set_user("Administrator")
	assert staff_suggestions.tell_of_new() == 1
	assert staff_suggestions.tell_of_new() == 0
	told = frappe.get_all("Notification Log", {"document_name": name}, pluck="for_user")
	assert {MANAGER, HR} <= set(told) and len(told) == len(set(told))


def test_an_answer_to_a_named_one_is_told_and_to_an_anonymous_one_cannot_be(people, rest, as_user):
	put_in(rest.login(FITTER), anonymous=0)
	document = the_suggestion()
	with as_user(MANAGER):
		frappe.get_doc(BOX, document.name).update({"answer": "Yes"}).save()
	assert frappe.get_all("Notification Log", {"for_user": FITTER, "document_name": document.name})


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite keeps no history of what users open")
def test_who_looks_at_the_box_is_not_kept(people):
	for route in ("List/Staff Suggestion/List", "Form/Staff Suggestion/abc", "List/Service Ticket/List"):
		frappe.get_doc({"doctype": "Route History", "user": FITTER, "route": route}).insert()
	kept = frappe.get_all("Route History", {"user": FITTER}, pluck="route")
	assert kept == ["List/Service Ticket/List"]
