"""What a customer does about the work by their ticket's link: confirms it or not, rates it, sends photos; and whose certificates
they see (N2, C2, I1, H2)."""

import io
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

import frappe

from fsm_app.common import clock
from fsm_app.customer_page import links
from fsm_app.customer_page.links import LINK
from tests.app import customer_pages as c
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.test_catalogue import LICENCE, certification, holds
from tests.app.test_customer_page import page
from tests.app.test_portal import picture
from tests.app.test_portal_pages import Browser
from tests.app.tickets import act, walk

CALL = "/api/method/fsm_app.api.customer_page."
ALLOWED = {"customers_confirm": 1, "customers_send_photos": 1}


@pytest.fixture
def engineer(freeze):
	freeze(c.NOW)
	c.decided(**ALLOWED)
	p.no_gates()
	return c.alone()


def done(**values):
	return walk(c.agreed(reported_by="Tuesday Reporter", **values), "Arrive", "Complete")


def post(rest, method: str, token: str, expected: int = 200, **values):
	answer = rest.post(f"{CALL}{method}", json={"k": token, **values})
	assert answer.status_code == expected, answer.text[-800:]
	return answer


def stage(ticket) -> str:
	return frappe.db.get_value("Service Ticket", ticket.name, "stage")


def said(ticket, kind: str) -> list[str]:
	return frappe.get_all(
		"Comment", {"reference_name": ticket.name, "comment_type": kind, "owner": "Guest"}, pluck="content"
	)


# confirming


def test_a_customer_confirms_by_the_link_in_nobody_elses_name(engineer, rest):
	ticket = done()
	token = c.token(ticket)
	assert "Confirm: solved" in page(rest, token)
	for _twice in range(2):
		post(rest, "confirm_work", token)
	row = frappe.db.get_value(
		"Service Ticket", ticket.name, ["stage", "modified_by", "confirmed_at"], as_dict=True
	)
	assert (row.stage, row.modified_by, bool(row.confirmed_at)) == ("Confirmed", "Guest", True)
	assert said(ticket, "Workflow") == ["Confirmed"]
	assert said(ticket, "Info") == ["The customer has confirmed by their link that it is solved."]
	shown = page(rest, token, confirmed=1)
	assert "Thank you for confirming" in shown and "Confirm: solved" not in shown and "Not solved" in shown


def test_not_solved_opens_it_again_once_with_the_reason_and_those_who_act_are_told(engineer, rest):
	ticket = done()
	token = c.token(ticket)
	for _twice in range(2):
		post(rest, "not_solved", token, reason="It leaks <again>", client_key=c.KEY)
	assert stage(ticket) == "Reopened"
	assert frappe.db.get_value("Service Ticket", ticket.name, "reopen_count") == 1
	rows = frappe.get_all("Communication", {"reference_name": ticket.name}, ["sender", "sender_full_name"])
	assert [(row.sender, row.sender_full_name) for row in rows] == [(c.ADDRESS, "Tuesday Reporter")]
	assert "It leaks &lt;again&gt;" in page(rest, token)
	told = frappe.get_all("Notification Log", {"document_name": ticket.name}, ["for_user", "subject"])
	assert any(row.for_user == c.DISPATCHER and "has written" in row.subject for row in told)


def test_the_reason_of_the_second_who_has_the_link_is_kept_too(engineer, rest):
	ticket = done()
	token = c.token(ticket)
	post(rest, "not_solved", token, reason="It leaks", client_key=c.KEY)
	for _twice in range(2):
		post(rest, "not_solved", token, reason="And it smells", client_key=c.KEY[::-1])
	# Without a key nobody could tell it from a doubled click.
	post(rest, "not_solved", token, reason="Again", client_key="")
	contents = frappe.get_all(
		"Communication", {"reference_name": ticket.name}, pluck="content", order_by="creation, name"
	)
	assert sorted("smells" in content for content in contents) == [False, True]
	assert frappe.db.get_value("Service Ticket", ticket.name, "reopen_count") == 1


def test_it_is_off_until_the_company_decides(engineer, rest):
	ticket = done()
	token = c.token(ticket)
	c.decided(customers_confirm=0, customers_send_photos=0)
	shown = page(rest, token)
	for word in ("Confirm: solved", "Not solved", "Send photos"):
		assert word not in shown
	post(rest, "confirm_work", token, 417)
	post(rest, "not_solved", token, 417, reason="Why", client_key=c.KEY)
	assert send(rest, token, picture()).status_code == 417
	frappe.delete_doc("Customer Page Rules", f.company(), ignore_permissions=True)
	post(rest, "confirm_work", token, 417)
	assert stage(ticket) == "Done" and not said(ticket, "Info")
	assert not frappe.db.exists("Communication", {"reference_name": ticket.name})


