"""Customers' own way through the portal: they open a ticket, talk about it, send photos and say how it ended (C2, N2)."""

import io

import pytest
from PIL import Image

import frappe

from fsm_app.api import customer_message, portal
from fsm_app.common import clock
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.field_work.photos import PhotoRefused, PhotoTooLarge
from fsm_app.intake.portal import actions as portal_actions
from fsm_app.intake.portal import messages as portal_messages
from fsm_app.intake.portal import photos as portal_photos
from fsm_app.intake.portal.customers import NotACustomer, own_ticket
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.tickets import act, clock_of, walk


@pytest.fixture
def anna(as_user):
	"""A portal user of a customer, in whose session the test then is; what they may choose is there."""
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	p.settings()
	with as_user(p.ANNA):
		yield p.ANNA


def opened(**values) -> str:
	return portal.new_ticket(**{"subject": "Pump stands still", "offering": p.offering(), **values})["name"]


def as_administrator(as_user, function, *args):
	with as_user("Administrator"):
		return function(*args)


def finished(as_user, name: str):
	"""The ticket after the work was done."""
	with as_user("Administrator"):
		frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
		f.engineer("Karl Weber", team=f.team())
		p.no_gates()
		return walk(name, "Triage", "Dispatch", "Accept", "Arrive", "Complete")


# opening


def test_a_customer_opens_a_ticket_and_finds_it_in_their_list(anna):
	serial = p.serial_no("P-1", f.customer(p.CUSTOMER))
	name = opened(
		subject="Pump  stands\nstill",
		description="Since <b>Monday</b>\nat 8",
		serial_no=serial,
		contact_phone="+49 30 123456",
	)
	ticket = frappe.get_doc("Service Ticket", name)
	assert (ticket.customer, ticket.source, ticket.owner, ticket.serial_no) == (
		f.customer(p.CUSTOMER),
		"Portal",
		anna,
		serial,
	)
	assert (caller_of(ticket).contact_email, caller_of(ticket).reported_by) == (anna, "anna")
	listed = portal.my_tickets()["tickets"]
	assert [(row["name"], row["subject"], row["open"]) for row in listed] == [
		(name, "Pump stands still", True)
	]
	shown = portal.ticket(name)
	assert shown["description"] == "Since <b>Monday</b>\nat 8"
	assert (shown["state"], shown["engineer_name"], shown["contact_phone"]) == (
		"We have your request",
		None,
		"+49 30 123456",
	)


def test_the_same_key_opens_one_ticket_and_does_not_meet_another_users(anna, as_user):
	first = opened(client_key="k1")
	assert opened(client_key="k1", subject="Something else") == first
	with as_user("Administrator"):
		p.portal_user(p.BERTA, f.customer(p.OTHER))
	with as_user(p.BERTA):
		assert opened(client_key="k1") != first


def test_without_an_offering_the_one_of_the_settings_applies(anna):
	name = opened(offering="")
	assert frappe.db.get_value("Service Ticket", name, "offering") == "Test Repair"


def test_what_is_not_for_customers_to_choose_is_refused_and_opens_nothing(anna):
	f.customer(p.OTHER)
	other = p.serial_no("P-9", p.OTHER)
	f.offering("Internal Work")
	before = frappe.db.count("Service Ticket")
	for values in (
		{"serial_no": other},
		{"serial_no": "no such number"},
		{"offering": "Internal Work"},
		{"customer": p.OTHER},
	):
		with pytest.raises(portal.NotYours):
			opened(**values)
	for subject in (" ", "x" * 141):
		with pytest.raises(portal_messages.MessageRefused):
			opened(subject=subject)
	with pytest.raises(portal_messages.MessageRefused):
		opened(description="x" * 5001)
	assert frappe.db.count("Service Ticket") == before


def test_a_user_of_two_customers_says_for_which_they_ask(anna, as_user):
	with as_user("Administrator"):
		p.portal_user(anna, f.customer(p.SECOND))
	with pytest.raises(portal.NotYours):
		opened()
	name = opened(customer=p.SECOND)
	assert portal.ticket(name)["customer"] == p.SECOND
	assert portal.choices()["customers"] == [p.SECOND, f.customer(p.CUSTOMER)]


