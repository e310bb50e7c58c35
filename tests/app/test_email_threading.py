"""Which mails join a ticket's messages, and what that does (C2, B1)."""

import pytest

import frappe

from fsm_app.intake.mail.senders import takes_part
from fsm_app.service_desk.merging import merge
from tests import host
from tests.app import factories as f
from tests.app.mailing import ADDRESS, ANN, BOB, account, contact, raw, receive_mail, settings, ticket_of
from tests.app.tickets import act, clock_of, walk

TICKET = "Service Ticket"
DISPATCHER = "mail-dispatcher@example.com"
STRANGER = "stranger@nowhere.example"


@pytest.fixture(autouse=True)
def customer():
	offering = f.offering(
		"Mail Repair",
		f.policy(
			"Mail Policy",
			targets=(("First Response", "", 3600), ("Next Reply", "", 3600), ("Resolution", "", 4 * 3600)),
		),
	)
	settings(
		default_company=f.company(),
		default_offering=offering,
		unknown_sender_customer=None,
		trusted_mail_server=None,
		acknowledge_requests=0,
		reopen_window_days=7,
	)
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.user(DISPATCHER, "Service Dispatcher")
	f.engineer("Mail Engineer")
	name = f.customer("Ann Company")
	contact(ANN, name)
	contact(BOB, f.customer("Bob Company"), "Bob")
	return name


@pytest.fixture
def ticket():
	return ticket_of(receive_mail(Message_ID="<request@customer.example>"))


def we_write(ticket, content: str = "We come tomorrow.", message_id: str = "ours@company.example", **values):
	"""A message of ours to the customer, as the ticket's form makes it."""
	return frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": "Sent",
			"subject": f"Re: {ticket.subject} (#{ticket.name})",
			"content": content,
			"sender": "desk@company.example",
			"recipients": ANN,
			"message_id": message_id,
			"reference_doctype": TICKET,
			"reference_name": ticket.name,
			**values,
		}
	).insert(ignore_permissions=True)


def messages(ticket) -> int:
	return frappe.db.count(
		"Communication", {"reference_name": ticket.name, "communication_type": "Communication"}
	)


def told(ticket) -> list[str]:
	return frappe.get_all("Notification Log", filters={"document_name": ticket.name}, pluck="for_user")


def closed(ticket, when: str = "2026-03-02 10:00:00"):
	walk(ticket, "Triage", "Dispatch", "Accept", "Arrive", "Complete", "Verify")
	act(ticket, "Close")
	frappe.db.set_value(TICKET, ticket.name, "closed_at", when)


def test_a_reply_to_our_mail_joins_the_ticket(ticket):
	we_write(ticket)
	answer = receive_mail("Fine.", subject="Re: The pump leaks", In_Reply_To="<ours@company.example>")
	assert answer.reference_name == ticket.name and messages(ticket) == 3


def test_a_reply_that_names_our_mail_among_its_references_joins_too(ticket):
	we_write(ticket)
	answer = receive_mail(
		"Fine.",
		subject="Something else",
		In_Reply_To="<unknown@x.example>",
		References="<ours@company.example> <unknown@x.example>",
	)
	assert answer.reference_name == ticket.name


def test_a_reply_with_the_number_in_its_subject_joins(ticket):
	assert receive_mail("Any news?", subject=f"回复: question (#{ticket.name})").reference_name == ticket.name


def test_a_folder_of_an_imap_mailbox_opens_and_continues_tickets(ticket):
	from frappe.email.receive import InboundMail

	box = account(append_to=None)
	box.use_imap = 1
	new = InboundMail(raw(subject="By IMAP"), box, append_to=TICKET).process()
	assert ticket_of(new).subject == "By IMAP"
	answer = raw(subject=f"Re: my pump (#{ticket.name})")
	assert InboundMail(answer, box, append_to=TICKET).process().reference_name == ticket.name
	elsewhere = InboundMail(raw(subject="Other"), box, append_to=None).process()
	assert not elsewhere.reference_name


def test_a_reply_without_any_thread_joins_by_its_subject_while_the_ticket_is_open(ticket):
	assert receive_mail("Any news?", subject="Re: The pump leaks").reference_name == ticket.name
	frappe.db.set_value(TICKET, ticket.name, "stage", "Cancelled")
	assert receive_mail("Any news?", subject="Re: The pump leaks").reference_name != ticket.name


def test_a_reply_whose_subject_says_nothing_is_no_answer_to_the_senders_ticket(ticket):
	assert receive_mail("Hello", subject="Re:").reference_name != ticket.name
	assert receive_mail("Hello", subject="pump").reference_name != ticket.name


def test_the_customers_message_starts_a_wait_and_ours_ends_it(ticket):
	walk(ticket, "Triage")
	receive_mail("Any news?", In_Reply_To="<request@customer.example>")
	assert clock_of(ticket, "Next Reply").state == "Running"
	we_write(ticket)
	assert clock_of(ticket, "Next Reply").state not in ("Running", "Paused")