def test_the_workflow_says_what_customers_may_do_and_a_reason_is_needed(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)
	post(rest, "confirm_work", token, 417)
	assert stage(ticket) == "Accepted"
	walk(ticket, "Arrive", "Complete")
	post(rest, "not_solved", token, 417, reason="  ")
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	for row in workflow.transitions:
		if row.allowed == "Customer" and row.action == "Confirm":
			row.condition = "doc.priority == 'Low'"
	for row in [row for row in workflow.transitions if row.allowed == "Customer" and row.action == "Reopen"]:
		workflow.remove(row)
	workflow.save()
	assert "Confirm: solved" not in page(rest, token) and "Not solved" not in page(rest, token)
	post(rest, "confirm_work", token, 417)
	post(rest, "not_solved", token, 417, reason="Why")
	assert stage(ticket) == "Done"
	frappe.db.set_value("Service Ticket", ticket.name, "priority", "Low")
	post(rest, "confirm_work", token)
	assert stage(ticket) == "Confirmed"


def test_the_check_that_the_app_made_is_for_one_state_alone(engineer):
	ticket = frappe.get_doc("Service Ticket", done().name)
	frappe.set_user("Guest")
	try:
		ticket.flags.ignore_permissions = True
		ticket.flags.state_checked = "Confirmed"
		ticket.workflow_state = "Closed"
		with pytest.raises((frappe.PermissionError, frappe.ValidationError)):
			ticket.save()
	finally:
		frappe.set_user("Administrator")
	assert stage(ticket) == "Done"


def test_nobody_takes_a_request_back_by_a_link(engineer, rest):
	ticket = f.ticket(contact_email=c.ADDRESS)
	token = c.token(ticket)
	assert "Cancel this request" not in page(rest, token)
	assert rest.post(f"{CALL}cancel", json={"k": token, "reason": "x"}).status_code in (404, 417)
	assert stage(ticket) == "Received"


def test_a_closed_ticket_is_reopened_within_the_window_only(engineer, rest):
	closed = walk(done(), "Verify", "Close")
	token = c.token(closed)
	days = frappe.db.get_single_value("Field Service Settings", "reopen_window_days")
	frappe.db.set_value(LINK, {"ticket": closed.name}, "expires_at", "2027-03-02 09:00:00")
	with clock.at(clock.now() + timedelta(days=days + 1)):
		assert "Not solved" not in page(rest, token)
		post(rest, "not_solved", token, 417, reason="It leaks again")
	assert stage(closed) == "Closed"
	post(rest, "not_solved", token, reason="It leaks again")
	assert stage(closed) == "Reopened"


def test_a_wrong_or_revoked_link_does_nothing(engineer, rest):
	ticket = done()
	token = c.token(ticket)
	links.revoke_all(ticket.name)
	for wrong in (token, ticket.name, "no-such", ["like", "%"]):
		for method in ("confirm_work", "not_solved"):
			answer = rest.post(f"{CALL}{method}", json={"k": wrong, "reason": "x"})
			assert answer.status_code in (404, 417), answer.text[-500:]
	assert send(rest, token, picture()).status_code == 404
	assert stage(ticket) == "Done" and not photos(ticket)


# rating


def test_the_survey_opens_from_the_page_as_from_its_e_mail(engineer, rest):
	closed = walk(done(), "Verify", "Close")
	token = c.token(closed)
	link = re.search(r'href="([^"]*/service-survey\?[^"]*)"', page(rest, token))[1].replace("&amp;", "&")
	key = parse_qs(urlsplit(link).query)["k"][0]
	assert rest.get("/service-survey", params={"k": key}).status_code == 200
	c.decided(customers_confirm=0)
	assert "Rate our service" not in page(rest, token)
	c.decided(**ALLOWED)
	frappe.db.set_value("Service Survey", {"ticket": closed.name}, "state", "Answered")
	assert "Rate our service" not in page(rest, token)


# photos


def send(rest, token: str, content: bytes, name: str = "x.jpg"):
	return rest.upload(f"{CALL}add_photo", {"file": (io.BytesIO(content), name, "image/jpeg")}, k=token)


def photos(ticket) -> list[str]:
	return frappe.get_all("File", {"attached_to_name": ticket.name, "owner": "Guest"}, pluck="name")


def look(rest, token: str, photo: str):
	return rest.get(f"{CALL}photo", params={"k": token, "photo": photo})


