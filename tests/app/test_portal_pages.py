"""The pages of the customer portal as the website serves them, in both languages (C2, N2, Q3)."""

import re
import shutil

import pytest

import frappe
from frappe.utils.password import update_password

from fsm_app.api import portal
from fsm_app.field_work.evidence_files import keep_file
from tests import host
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.test_portal import finished, picture
from tests.app.test_service_report import assets  # noqa: F401 (a fixture)
from tests.app.tickets import walk
from tests.rest import Rest


class Browser:
	"""Asks for pages as a user, by the user's token; as a guest without one."""

	def __init__(self, client):
		self.client = client

	def get(self, path: str, **params: str):
		return self.client.get(path, params=params or None, **{"X-Forwarded-For": "198.51.100.7"})

	def page(self, path: str, expected: int = 200, **params: str) -> str:
		answer = self.get(path, **params)
		assert answer.status_code == expected, answer.text[-2000:]
		return re.search(r'<div class="portal">.*?\n</div>', answer.text, re.S)[0]


def signed_in(rest) -> Browser:
	"""Anna's browser after signing in with a password, as people do."""
	update_password(p.ANNA, "a-Portal-9-password")
	login = rest.post("/api/method/login", json={"usr": p.ANNA, "pwd": "a-Portal-9-password"})
	cookies = "; ".join(cookie.split(";")[0] for cookie in login.headers.getlist("Set-Cookie"))
	return Browser(Rest(rest._request, {"Cookie": cookies}))


@pytest.fixture
def tickets():
	p.settings()
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	p.portal_user(p.BERTA, f.customer(p.OTHER))
	return {
		p.ANNA: f.ticket(subject='Pressure < 3 bar & "falling"', customer=p.CUSTOMER).name,
		p.BERTA: f.ticket(subject="Fault at Berta's", customer=p.OTHER).name,
	}


@pytest.fixture
def anna(tickets, rest):
	return Browser(rest.login(p.ANNA))


def test_a_guest_is_sent_to_the_login_and_comes_back(tickets, rest):
	for path in ("/service-tickets", "/service-tickets/new", f"/service-tickets/{tickets[p.ANNA]}"):
		answer = Browser(rest).get(path)
		assert answer.status_code == 302
		assert answer.headers["Location"].endswith("/login?redirect-to=" + path.replace("/", "%2F"))


def test_the_list_shows_the_customers_tickets_as_text_and_links(anna, tickets):
	page = anna.page("/service-tickets")
	assert "Pressure ‹ 3 bar &amp; “falling”" in page
	assert f'href="/service-tickets/{tickets[p.ANNA]}"' in page
	assert "Berta" not in page and tickets[p.BERTA] not in page
	assert "Nothing was found." in anna.page("/service-tickets", search="no such thing")
	assert "&#34;&gt;&lt;script&gt;" in anna.page("/service-tickets", search='"><script>')
	assert "Nothing was found." in anna.page("/service-tickets", status="done")
	assert "Nothing was found." in anna.page("/service-tickets", page="99999999999")
	assert tickets[p.ANNA] in anna.page("/service-tickets", page="nonsense")


def test_the_website_has_an_entry_for_it(tickets, rest):
	anna = signed_in(rest)
	page = anna.get("/me").text
	if host.frappe_version() >= 16:
		# One's account has no menu there; it leads to the page that has it.
		assert '<a href="/portal"' in page
		page = anna.get("/portal").text
	assert re.search(r'<a href="/service-tickets"[^>]*>\s*Service Tickets', page)


def test_a_ticket_shows_messages_photos_and_what_its_customer_can_do(anna, tickets, as_user):
	from fsm_app.intake.portal import messages as portal_messages
	from fsm_app.intake.portal import photos as portal_photos
	from fsm_app.intake.portal.customers import own_ticket

	name = tickets[p.ANNA]
	with as_user(p.ANNA):
		mine = own_ticket(name)
		portal_messages.receive(mine, "<script>alert(1)</script>\nWhen?")
		photo = portal_photos.add(mine, picture())
	page = anna.page(f"/service-tickets/{name}")
	assert "&lt;script&gt;alert(1)&lt;/script&gt;\nWhen?" in page
	assert "<script" not in page
	assert 'data-call="portal.cancel"' in page and 'data-call="portal.confirm"' not in page
	source = re.search(r'<img src="([^"]+)"', page)[1].replace("&amp;", "&")
	answer = anna.get(source)
	assert (answer.status_code, answer.data) == (200, picture())
	assert answer.headers["Content-Type"] == "image/jpeg"
	assert answer.headers["Content-Disposition"] == f"inline; filename={photo}.jpg"
	finished(as_user, name)
	page = anna.page(f"/service-tickets/{name}")
	assert 'data-call="portal.confirm"' in page and 'data-call="portal.not_solved"' in page
	assert "Karl Weber" in page


def test_customers_are_thanked_for_a_new_ticket_and_not_for_one_under_way(anna, tickets):
	address = f"/service-tickets/{tickets[p.ANNA]}"
	thanks = "We have your request and will get in touch with you."
	assert thanks in anna.page(address, opened="1")
	assert thanks not in anna.page(address)
	walk(frappe.get_doc("Service Ticket", tickets[p.ANNA]), "Triage")
	assert thanks not in anna.page(address, opened="1")


def test_who_confirms_is_thanked_once(anna, tickets, as_user):
	name = tickets[p.ANNA]
	finished(as_user, name)
	address = f"/service-tickets/{name}"
	thanks = "Thank you for confirming."
	assert thanks not in anna.page(address, confirmed="1")
	with as_user(p.ANNA):
		portal.confirm(name)
	assert thanks in anna.page(address, confirmed="1")
	assert thanks not in anna.page(address)


