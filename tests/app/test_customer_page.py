"""The page behind a link: one ticket, for a while, and nothing for whoever guesses (N2)."""

import re
from datetime import timedelta

import pytest

import frappe

from fsm_app.api import customer_page as api
from fsm_app.common import clock
from fsm_app.customer_page import links
from fsm_app.customer_page.links import LINK
from tests import host
from tests.app import customer_pages as c
from tests.app import dispatching as d
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.test_portal import picture
from tests.app.test_portal_pages import Browser
from tests.app.tickets import act, walk

PAGE = "/service-ticket-status"
OVER = "This link is not valid, or not any more."


@pytest.fixture
def engineer(freeze):
	freeze(c.NOW)
	c.decided()
	return c.alone()


def page(rest, token: str, expected: int = 200, **params) -> str:
	answer = rest.get(PAGE, params={"k": token, **params})
	assert answer.status_code == expected, answer.text[-1500:]
	return re.search(r'<div class="portal".*', answer.text, re.S)[0]


def test_a_guest_sees_how_it_stands_and_not_who_or_where_the_customer_is(engineer, rest):
	ticket = c.agreed(subject="Pump <b>leaks</b>", contact_phone="+49 30 7654321")
	shown = page(rest, c.token(ticket))
	assert ticket.name in shown and "Engineer assigned" in shown and "Fitting One" in shown
	assert "Tuesday" not in shown and "3 Mar 2026, 10:00" in shown and "Confirm the appointment" in shown
	assert "Request received" in shown and "<b>leaks" not in shown
	for personal in (c.ADDRESS, "7654321", f.customer()):
		assert personal not in shown
	whole = rest.get(PAGE, params={"k": c.token(ticket)}).text
	assert 'name="robots" content="noindex' in whole and 'content="no-referrer"' in whole


def test_opening_it_changes_nothing(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)

	def state():
		return (
			frappe.get_doc("Service Ticket", ticket.name).as_dict(),
			frappe.get_all(LINK, fields=["*"], filters={"ticket": ticket.name}),
			frappe.db.count("Appointment Answer"),
		)

	frappe.db.commit()  # the job that sends a link has run
	before = state()
	for _scanner in range(3):
		page(rest, token)
	assert state() == before


def test_it_speaks_the_customers_language(engineer, rest):
	ticket = c.agreed()
	frappe.db.set_value("Customer", ticket.customer, "language", "zh")
	token = c.token(ticket)
	assert "确认预约" in page(rest, token) and "Confirm the appointment" in page(rest, token, _lang="en")


def test_whatever_is_wrong_with_a_link_is_told_alike(engineer, rest):
	ticket, other = c.agreed(), f.ticket(subject="Another one")
	good = c.token(ticket)
	revoked, handed, ended = c.token(ticket), c.token(other), c.token(ticket)
	links.revoke(frappe.get_last_doc(LINK, filters={"token_hash": links._hash(revoked)}).name)
	frappe.db.set_value("Service Ticket", other.name, "customer", f.customer("Somebody Else"))
	frappe.db.set_value(LINK, {"token_hash": links._hash(ended)}, "expires_at", "2026-03-02 08:59:59")
	gone = f.ticket(subject="To be deleted")
	deleted = c.token(gone)
	frappe.delete_doc("Service Ticket", gone.name, ignore_permissions=True)
	told = {
		re.sub(r'value="[^"]*"|href="[^"]*"', "", page(rest, token, 404))
		for token in ("", "no-such", good[:-1], good + "x", "x" * 5000, revoked, handed, ended, deleted)
	}
	assert len(told) == 1 and OVER in told.pop()
	assert ticket.name in page(rest, good)


def test_another_address_ends_the_links_that_went_to_the_old_one(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)
	ticket.reload()
	ticket.update({"contact_phone": "+49 30 1234567"}).save()
	page(rest, token)
	ticket.update({"contact_email": "right@customer-page.example"}).save()
	page(rest, token, 404)
	page(rest, c.token(ticket))


def test_an_anonymous_ticket_is_shown_to_nobody(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)
	frappe.db.set_value("Service Ticket", ticket.name, "anonymised_on", "2026-03-02")
	page(rest, token, 404)


def test_a_link_ends_by_the_companys_rules(engineer, rest):
	c.decided(link_days=2)
	token = c.token(c.agreed())
	with clock.at(clock.now() + timedelta(days=2)):
		page(rest, token)
	with clock.at(clock.now() + timedelta(days=2, seconds=1)):
		page(rest, token, 404)
	with clock.at(clock.now() + timedelta(days=33)):
		links.forget_old()
	assert not frappe.db.exists(LINK, {"token_hash": links._hash(token)})


