"""What a customer must not see or do, tried by functions, over REST and by forged records (D3)."""

import pytest

import frappe

from fsm_app.api import portal
from fsm_app.intake.portal import messages as portal_messages
from fsm_app.intake.portal import photos as portal_photos
from fsm_app.intake.portal.customers import NotACustomer, customers_of, own_ticket
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.test_portal import finished, picture
from tests.app.tickets import walk

OURS = (
	"Service Ticket",
	"SLA Clock",
	"SLA Event",
	"Service Visit",
	"Service Evidence",
	"Ticket Handover",
	"Service Engineer",
	"Service Offering",
	"Service Survey",
	"Service Complaint",
	"Dispatch Decision",
)


@pytest.fixture
def tickets():
	"""One ticket of Anna's company and one of Berta's."""
	p.settings()
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	p.portal_user(p.BERTA, f.customer(p.OTHER))
	return {
		p.ANNA: f.ticket(subject="Fault at Anna's", customer=p.CUSTOMER, contact_email=p.ANNA).name,
		p.BERTA: f.ticket(subject="Fault at Berta's", customer=p.OTHER).name,
	}


def everything(value) -> str:
	return frappe.as_json(value)


def said(answer) -> tuple:
	"""All that an answer gives away, without the number that Frappe draws for each."""
	entries = [frappe.parse_json(entry) for entry in frappe.parse_json(answer.json["_server_messages"])]
	return (
		[entry["message"] for entry in entries],
		{key: value for key, value in answer.json.items() if key != "_server_messages"},
	)


def refusal(function, *args) -> tuple:
	with pytest.raises(frappe.DoesNotExistError) as caught:
		function(*args)
	frappe.clear_messages()
	return type(caught.value), str(caught.value), getattr(caught.value, "doctype", None)


def test_another_customers_ticket_is_the_same_as_none_everywhere(tickets, as_user):
	acts = (
		(portal.ticket,),
		(portal.send_message, "Hello"),
		(portal.confirm,),
		(portal.not_solved, "Why"),
		(portal.cancel, "Why"),
		(portal.add_photo,),
		(portal.download, "x"),
	)
	with as_user(p.ANNA):
		for function, *rest in acts:
			other = refusal(function, tickets[p.BERTA], *rest)
			assert other == refusal(function, "ST-1999-00001", *rest)
			assert tickets[p.BERTA] not in other[1]
	untouched = frappe.get_doc("Service Ticket", tickets[p.BERTA])
	assert untouched.modified_by == "Administrator"
	assert not frappe.db.count("Communication", {"reference_name": untouched.name})


def test_over_rest_another_customers_ticket_gives_the_same_answer_as_none(tickets, rest):
	client = rest.login(p.ANNA)
	url = "/api/method/fsm_app.api.portal.ticket"
	other = client.get(url, params={"name": tickets[p.BERTA]})
	none = client.get(url, params={"name": "ST-1999-00001"})
	assert other.status_code == none.status_code == 404
	assert said(other) == said(none)
	assert client.get(url, params={"name": tickets[p.ANNA]}).json["message"]["subject"] == "Fault at Anna's"


def test_no_doctype_of_the_app_is_open_to_customers(tickets, rest):
	client = rest.login(p.ANNA)
	for doctype in OURS:
		assert client.get(f"/api/resource/{doctype}").status_code == 403, doctype
	mine = f"/api/resource/Service Ticket/{tickets[p.ANNA]}"
	assert client.get(mine).status_code == 403
	assert client.put(mine, json={"subject": "Changed"}).status_code == 403
	assert client.delete(mine).status_code == 403
	assert client.post("/api/resource/Service Ticket", json={"subject": "x"}).status_code == 403
	assert frappe.db.get_value("Service Ticket", tickets[p.ANNA], "subject") == "Fault at Anna's"