def test_the_ticket_tells_what_is_promised(anna, tickets):
	page = anna.page(f"/service-tickets/{tickets[p.ANNA]}")
	assert re.search(r"We will respond by <strong>\d+ \w+ 20\d\d, \d\d:\d\d</strong>", page)


def test_another_customers_ticket_looks_like_none_and_stays_open_to_its_own(anna, tickets, rest):
	def stripped(path):
		answer = anna.get(path)
		assert answer.status_code == 404
		return answer.text.replace(path.strip("/"), "PATH")

	bertas = f"/service-tickets/{tickets[p.BERTA]}"
	assert stripped(bertas) == stripped("/service-tickets/ST-1999-99999")
	assert "Fault at Berta" in Browser(rest.login(p.BERTA)).page(bertas)


def test_the_form_offers_what_is_the_customers(anna):
	p.serial_no("P-1", p.CUSTOMER)
	p.serial_no("P-9", p.OTHER)
	p.offering()
	page = anna.page("/service-tickets/new")
	assert 'value="P-1"' in page and "P-9" not in page
	assert 'value="Repair for Customers"' in page and 'value="Emergency Repair"' not in page


def test_a_user_without_customer_reads_why(rest):
	p.user("nobody@example.com")
	for path in ("/service-tickets", "/service-tickets/new", "/service-tickets/ST-1999-99999"):
		assert "belongs to no customer" in Browser(rest.login("nobody@example.com")).page(path, expected=403)


def test_the_pages_come_in_the_language_asked_for(anna, tickets):
	name = tickets[p.ANNA]
	answer = anna.get(f"/service-tickets/{name}", _lang="zh")
	assert '<html lang="zh"' in answer.text
	page = anna.page(f"/service-tickets/{name}", _lang="zh")
	assert re.search(r"20\d\d年", page)
	assert 'href="/service-tickets?_lang=zh"' in page
	assert re.search(r'_lang=en" data-language="en">English', page)


def test_customers_keep_the_language_that_they_chose(tickets, rest, as_user):
	browser = signed_in(rest)
	assert '<html lang="en"' in browser.get("/service-tickets").text
	with as_user(p.ANNA):
		portal.set_language("zh")
	assert '<html lang="zh"' in browser.get("/service-tickets").text


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite prints no PDF")
@pytest.mark.usefixtures("assets")
@pytest.mark.skipif(not shutil.which("wkhtmltopdf"), reason="needs wkhtmltopdf")
def test_the_service_report_is_theirs_once_the_work_is_done(anna, tickets, as_user):
	name = tickets[p.ANNA]
	with as_user(p.ANNA), pytest.raises(frappe.DoesNotExistError):
		portal.report(name)
	for ticket in tickets.values():
		finished(as_user, ticket)
	with as_user(p.ANNA):
		portal.report(name)
		assert frappe.local.response["filecontent"].startswith(b"%PDF")
		assert not frappe.local.flags.ignore_print_permissions
		with pytest.raises(frappe.DoesNotExistError):
			portal.report(tickets[p.BERTA])
	# No other print of their ticket is open to them.
	assert anna.get("/printview", doctype="Service Ticket", name=name).status_code == 403


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite prints no PDF")
def test_the_report_holds_the_pictures_of_its_ticket_only(tickets, as_user):
	from fsm_app.intake.portal.report import with_pictures

	def evidence(ticket: str, content: bytes) -> str:
		record = frappe.get_doc(
			{"doctype": "Service Evidence", "ticket": ticket, "kind": "Photo", "company": f.company()}
		)
		record.name = frappe.generate_hash(length=10)
		record.db_insert()
		url = keep_file(content, "jpg", record.name, "file")
		frappe.db.set_value("Service Evidence", record.name, "file", url)
		return url

	mine, bertas = evidence(tickets[p.ANNA], picture()), evidence(tickets[p.BERTA], picture("blue"))
	html = with_pictures(
		f'<img src="{mine}"><img src="{bertas}">', frappe.get_doc("Service Ticket", tickets[p.ANNA])
	)
	assert html.startswith('<img src="data:image/jpeg;base64,')
	assert html.endswith(f'<img src="{bertas}">')


def test_the_scripts_of_a_page_get_a_token_that_counts(tickets, rest):
	"""Without a visit to the Desk, pages said csrf_token = "None", and nothing was checked."""
	update_password(p.ANNA, "Rain-Falls-9-Times")
	entered = rest.post("/api/method/login", json={"usr": p.ANNA, "pwd": "Rain-Falls-9-Times"})
	sid = re.search(r"sid=(\w+)", " ".join(entered.headers.getlist("Set-Cookie")))[1]
	session = Rest(rest._request, {"Cookie": f"sid={sid}"})
	html = session.get("/service-tickets").get_data(as_text=True)
	token = re.search(r'frappe.csrf_token = "(\w+)"', html)[1]
	assert token not in ("None", "")
	sent = {"name": tickets[p.ANNA], "text": "Hello", "client_key": "csrf"}
	path = "/api/method/fsm_app.api.portal.send_message"
	assert session.post(path, json=sent).status_code in (400, 403)
	assert session.post(path, json=sent, **{"X-Frappe-CSRF-Token": token}).status_code == 200
	assert (
		token
		== re.search(r'frappe.csrf_token = "(\w+)"', session.get("/service-exam").get_data(as_text=True))[1]
	)