def test_the_form_offers_the_customers_equipment_and_the_offerings_for_customers(anna):
	p.serial_no("P-1", f.customer(p.CUSTOMER))
	p.serial_no("P-9", f.customer(p.OTHER))
	f.offering("Internal Work")
	p.offering()
	chosen = portal.choices()
	assert [row["name"] for row in chosen["serial_numbers"]] == ["P-1"]
	names = [row["name"] for row in chosen["offerings"]]
	assert p.offering() in names and "Fault Repair" in names
	assert not {"Internal Work", "Emergency Repair"} & set(names)


# reading


def test_the_list_is_searched_filtered_and_paged(anna, as_user):
	names = [opened(subject=f"Fault {number}") for number in range(22)]
	first, second = portal.my_tickets(), portal.my_tickets(page=2)
	assert (len(first["tickets"]), first["more"]) == (20, True)
	assert (len(second["tickets"]), second["more"]) == (2, False)
	assert [row["name"] for row in first["tickets"] + second["tickets"]] == names[::-1]
	assert [row["name"] for row in portal.my_tickets(search="fault 7")["tickets"]] == [names[7]]
	assert [row["name"] for row in portal.my_tickets(search=names[3])["tickets"]] == [names[3]]
	portal.cancel(names[0], "Solved by ourselves")
	assert [row["name"] for row in portal.my_tickets(status="done")["tickets"]] == [names[0]]
	assert names[0] not in [row["name"] for row in portal.my_tickets(status="open", page=2)["tickets"]]


def test_the_progress_and_the_engineer_are_shown_as_they_become_known(anna, as_user):
	name = opened()
	states = [step["state"] for step in portal.ticket(name)["progress"]]
	assert states == ["now", *["ahead"] * 6]
	finished(as_user, name)
	shown = portal.ticket(name)
	assert [step["state"] for step in shown["progress"]] == [*["done"] * 5, "now", "ahead"]
	assert (shown["engineer_name"], shown["state"]) == ("Karl Weber", "Done, please confirm")


def test_what_the_customer_has_not_confirmed_is_not_said_to_be(anna, as_user):
	checked, confirmed = opened(), opened()
	for name in (checked, confirmed):
		finished(as_user, name)
	portal.confirm(confirmed)
	for name, label in ((checked, "Checked"), (confirmed, "Confirmed by you")):
		for action in ("Verify", "Close"):
			as_administrator(as_user, act, name, action)
			last = portal.ticket(name)["progress"][-1]
			assert (last["label"], last["state"]) == (label, "done")


def test_a_waiting_ticket_keeps_its_place_and_a_remote_service_has_nobody_on_the_way(anna, as_user):
	name = opened(offering=p.remote_offering())
	as_administrator(as_user, walk, name, "Triage", "Wait for Customer")
	shown = portal.ticket(name)
	assert [step["label"] for step in shown["progress"] if step["state"] == "now"] == ["Service planned"]
	assert "Engineer on the way" not in [step["label"] for step in shown["progress"]]
	assert (shown["state"], shown["tone"]) == ("Waiting for your answer", "waiting")


# messages


def test_a_message_starts_the_wait_for_a_reply_and_an_answer_ends_it(anna, as_user):
	f.policy("With Reply", targets=(("First Response", "", 3600), ("Next Reply", "", 3600)))
	name = opened(offering=p.offering("Repair With Reply", sla_policy="With Reply"))
	as_administrator(as_user, act, name, "Triage")
	portal.send_message(name, "When do you come?\n<i>We</i> stand still.", client_key="m1")
	portal.send_message(name, "When do you come?\n<i>We</i> stand still.", client_key="m1")
	assert clock_of(name, "Next Reply").state == "Running"
	messages = portal.ticket(name)["messages"]
	assert [(m["from_customer"], m["author"], m["text"]) for m in messages] == [
		(True, "anna", "When do you come?\n<i>We</i> stand still.")
	]
	with as_user("Administrator"):
		customer_message.send(name, "Tomorrow at 9.")
	assert clock_of(name, "Next Reply").state == "Met"
	assert [m["from_customer"] for m in portal.ticket(name)["messages"]] == [True, False]


def test_only_who_may_write_on_the_ticket_writes_to_the_customer(anna, as_user):
	name = opened()
	with as_user("Administrator"):
		f.user("auditor@example.com", "Service Auditor")
	for user in (anna, "auditor@example.com"):
		with as_user(user), pytest.raises(frappe.PermissionError):
			customer_message.send(name, "Hello")
	assert portal.ticket(name)["messages"] == []