def test_customers_take_no_workflow_action_past_the_portal(tickets, rest, as_user):
	finished(as_user, tickets[p.ANNA])
	client = rest.login(p.ANNA)
	document = frappe.get_doc("Service Ticket", tickets[p.ANNA]).as_dict(convert_dates_to_str=True)
	# The marks by which the app itself lets them act come from the app alone.
	document["flags"] = {"customer_acts": True, "ignore_permissions": True}
	answer = client.post(
		"/api/method/frappe.model.workflow.apply_workflow", json={"doc": document, "action": "Confirm"}
	)
	assert answer.status_code == 403
	assert frappe.db.get_value("Service Ticket", tickets[p.ANNA], "stage") == "Done"


def test_guests_and_users_without_customer_are_turned_away(tickets, rest, as_user):
	url = "/api/method/fsm_app.api.portal.my_tickets"
	assert rest.get(url).status_code == 403
	p.user("nobody@example.com")
	assert rest.login("nobody@example.com").get(url).status_code == 403
	with as_user("nobody@example.com"):
		for function, *args in ((portal.choices,), (portal.new_ticket, "x"), (portal.set_language, "zh")):
			with pytest.raises(NotACustomer):
				function(*args)


def test_lists_and_filters_stay_within_the_customers_company(tickets, as_user):
	with as_user(p.ANNA):
		for search in ("", "Fault", "%", "' or 1=1 -- ", tickets[p.BERTA], "_", "\\"):
			for status in ("", "open", "done", "customer", '{"customer": ["like", "%"]}'):
				for page in (-5, 0, 1):
					rows = portal.my_tickets(search, status, page)["tickets"]
					assert {row["name"] for row in rows} <= {tickets[p.ANNA]}
		assert portal.my_tickets(page=10**9)["tickets"] == []


def test_arguments_of_another_type_are_refused_over_rest(tickets, rest):
	client = rest.login(p.ANNA)
	for path, values in (
		("ticket", {"name": {"customer": p.OTHER}}),
		("my_tickets", {"search": ["like", "%"]}),
		("my_tickets", {"page": "many"}),
	):
		answer = client.get(f"/api/method/fsm_app.api.portal.{path}", params=values)
		assert answer.status_code in (404, 417) or not {
			row["name"] for row in answer.json["message"]["tickets"]
		} - {tickets[p.ANNA]}
	answer = client.post(
		"/api/method/fsm_app.api.portal.new_ticket", json={"subject": {"a": 1}, "customer": ["like", "%"]}
	)
	assert answer.status_code == 417


def test_reading_needs_get_and_acting_post(tickets, rest):
	client = rest.login(p.ANNA)
	base = "/api/method/fsm_app.api.portal."
	assert client.get(f"{base}confirm", params={"name": tickets[p.ANNA]}).status_code == 403
	assert client.get(f"{base}send_message", params={"name": tickets[p.ANNA], "text": "x"}).status_code == 403