@pytest.mark.parametrize(
	"headers",
	[{"Auto_Submitted": "auto-replied"}, {"subject": "自动回复: The pump leaks"}, {"sender": DISPATCHER}],
)
def test_what_nobody_waits_for_joins_without_moving_a_clock(ticket, headers):
	walk(ticket, "Triage")
	answer = receive_mail("I am away.", In_Reply_To="<request@customer.example>", **headers)
	assert answer.reference_name == ticket.name
	assert not clock_of(ticket, "Next Reply")


def test_a_mail_in_the_name_of_our_own_people_is_not_our_answer(ticket):
	receive_mail("Done, close it.", sender=DISPATCHER, In_Reply_To="<request@customer.example>")
	assert clock_of(ticket, "First Response").state == "Running"
	assert frappe.db.get_value(TICKET, ticket.name, "stage") == "Received"


def test_a_mail_in_the_name_of_our_mailbox_moves_no_clock(ticket):
	walk(ticket, "Triage")
	receive_mail("Hello", sender=ADDRESS, In_Reply_To="<request@customer.example>")
	assert not clock_of(ticket, "Next Reply")


def test_who_is_in_copy_takes_part(ticket):
	we_write(ticket, cc="Cleo <cleo@partner.example>, other@partner.example")
	answer = receive_mail("I agree.", sender="cleo@partner.example", In_Reply_To="<ours@company.example>")
	assert answer.reference_name == ticket.name
	assert not takes_part(STRANGER, ticket) and not takes_part("", ticket)


@pytest.mark.parametrize("by", ["headers", "subject"])
def test_another_customers_answer_becomes_a_ticket_of_its_own(ticket, by):
	headers = {"In_Reply_To": "<request@customer.example>"}
	if by == "subject":
		headers = {"subject": f"Re: The pump leaks (#{ticket.name})"}
	answer = receive_mail("Show me all.", sender=BOB, **headers)
	own = ticket_of(answer)
	assert own.name != ticket.name and own.customer == "Bob Company"
	assert messages(ticket) == 1 and not answer.in_reply_to
	assert DISPATCHER in told(own)


def test_a_strangers_answer_joins_nothing(ticket):
	answer = receive_mail("Show me all.", sender=STRANGER, In_Reply_To="<request@customer.example>")
	assert not answer.reference_name and not answer.in_reply_to
	assert messages(ticket) == 1


def test_a_stranger_cannot_answer_as_somebody_else_by_reply_to(ticket):
	answer = receive_mail(sender=STRANGER, Reply_To=ANN, In_Reply_To="<request@customer.example>")
	assert not answer.reference_name and answer.sender == STRANGER


def test_a_forged_answer_joins_nothing(ticket):
	answer = receive_mail(
		"Pay to this account.",
		In_Reply_To="<request@customer.example>",
		Authentication_Results="mx.us; spf=fail; dkim=none; dmarc=fail",
	)
	assert not answer.reference_name and messages(ticket) == 1


def test_an_answer_to_a_merged_ticket_goes_to_the_one_that_stays(ticket):
	other = ticket_of(receive_mail("The same", subject="Pump again", Message_ID="<second@customer.example>"))
	frappe.db.set_value(TICKET, other.name, "merged_into", ticket.name)
	answer = receive_mail("Any news?", In_Reply_To="<second@customer.example>")
	assert answer.reference_name == ticket.name


def test_thanks_for_a_closed_ticket_do_not_reopen_it_but_are_shown(ticket, freeze):
	closed(ticket)
	freeze("2026-03-05 10:00:00")
	answer = receive_mail("Thank you!", In_Reply_To="<request@customer.example>")
	assert answer.reference_name == ticket.name
	assert frappe.db.get_value(TICKET, ticket.name, "stage") == "Closed"
	assert DISPATCHER in told(ticket) and not clock_of(ticket, "Next Reply")


def test_an_answer_after_the_window_opens_a_new_ticket(ticket, freeze, customer):
	closed(ticket)
	freeze("2026-03-09 10:00:01")
	new = ticket_of(receive_mail("It leaks again.", In_Reply_To="<request@customer.example>"))
	assert new.name != ticket.name and new.customer == customer
	assert messages(ticket) == 1
	comments = frappe.get_all("Comment", filters={"reference_name": new.name}, pluck="content")
	assert any(ticket.name in comment for comment in comments)
	assert not clock_of(new, "Next Reply")


def test_an_automatic_answer_to_an_old_ticket_opens_none(ticket, freeze):
	closed(ticket)
	freeze("2026-04-01 10:00:00")
	before = frappe.db.count(TICKET)
	receive_mail("Away", In_Reply_To="<request@customer.example>", Auto_Submitted="auto-replied")
	assert frappe.db.count(TICKET) == before


def test_messages_that_do_not_come_by_mail_are_left_alone(ticket):
	written = we_write(ticket, sender=STRANGER, sent_or_received="Received", message_id=None)
	assert written.reference_name == ticket.name