def test_a_message_tells_the_dispatchers_and_the_engineer_who_has_the_ticket(anna, as_user):
	with as_user("Administrator"):
		f.user("dispatcher@example.com", "Service Dispatcher")
		f.user("portal-engineer@example.com", "Service Engineer")
	name = opened()
	told = {"document_name": name, "document_type": "Service Ticket"}
	portal.send_message(name, "First")
	assert frappe.db.exists("Notification Log", {**told, "for_user": "dispatcher@example.com"})
	with as_user("Administrator"):
		frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
		f.engineer("Karl Weber", user="portal-engineer@example.com", team=f.team())
		walk(name, "Triage", "Dispatch")
	portal.send_message(name, "Second")
	assert frappe.db.exists("Notification Log", {**told, "for_user": "portal-engineer@example.com"})


def test_an_angry_message_warns_as_an_e_mail_does(anna, as_user):
	name = opened()
	with as_user("Administrator"):
		frappe.db.set_single_value("Field Service Settings", "message_warning_threshold", 1)
	portal.send_message(name, "This is unacceptable!!! I want a refund or I call my lawyer!!!")
	assert frappe.db.get_value("Service Ticket", name, "tone_warning") == 1


def test_empty_and_overlong_messages_and_those_on_closed_tickets_are_refused(anna):
	name = opened()
	for text in ("", " \n ", "x" * 5001):
		with pytest.raises(portal_messages.MessageRefused):
			portal.send_message(name, text)
	portal.cancel(name, "Not needed any more")
	count = frappe.db.count("Communication", {"reference_name": name})
	with pytest.raises(portal_messages.MessageRefused):
		portal.send_message(name, "Hello?")
	assert frappe.db.count("Communication", {"reference_name": name}) == count


# photos


def picture(colour="red", size=(40, 30), format="JPEG") -> bytes:
	output = io.BytesIO()
	Image.new("RGB", size, colour).save(output, format=format)
	return output.getvalue()


def test_customers_send_photos_and_see_them_again(anna):
	ticket = own_ticket(opened())
	content = picture()
	photo = portal_photos.add(ticket, content)
	assert portal_photos.add(ticket, content) == photo
	blue = portal_photos.add(ticket, picture("blue", format="PNG"))
	assert [row["name"] for row in portal.ticket(ticket.name)["photos"]] == [photo, blue]
	stored = frappe.get_doc("File", photo)
	assert (stored.is_private, stored.attached_to_name, stored.owner) == (1, ticket.name, anna)
	assert portal_photos.content_of(ticket, photo)[1] == content


def test_only_images_of_a_sensible_size_and_number_are_kept(anna, as_user, monkeypatch):
	ticket = own_ticket(opened())
	for content in (b"", b"<script>alert(1)</script>", b"%PDF-1.4", picture()[:200]):
		with pytest.raises(PhotoRefused):
			portal_photos.add(ticket, content)
	with as_user("Administrator"):
		frappe.db.set_single_value("Field Service Settings", "max_photo_mb", 1)
	with pytest.raises(PhotoTooLarge):
		portal_photos.add(ticket, b"\xff\xd8" + b"0" * 1024 * 1024)
	monkeypatch.setattr(portal_photos, "PHOTOS_AT_MOST", 1)
	portal_photos.add(ticket, picture("green"))
	with pytest.raises(portal_photos.TooManyPhotos):
		portal_photos.add(ticket, picture("blue"))
	assert len(portal.ticket(ticket.name)["photos"]) == 1


# how it ended


def test_customers_confirm_the_work_in_their_own_name(anna, as_user):
	name = opened()
	assert portal.ticket(name)["actions"] == ["cancel"]
	finished(as_user, name)
	assert portal.ticket(name)["actions"] == ["confirm", "not_solved"]
	assert portal.confirm(name)["state"] == "Solved"
	assert portal.confirm(name)["state"] == "Solved"
	ticket = frappe.get_doc("Service Ticket", name)
	assert (ticket.stage, ticket.modified_by) == ("Confirmed", anna)
	assert ticket.confirmed_at
	comments = frappe.get_all(
		"Comment",
		{"reference_name": name, "comment_type": "Workflow"},
		pluck="owner",
		order_by="creation desc",
	)
	assert comments.count(anna) == 1