def test_internal_things_are_not_among_what_customers_read(tickets, as_user):
	name = tickets[p.ANNA]
	f.user("portal-engineer@example.com", "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("Karl Weber", user="portal-engineer@example.com", team=f.team("Night Shift"))
	ticket = walk(name, "Triage", "Dispatch")
	ticket.add_comment("Comment", "The customer is difficult")
	frappe.db.set_value(
		"Service Ticket",
		name,
		{"tone_warning": 1, "override_reason": "Nobody else wanted", "resolution_summary": "Not done yet"},
	)
	with as_user(p.ANNA):
		shown = everything(portal.ticket(name)) + everything(portal.my_tickets())
	assert "Karl Weber" in shown
	for secret in (
		"difficult",
		"tone_warning",
		"Nobody else",
		"portal-engineer@example.com",
		"Night Shift",
		"Not done yet",
		"priority",
		"due",
		"sla",
		"Berta",
	):
		assert secret.lower() not in shown.lower(), secret


def test_mail_between_the_service_and_others_is_not_shown(tickets, as_user):
	def mail(direction, sender, recipients, text, kind="Communication"):
		frappe.get_doc(
			{
				"doctype": "Communication",
				"communication_type": kind,
				"communication_medium": "Email",
				"sent_or_received": direction,
				"sender": sender,
				"recipients": recipients,
				"subject": "About the pump",
				"content": f"<p>{text}</p>",
				"reference_doctype": "Service Ticket",
				"reference_name": tickets[p.ANNA],
			}
		).insert(ignore_permissions=True)

	mail("Sent", "desk@example.com", f"Anna <{p.ANNA.upper()}>", "We come at 3")
	mail("Received", p.ANNA, "desk@example.com", "Thank you")
	mail("Sent", "desk@example.com", "parts@supplier.example.com", "They pay late")
	mail("Received", "parts@supplier.example.com", "desk@example.com", "We know")
	mail("Sent", "desk@example.com", p.ANNA, "Assigned to a team", kind="Automated Message")
	with as_user(p.ANNA):
		assert [m["text"] for m in portal.ticket(tickets[p.ANNA])["messages"]] == [
			"We come at 3",
			"Thank you",
		]


def test_a_contact_of_ones_own_making_opens_no_door(tickets, as_user):
	"""Frappe lets each user make contacts, with any link."""
	p.contact(p.ANNA, p.OTHER, owner=p.ANNA)
	assert customers_of(p.ANNA) == [f.customer(p.CUSTOMER)]
	with as_user(p.ANNA), pytest.raises(frappe.DoesNotExistError):
		own_ticket(tickets[p.BERTA])


def test_files_of_others_are_not_the_customers_photos(tickets, as_user):
	with as_user(p.BERTA):
		bertas = portal_photos.add(own_ticket(tickets[p.BERTA]), picture("blue"))
	ours = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "internal.jpg",
			"content": picture("green"),
			"is_private": 1,
			"attached_to_doctype": "Service Ticket",
			"attached_to_name": tickets[p.ANNA],
		}
	).insert()
	with as_user(p.BERTA):
		# Frappe lets each user attach a file of their own to any document that they can name.
		planted = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "planted.jpg",
				"content": picture("black"),
				"is_private": 1,
				"attached_to_doctype": "Service Ticket",
				"attached_to_name": tickets[p.ANNA],
			}
		).insert(ignore_permissions=True)
	with as_user(p.ANNA):
		assert portal.ticket(tickets[p.ANNA])["photos"] == []
		for file in (bertas, ours.name, planted.name, "x"):
			with pytest.raises(frappe.DoesNotExistError):
				portal.download(tickets[p.ANNA], file)


def test_a_file_that_only_claims_to_be_a_photo_is_not_handed_out(tickets, as_user):
	with as_user(p.ANNA):
		forged = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "photo",
				"content": b"<html><script>alert(1)</script></html>",
				"is_private": 1,
				"attached_to_doctype": "Service Ticket",
				"attached_to_name": tickets[p.ANNA],
			}
		).insert(ignore_permissions=True)
		with pytest.raises(frappe.ValidationError, match="Photo"):
			portal.download(tickets[p.ANNA], forged.name)


def test_posting_is_limited(tickets, rest):
	client = rest.login(p.ANNA)
	sender = f"sender-{frappe.generate_hash(length=10)}"  # counted for an hour, longer than a test lives
	statuses = [
		client.post(
			"/api/method/fsm_app.api.portal.send_message",
			json={"name": tickets[p.ANNA], "text": "Again", "client_key": "one"},
			**{"X-Forwarded-For": sender},
		).status_code
		for _ in range(61)
	]
	assert statuses == [200] * 60 + [429]
	assert frappe.db.count("Communication", {"reference_name": tickets[p.ANNA]}) == 1


def test_a_message_is_kept_as_text_and_never_as_markup(tickets, as_user):
	with as_user(p.ANNA):
		portal.send_message(tickets[p.ANNA], "<img src=x onerror=alert(1)>")
	content = frappe.db.get_value("Communication", {"reference_name": tickets[p.ANNA]}, "content")
	assert "<img" not in content
	assert portal_messages.as_html("<b>&") == "<p>&lt;b&gt;&amp;</p>"