def test_photos_are_kept_once_shown_again_and_are_the_tickets_own(engineer, rest):
	ticket, other = c.agreed(), c.agreed("14:00", "15:00", subject="Of somebody else")
	token, elsewhere = c.token(ticket), c.token(other)
	for _twice in range(2):
		answer = send(rest, token, picture())
		assert answer.status_code == 200, answer.text[-800:]
	(photo,) = photos(ticket)
	assert frappe.db.get_value("File", photo, "is_private") and not photos(other)
	assert f"photo={photo}" in page(rest, token)
	seen = look(rest, token, photo)
	assert seen.status_code == 200 and seen.data == picture()
	assert look(rest, elsewhere, photo).status_code == 404
	c.decided(customers_send_photos=0)
	assert look(rest, token, photo).status_code == 404 and "photo=" not in page(rest, token)


def test_looking_at_photos_does_not_close_the_page(engineer, rest, monkeypatch):
	monkeypatch.setattr(links, "USES_PER_HOUR", 4)
	monkeypatch.setattr(links, "PHOTOS_PER_HOUR", 6)
	ticket = c.agreed()
	token = c.token(ticket)
	send(rest, token, picture())
	(photo,) = photos(ticket)
	assert [look(rest, token, photo).status_code for _n in range(7)] == [200] * 6 + [429]
	page(rest, token)


def test_the_customers_people_see_them_in_the_portal_and_a_link_shows_none_of_theirs(engineer, rest):
	p.portal_user("clara@page-photos.example.com", f.customer(p.CUSTOMER))
	clara = Browser(rest.login("clara@page-photos.example.com"))
	ticket = c.agreed(customer=p.CUSTOMER)
	token = c.token(ticket)
	send(rest, token, picture())
	own = clara.client.upload(
		"/api/method/fsm_app.api.portal.add_photo",
		{"file": (io.BytesIO(picture("blue")), "y.jpg", "image/jpeg")},
		name=ticket.name,
	).json["message"]["photo"]
	(sent,) = photos(ticket)
	shown = clara.page(f"/service-tickets/{ticket.name}")
	assert f"photo={sent}" in shown and f"photo={own}" in shown
	assert f"photo={own}" not in page(rest, token) and look(rest, token, own).status_code == 404


def test_no_file_of_ours_comes_out_and_what_is_no_picture_does_not_come_in(engineer, rest):
	ticket = c.agreed()
	token = c.token(ticket)
	ours = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "ours.jpg",
			"content": picture(),
			"is_private": 1,
			"attached_to_doctype": "Service Ticket",
			"attached_to_name": ticket.name,
		}
	).insert(ignore_permissions=True)
	assert look(rest, token, ours.name).status_code == 404
	for content in (b"<svg onload=alert(1)>", b"", b"%PDF-1.4"):
		assert send(rest, token, content).status_code == 417
	assert rest.upload(f"{CALL}add_photo", {}, k=token).status_code == 417
	assert not photos(ticket)
	walk(ticket, "Arrive", "Complete", "Confirm", "Verify", "Close")
	assert send(rest, token, picture()).status_code == 417
	assert "Send photos" not in page(rest, token)


# certificates


def test_certificates_are_shown_as_the_company_says_and_never_a_number(engineer, rest):
	frappe.db.set_value("Service Certification", certification(), "issuer", "State Office")
	certificate = holds(engineer, valid_from="2026-01-01", valid_until="2026-03-03")
	other = certification("Crane Licence")
	f.make("Engineer Certification", engineer=engineer.name, certification=other, number="C-7")
	f.make(
		"Engineer Certification",
		engineer=engineer.name,
		certification=certification("Old Licence"),
		number="O-7",
		valid_until="2026-03-01",
	)
	offering = f.offering("Live Repair", certifications=[{"certification": certification()}])
	ticket = c.agreed(offering=offering)
	token = c.token(ticket)
	assert LICENCE not in page(rest, token)
	c.decided(certificates_shown="Those the Service Requires")
	shown = page(rest, token)
	assert LICENCE in shown and "State Office" in shown and "valid until 3 Mar 2026" in shown
	assert "Crane Licence" not in shown and f"No. {engineer.name}" not in shown and "C-7" not in shown
	c.decided(certificates_shown="All")
	shown = page(rest, token)
	assert "Crane Licence" in shown and "Old Licence" not in shown
	with clock.at(clock.now() + timedelta(days=2)):
		assert LICENCE not in page(rest, token)
	frappe.db.set_value("Engineer Certification", certificate.name, "verification", "Unverified")
	assert LICENCE not in page(rest, token)
	act(ticket, "Return", return_reason="No time")
	assert "Certificates of your engineer" not in page(rest, token)


def test_whoever_has_no_user_sees_no_certificate_of_a_company_without_rules(engineer, rest):
	holds(engineer)
	ticket = c.agreed()
	token = c.token(ticket)
	c.decided(certificates_shown="All")
	assert LICENCE in page(rest, token)
	frappe.delete_doc("Customer Page Rules", f.company(), ignore_permissions=True)
	assert LICENCE not in page(rest, token)