def test_not_solved_opens_the_ticket_again_and_keeps_the_reason(anna, as_user):
	name = opened()
	finished(as_user, name)
	assert portal.not_solved(name, "It leaks again")["state"] == "Reopened"
	portal.not_solved(name, "It leaks again")
	ticket = frappe.get_doc("Service Ticket", name)
	assert (ticket.stage, ticket.reopen_count, ticket.modified_by) == ("Reopened", 1, anna)
	assert [m["text"] for m in portal.ticket(name)["messages"]] == ["It leaks again"]
	with pytest.raises(portal_messages.MessageRefused):
		portal.not_solved(name, " ")


def test_a_closed_ticket_is_reopened_within_the_window_only(anna, as_user):
	name = opened()
	finished(as_user, name)
	closed = as_administrator(as_user, walk, name, "Verify", "Close")
	assert portal.ticket(name)["actions"] == ["not_solved"]
	days = frappe.db.get_single_value("Field Service Settings", "reopen_window_days")
	later = frappe.utils.add_days(frappe.utils.get_datetime(closed.closed_at), days + 1)
	with clock.at(later):
		assert portal.ticket(name)["actions"] == []
		with pytest.raises(frappe.ValidationError, match="reopened"):
			portal.not_solved(name, "It leaks again")
	assert frappe.db.get_value("Service Ticket", name, "stage") == "Closed"
	assert not portal.ticket(name)["messages"]


def test_customers_cancel_their_request_until_an_engineer_is_sent(anna, as_user):
	name, other = opened(), opened()
	portal.cancel(name, "Solved by ourselves")
	ticket = frappe.get_doc("Service Ticket", name)
	assert (ticket.stage, ticket.cancel_reason, ticket.modified_by) == (
		"Cancelled",
		"Solved by ourselves",
		anna,
	)
	finished(as_user, other)
	with pytest.raises(portal_actions.NotPossibleNow):
		portal.cancel(other, "Too late")
	assert not frappe.db.get_value("Service Ticket", other, "cancel_reason")


def test_the_administrators_workflow_decides_what_customers_may_do(anna, as_user):
	name = opened()
	finished(as_user, name)
	with as_user("Administrator"):
		workflow = frappe.get_doc("Workflow", "Service Ticket")
		for row in workflow.transitions:
			if row.allowed == "Customer" and row.action == "Confirm":
				row.condition = "doc.priority == 'Low'"
		for row in [r for r in workflow.transitions if r.allowed == "Customer" and r.action == "Reopen"]:
			workflow.remove(row)
		workflow.save()
	assert portal.ticket(name)["actions"] == []
	for act_on in (portal.confirm, lambda ticket: portal.not_solved(ticket, "Why")):
		with pytest.raises(portal_actions.NotPossibleNow):
			act_on(name)
	assert frappe.db.get_value("Service Ticket", name, "stage") == "Done"
	frappe.db.set_value("Service Ticket", name, "priority", "Low")
	assert portal.confirm(name)["state"] == "Solved"


# who they are


def test_a_contact_that_one_of_ours_has_made_gives_access(as_user):
	p.settings()
	p.user(p.ANNA)
	p.contact(p.ANNA, f.customer(p.CUSTOMER))
	ticket = f.ticket(customer=f.customer(p.CUSTOMER))
	with as_user(p.ANNA):
		assert portal.ticket(ticket.name)["name"] == ticket.name
		assert caller_of(opened()).contact


def test_a_disabled_customer_and_a_user_without_the_role_see_nothing(as_user):
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	f.user("norole@example.com")
	p.name_as_portal_user("norole@example.com", f.customer(p.CUSTOMER))
	# ERPNext gives the role when an administrator adds the portal user.
	frappe.db.delete("Has Role", {"parent": "norole@example.com", "role": "Customer"})
	frappe.clear_cache(user="norole@example.com")
	with as_user("norole@example.com"), pytest.raises(NotACustomer):
		portal.my_tickets()
	frappe.db.set_value("Customer", f.customer(p.CUSTOMER), "disabled", 1)
	with as_user(p.ANNA), pytest.raises(NotACustomer):
		portal.my_tickets()


def test_customers_choose_the_language_of_their_pages(anna):
	portal.set_language("zh")
	assert frappe.db.get_value("User", anna, "language") == "zh"
	with pytest.raises(portal.NotYours):
		portal.set_language("xx")


def test_somebody_elses_raw_key_tells_nothing(anna, as_user):
	with as_user("Administrator"):
		f.ticket(customer=f.customer(p.CUSTOMER), client_key="shared-key")
	try:
		opened(client_key="shared-key")
	except ClientKeyTaken:
		pytest.fail("the customer learned that somebody else had used the key")