def test_nothing_that_opens_a_page_is_stored(engineer):
	ticket = c.agreed()
	token = c.token(ticket)
	stored = frappe.get_last_doc(LINK, filters={"ticket": ticket.name}).as_dict()
	assert token not in str(stored) and len(token) >= 43
	assert token not in str(frappe.get_all("Version", fields=["*"])) + str(
		frappe.get_all("Comment", fields=["*"])
	)


def test_who_tries_tokens_out_is_stopped_and_who_has_one_is_not(engineer, rest):
	token = c.token(c.agreed())
	address = {"X-Forwarded-For": "198.51.100.77"}
	codes = [
		rest.get(PAGE, params={"k": f"guess-{n}"}, **address).status_code
		for n in range(links.WRONG_PER_HOUR + 1)
	]
	assert codes == [404] * links.WRONG_PER_HOUR + [429]
	assert rest.get(PAGE, params={"k": token}, **address).status_code == 200


def test_a_token_opens_its_own_ticket_through_each_function_and_no_other(engineer, rest):
	ticket, other = c.agreed(), c.agreed("14:00", "15:00", subject="Of somebody else")
	token = c.token(ticket)
	status = rest.get("/api/method/fsm_app.api.customer_page.status", params={"k": token})
	assert status.json["message"]["name"] == ticket.name and other.name not in status.text
	for method in ("confirm", "move", "send_message"):
		answer = rest.post(
			f"/api/method/fsm_app.api.customer_page.{method}",
			json={"k": "no-such", "name": other.name, "start": c.NOW, "client_key": c.KEY, "text": "x"},
		)
		assert answer.status_code == 404
	# A name, a ticket or conditions in place of a token.
	for wrong in (other.name, {"ticket": other.name}, ["like", "%"], 5, None):
		answer = rest.post("/api/method/fsm_app.api.customer_page.confirm", json={"k": wrong})
		assert answer.status_code in (404, 417), answer.text[-500:]
	for method in ("own_status", "engineer_photo_own"):
		answer = rest.get(f"/api/method/fsm_app.api.customer_page.{method}", params={"name": ticket.name})
		assert answer.status_code == 403
	for method in ("confirm_own", "copy_link", "revoke"):
		answer = rest.post(
			f"/api/method/fsm_app.api.customer_page.{method}",
			json={"name": ticket.name, "ticket": ticket.name},
		)
		assert answer.status_code == 403


@pytest.mark.skipif(not host.ON_BENCH, reason="only a bench prints")
def test_there_is_no_report_before_the_work_is_done(engineer, rest):
	token = c.token(c.agreed())
	assert rest.get("/api/method/fsm_app.api.customer_page.report", params={"k": token}).status_code == 404


def test_a_customer_writes_by_the_link_once_and_the_engineer_is_told(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)
	for _again in range(2):
		answer = rest.post(
			"/api/method/fsm_app.api.customer_page.send_message",
			json={"k": token, "text": "<script>x</script>\nThe gate is locked", "client_key": c.KEY},
		)
		assert answer.status_code == 200, answer.text[-800:]
	rows = frappe.get_all(
		"Communication", filters={"reference_name": ticket.name}, fields=["sender", "sent_or_received"]
	)
	assert [(row.sender, row.sent_or_received) for row in rows] == [(c.ADDRESS, "Received")]
	assert any("has written" in text for text in told(c.FITTER))
	shown = page(rest, token)
	assert "&lt;script&gt;x&lt;/script&gt;\nThe gate is locked" in shown
	assert "<strong>You</strong>" in shown and c.ADDRESS not in shown
	trapped = rest.post(
		"/api/method/fsm_app.api.customer_page.send_message",
		json={"k": token, "text": "Buy", "client_key": "k" * 16, "website": "spam.example"},
	)
	assert trapped.status_code == 417


def test_writing_is_limited_for_each_ticket(engineer, rest):
	token = c.token(c.agreed())
	codes = [
		rest.post(
			"/api/method/fsm_app.api.customer_page.send_message",
			json={"k": token, "text": "Hello", "client_key": c.KEY},
		).status_code
		for _n in range(api.WRITES_PER_HOUR + 1)
	]
	assert codes == [200] * api.WRITES_PER_HOUR + [429]