def test_a_mail_about_another_document_stays_with_it(ticket):
	customer_mail = we_write(ticket, message_id="about-user@company.example")
	frappe.db.set_value(
		"Communication", customer_mail.name, {"reference_doctype": "User", "reference_name": "Guest"}
	)
	answer = receive_mail("Fine.", subject="Re: Account", In_Reply_To="<about-user@company.example>")
	assert (answer.reference_doctype, answer.reference_name) == ("User", "Guest")


@pytest.fixture
def outgoing(monkeypatch):
	monkeypatch.setitem(frappe.local.conf, "mail_server", "mail.example.com")
	monkeypatch.setitem(frappe.local.conf, "auto_email_id", "sender@example.com")
	monkeypatch.delattr(frappe.local, "outgoing_email_account", raising=False)


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite does not compose mails from forms")
def test_the_answer_to_a_mail_from_the_tickets_form_comes_back_to_it(ticket, outgoing):
	from frappe.core.doctype.communication.email import make

	sent = make(
		doctype=TICKET,
		name=ticket.name,
		subject=f"Re: {ticket.subject} (#{ticket.name})",
		content="<p>We come tomorrow.</p>",
		recipients=ANN,
		send_email=True,
	)
	stored = frappe.get_doc("Communication", sent["name"])
	queued = frappe.get_last_doc("Email Queue", filters={"communication": stored.name})
	assert f"(#{ticket.name})" in queued.message.replace("\n ", " ")
	answer = receive_mail("Fine.", subject="Re: visit", In_Reply_To=f"<{queued.message_id}>")
	assert answer.reference_name == ticket.name
	# Frappe empties its queue after a while.
	frappe.delete_doc("Email Queue", queued.name, force=True)
	later = receive_mail("Still fine.", subject="Re: visit", In_Reply_To=f"<{queued.message_id}>")
	assert later.reference_name == ticket.name


def test_the_answer_to_an_acknowledgement_comes_back_to_the_ticket(outgoing):
	settings(acknowledge_requests=1)
	ticket = ticket_of(receive_mail(subject="Acknowledged"))
	name = frappe.db.get_value(
		"Communication", {"communication_type": "Automated Message", "reference_name": ticket.name}
	)
	frappe.db.set_value("Communication", name, "message_id", "ack@company.example")
	answer = receive_mail("More.", subject="Re: received", In_Reply_To="<ack@company.example>")
	assert answer.reference_name == ticket.name


@pytest.mark.parametrize(
	"subject",
	[
		"Re: pump #{0}: more",
		"【#{0}】水泵还在漏",
		"水泵＃{0}，还在漏",
		"#{0}漏水",
		"pump (#{0}).",
		"转发：#{0}！",
	],
)
def test_a_number_is_read_whatever_stands_behind_it(ticket, subject):
	assert receive_mail("More", subject=subject.format(ticket.name)).reference_name == ticket.name


@pytest.mark.parametrize(
	"prefix",
	[
		"Re: ",
		"RE：",
		"ＲＥ：",
		"回复: ",
		"答复：",
		"回覆：",
		"转发：",
		"Fwd: ",
		"AW: ",
		"SV: RE[2]: ",
		"Re : ",
	],
)
def test_prefixes_of_all_mail_programs_join_by_the_subject(ticket, prefix):
	assert receive_mail("More", subject=f"{prefix}The pump leaks").reference_name == ticket.name


@pytest.mark.parametrize(
	"subject", ["long words " * 22, "水泵漏水，" * 48, 'Screen shows <ERR 7> "stop" ' * 9]
)
def test_an_answer_to_a_subject_that_was_cut_joins(customer, subject):
	first = ticket_of(receive_mail("It leaks", subject=subject))
	assert len(first.subject) <= 140
	answer = receive_mail("More", subject=f"Re: {subject}")
	assert answer.reference_name == first.name


def test_an_answer_to_a_request_that_was_itself_an_answer_joins(customer):
	first = ticket_of(receive_mail("It leaks", subject="Re: offer 7"))
	assert receive_mail("More", subject="Re: offer 7").reference_name == first.name
	assert receive_mail("More", subject="Re: Re: offer 7").reference_name == first.name


def test_an_answer_by_the_subject_of_a_merged_ticket_goes_to_the_one_that_stays(ticket):
	other = ticket_of(receive_mail("The same", subject="Pump again"))
	merge(other.name, ticket.name)
	assert receive_mail("Any news?", subject="Re: Pump again").reference_name == ticket.name
	assert receive_mail("Any news?", subject=f"pump #{other.name}: more").reference_name == ticket.name


def test_a_merged_tickets_subject_brings_no_other_customer_in(ticket):
	other = ticket_of(receive_mail("The same", subject="Pump again"))
	merge(other.name, ticket.name)
	for subject in ("Re: Pump again", f"Re: Pump again (#{other.name})"):
		answer = ticket_of(receive_mail("Show me", sender=BOB, subject=subject))
		assert answer.name != ticket.name and answer.customer == "Bob Company"