def test_who_comes_is_shown_as_the_company_says_and_undecided_is_private(engineer, rest):
	photo = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "fitter.jpg",
			"content": picture(),
			"is_private": 1,
			"attached_to_doctype": "User",
			"attached_to_name": c.FITTER,
		}
	).insert(ignore_permissions=True)
	frappe.db.set_value("User", c.FITTER, "user_image", photo.file_url)
	ticket = c.agreed()
	token = c.token(ticket)

	def seen() -> tuple[bool, int]:
		answer = rest.get("/api/method/fsm_app.api.customer_page.engineer_photo", params={"k": token})
		return "Fitting One" in page(rest, token), answer.status_code

	assert seen() == (True, 404)
	c.decided(engineer_shown="Name and Photo")
	assert seen() == (True, 200)
	c.decided(engineer_shown="Nothing")
	assert seen() == (False, 404)
	frappe.delete_doc("Customer Page Rules", f.company(), ignore_permissions=True)
	assert seen() == (False, 404)


def test_a_picture_that_is_not_the_engineers_own_is_shown_to_nobody(engineer, rest):
	c.decided(engineer_shown="Name and Photo")
	ticket = c.agreed()
	secret = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "evidence.jpg",
			"content": picture(),
			"is_private": 1,
			"attached_to_doctype": "Service Ticket",
			"attached_to_name": ticket.name,
		}
	)
	secret.flags.of_the_app = True
	secret.insert(ignore_permissions=True)
	frappe.db.set_value("User", c.FITTER, "user_image", secret.file_url)
	answer = rest.get("/api/method/fsm_app.api.customer_page.engineer_photo", params={"k": c.token(ticket)})
	assert answer.status_code == 404


def test_on_the_way_the_page_says_when_they_arrive_and_never_where_they_are(engineer, rest, freeze):
	engineer.starts_from = d.address("Depot", 31.2304, 121.4737)
	engineer.save()
	ticket = c.agreed(latitude=31.2304, longitude=121.6838)  # 20 km
	token = c.token(ticket)
	freeze("2026-03-03 09:20:00")
	act(ticket, "Travel")
	shown = page(rest, token)
	arrives = re.search(r"Expected at <strong>3 Mar 2026, (\d\d:\d\d)<", shown)[1]
	assert "09:30" < arrives < "11:00"
	assert "31.2" not in shown and "121." not in shown
	c.decided(arrival_shown=0)
	assert "Expected at" not in page(rest, token) and "They will be with you soon." in page(rest, token)


def test_coordinators_copy_and_revoke_links_and_others_do_not(engineer, as_user, rest):
	ticket = c.agreed()
	with as_user(c.DISPATCHER):
		token = c.token_in(api.copy_link(ticket.name)["link"])
		name = frappe.get_last_doc(LINK, filters={"ticket": ticket.name}).name
	page(rest, token)
	with as_user(c.FITTER), pytest.raises(frappe.PermissionError):
		api.copy_link(ticket.name)
	with as_user(c.FITTER), pytest.raises(frappe.PermissionError):
		api.revoke(name)
	with as_user(c.DISPATCHER):
		api.revoke(name)
	page(rest, token, 404)
	assert frappe.db.get_value(LINK, name, "revoked_by") == c.DISPATCHER


def test_another_companys_dispatcher_neither_sees_nor_makes_links(engineer, as_user):
	ticket = c.agreed()
	c.token(ticket)
	other = f.other_company("Page Elsewhere", "PE")
	user = f.user("elsewhere@customer-page.example", "Service Dispatcher")
	frappe.get_doc(
		{"doctype": "User Permission", "user": user, "allow": "Company", "for_value": other}
	).insert(ignore_permissions=True)
	with as_user(user):
		assert not frappe.get_list(LINK) and not frappe.get_list("Customer Page Rules")
		with pytest.raises(frappe.PermissionError):
			api.copy_link(ticket.name)


def test_the_portal_shows_the_same_to_its_customer_alone(engineer, rest):
	p.portal_user("anna@page-portal.example.com", f.customer(p.CUSTOMER))
	p.portal_user("berta@page-portal.example.com", f.customer(p.OTHER))
	ticket = walk(
		f.ticket(customer=p.CUSTOMER, **d.appointment("10:00", "11:00")), "Triage", "Dispatch", "Accept"
	)
	anna = Browser(rest.login("anna@page-portal.example.com"))
	shown = anna.page(f"/service-tickets/{ticket.name}")
	assert (
		"Confirm the appointment" in shown and "Choose another time" in shown and "What has happened" in shown
	)
	berta = rest.login("berta@page-portal.example.com")
	for method in ("confirm_own", "move_own"):
		answer = berta.post(
			f"/api/method/fsm_app.api.customer_page.{method}",
			json={"name": ticket.name, "start": "2026-03-03 12:00:00", "client_key": c.KEY},
		)
		assert answer.status_code == 404
	done = anna.client.post("/api/method/fsm_app.api.customer_page.confirm_own", json={"name": ticket.name})
	assert done.status_code == 200, done.text[-500:]
	assert "Confirmed by you" in anna.page(f"/service-tickets/{ticket.name}")


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation"
	)
