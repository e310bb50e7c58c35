"""Messages to webhooks: kept secret, sent once the escalation is committed, tried again, and never into our own network (B4)."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api.webhook import send_test
from fsm_app.common import outgoing
from fsm_app.service_levels import webhook_queue, webhook_transport, webhooks
from fsm_app.service_levels.webhook_transport import Answer, NotReached
from tests.app import factories as f
from tests.app.webhook_server import receiving

START = get_datetime("2026-03-02 10:00:00")
MANAGER = "manager@example.com"
PUBLIC = "203.119.1.1"
# The last part of the receiver's URL, which stands for the token in a real one.
TOKEN = "geheim"


@pytest.fixture(autouse=True)
def names(monkeypatch):
	"""What the name server answers: a public address for every name, unless a test says otherwise."""
	answers: dict[str, list[str]] = {}
	monkeypatch.setattr(outgoing, "resolve", lambda host, port: answers.get(host, [PUBLIC]))
	return answers


@pytest.fixture(autouse=True)
def by_hand(monkeypatch):
	"""Deliveries wait until the test sends them."""
	started = []
	monkeypatch.setattr(webhook_queue, "enqueue_sending", lambda: started.append(1))
	return started


@pytest.fixture
def receiver(monkeypatch, names):
	"""A receiver on this machine, to which the site may send."""
	monkeypatch.setitem(frappe.local.conf, "fsm_allow_private_webhooks", 1)
	names["127.0.0.1"] = ["127.0.0.1"]
	with receiving() as running:
		yield running


@pytest.fixture
def ticket(freeze):
	f.user(MANAGER, "Service Manager")
	freeze(START)
	return f.ticket(subject="The pump leaks")


def webhook(name: str = "Test Hook", url: str = "https://hooks.example.com/x", **values):
	values = {"kind": "JSON", "enabled": 1, **values}
	return frappe.get_doc({"doctype": "Service Webhook", "webhook_name": name, "url": url, **values}).insert()


def queued(ticket, hook, key: str = "step-1"):
	"""A delivery of the hook, as an escalation lays it ready."""
	assert webhook_queue.queue_delivery(hook.name, ticket, key, "Escalation level 1", MANAGER) is None
	return frappe.get_doc("Webhook Delivery", {"delivery_key": key})


def send_at(minutes: float) -> int:
	return webhooks.send_due_deliveries(START + timedelta(minutes=minutes))


# the address


@pytest.mark.parametrize(
	"url",
	[
		"http://hooks.example.com/x",
		"ftp://hooks.example.com/x",
		"https://",
		"hooks.example.com",
		"https://user:word@hooks.example.com/x",
		"https://hooks.example.com:port/x",
		"https://钩子.example.com/x",
	],
)
def test_only_a_whole_https_address_is_taken(url):
	with pytest.raises(webhook_transport.AddressNotAllowed, match="https://"):
		webhook(url=url)


@pytest.mark.parametrize(
	"address", ["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1"]
)
def test_a_private_address_is_refused_when_saving(names, address):
	names["hooks.example.com"] = [PUBLIC, address]
	with pytest.raises(webhook_transport.AddressNotAllowed, match="public internet"):
		webhook()


def test_a_name_that_cannot_be_looked_up_may_be_saved(monkeypatch):
	def nobody_answers(host, port):
		raise NotReached("The host is not known.")

	monkeypatch.setattr(outgoing, "resolve", nobody_answers)
	assert webhook().name == "Test Hook"


def test_numbers_that_stand_for_an_address_are_looked_up_as_one(monkeypatch):
	monkeypatch.undo()
	for host in ("127.0.0.1", "2130706433", "0x7f000001"):
		with pytest.raises(webhook_transport.AddressNotAllowed):
			webhook(url=f"https://{host}/x")


def test_the_address_is_kept_like_a_password(names):
	hook = webhook(url=f"https://hooks.example.com/{TOKEN}", secret="key")
	stored = frappe.get_doc("Service Webhook", hook.name)
	assert TOKEN not in frappe.as_json(stored.as_dict()) and stored.get_password("url").endswith(TOKEN)
	names["hooks.example.com"] = ["10.0.0.1"]  # not looked up again, as it was not changed
	stored.enabled = 0
	stored.save()
	assert stored.get_password("url").endswith(TOKEN)


def test_only_service_and_system_managers_see_webhooks(as_user, ticket):
	hook = webhook()
	f.user("engineer@example.com", "Service Engineer")
	f.user("dispatcher@example.com", "Service Dispatcher")
	for user in ("engineer@example.com", "dispatcher@example.com"):
		with as_user(user):
			assert not frappe.has_permission("Service Webhook", "read", hook)
			assert not frappe.has_permission("Webhook Delivery", "read")
			with pytest.raises(frappe.PermissionError):
				send_test(hook.name)
	with as_user(MANAGER):
		assert frappe.has_permission("Service Webhook", "write", hook)
		assert not frappe.has_permission("Webhook Delivery", "write")
		assert not frappe.has_permission("Webhook Delivery", "create")


# sending


def test_a_failing_webhook_is_tried_again_with_back_off(receiver, ticket):
	receiver.answer((500, b"busy"), (503, b"busy"), (200, b"taken"))
	hook = webhook(url=receiver.url, secret="key")
	delivery = queued(ticket, hook)
	assert send_at(0) == 1
	delivery.reload()
	assert (delivery.state, delivery.attempts, delivery.response_status) == ("Pending", 1, 500)
	assert delivery.next_attempt_at == START + timedelta(minutes=1)
	assert delivery.last_error == "HTTP 500: busy"
	assert send_at(0.9) == 0
	assert send_at(1) == 1
	assert send_at(2.9) == 0
	assert send_at(3) == 1
	delivery.reload()
	assert (delivery.state, delivery.attempts, delivery.response_status) == ("Sent", 3, 200)
	assert (delivery.next_attempt_at, delivery.last_error) == (None, None)
	assert send_at(600) == 0 and len(receiver.received) == 3
	first, *_others, last = receiver.received
	sent = json.loads(last.body)
	assert (sent["ticket"], sent["text"], sent["recipients"]) == (ticket.name, "The pump leaks", MANAGER)
	assert {request.headers["X-FSM-Delivery"] for request in receiver.received} == {"step-1"}
	digest = hmac.new(b"key", first.body, hashlib.sha256).hexdigest()
	assert first.headers["X-FSM-Signature"] == f"sha256={digest}"
	state = frappe.db.get_value("Service Webhook", hook.name, ["last_error", "last_success_at"], as_dict=True)
	assert (state.last_error, state.last_success_at) == (None, START)


def test_back_off_doubles_up_to_an_hour():
	minutes = [webhooks.back_off(n) / timedelta(minutes=1) for n in range(1, 9)]
	assert minutes == [1, 2, 4, 8, 16, 32, 60, 60]


def test_after_the_last_attempt_it_has_failed_and_the_managers_are_told(receiver, ticket):
	receiver.answer((500, b""))
	delivery = queued(ticket, webhook(url=receiver.url))
	minutes = 0
	while send_at(minutes):
		delivery.reload()
		if not delivery.next_attempt_at:
			break
		minutes = (delivery.next_attempt_at - START) / timedelta(minutes=1)
	assert (delivery.state, delivery.attempts, minutes) == ("Failed", webhooks.MAX_ATTEMPTS, 123)
	error = frappe.get_all("Error Log", filters={"reference_name": delivery.name}, fields=["error", "method"])
	assert len(error) == 1 and TOKEN not in str(error)
	told = frappe.get_all(
		"Notification Log", filters={"document_name": ticket.name, "for_user": MANAGER}, pluck="subject"
	)
	assert len(told) == 1 and "Test Hook" in told[0] and "8 attempts" in told[0]
	comments = frappe.get_all("Comment", filters={"reference_name": ticket.name}, pluck="content")
	assert any("Test Hook" in content for content in comments)
	assert send_at(10_000) == 0


@pytest.mark.parametrize(
	("kind", "secret", "problem"), [("Feishu", "right", None), ("Feishu", "wrong", "19021: sign match fail")]
)
def test_a_wrong_secret_is_a_failure_in_the_words_of_the_platform(receiver, ticket, kind, secret, problem):
	def judge(request):
		sent = json.loads(request.body)
		right = hmac.new(f"{sent['timestamp']}\nright".encode(), b"", hashlib.sha256).digest()
		if sent["sign"] == base64.b64encode(right).decode():
			return 200, b'{"code":0,"msg":"success"}', {}
		return 200, b'{"code":19021,"msg":"sign match fail"}', {}

	receiver.judge = judge
	hook = webhook(url=receiver.url, kind=kind, secret=secret)
	delivery = queued(ticket, hook)
	send_at(0)
	delivery.reload()
	assert (delivery.last_error, delivery.state) == (problem, "Pending" if problem else "Sent")
	assert frappe.db.get_value("Service Webhook", hook.name, "last_error") == problem


def test_the_same_key_is_never_laid_ready_twice(ticket):
	hook = webhook()
	queued(ticket, hook)
	with pytest.raises(frappe.UniqueValidationError):
		webhook_queue.queue_delivery(hook.name, ticket, "step-1", "again", "")


def test_a_worker_that_dies_while_sending_leaves_the_message_to_the_next(ticket, monkeypatch):
	delivery = queued(ticket, webhook())

	def die(*_args):
		raise KeyboardInterrupt

	monkeypatch.setattr(webhooks, "post", die)
	with pytest.raises(KeyboardInterrupt):
		send_at(0)
	frappe.db.rollback()
	monkeypatch.setattr(webhooks, "post", lambda *_args: Answer(200, b""))
	assert send_at(9) == 0
	assert send_at(10) == 1
	delivery.reload()
	assert (delivery.state, delivery.attempts) == ("Sent", 2)


def test_a_receiver_that_does_not_answer_keeps_no_other_waiting(ticket, monkeypatch):
	silent = webhook("Silent", url="https://silent.example.com/x")
	for number in range(3):
		queued(ticket, silent, f"silent-{number}")
	answering = queued(ticket, webhook("Answering"), "answering")
	tried = []

	def post(url, headers, body):
		tried.append(url)
		if "silent" in url:
			raise NotReached("silent.example.com did not answer within 10 seconds.")
		return Answer(200, b"")

	monkeypatch.setattr(webhooks, "post", post)
	assert send_at(0) == 2
	assert sorted(tried) == ["https://hooks.example.com/x", "https://silent.example.com/x"]
	answering.reload()
	assert answering.state == "Sent"
	attempts = frappe.get_all("Webhook Delivery", filters={"webhook": "Silent"}, pluck="attempts")
	assert sorted(attempts) == [0, 0, 1]


def test_many_deliveries_go_in_batches(ticket, monkeypatch):
	hook = webhook()
	for number in range(5):
		queued(ticket, hook, f"step-{number}")
	monkeypatch.setattr(webhooks, "post", lambda *_args: Answer(200, b""))
	assert webhooks.send_due_deliveries(START, batch=2) == 5
	assert frappe.db.count("Webhook Delivery", {"state": "Sent"}) == 5


def test_a_commit_starts_one_job_and_the_scheduler_one_only_for_what_is_due(ticket, by_hand, freeze):
	hook = webhook()
	queued(ticket, hook, "one")
	queued(ticket, hook, "two")
	assert by_hand == []
	frappe.db.commit()
	assert by_hand == [1]
	webhook_queue.enqueue_due_webhooks()
	assert by_hand == [1, 1]
	frappe.db.set_value(
		"Webhook Delivery", {"webhook": hook.name}, "next_attempt_at", START + timedelta(minutes=1)
	)
	webhook_queue.enqueue_due_webhooks()
	assert by_hand == [1, 1]
	freeze(START + timedelta(minutes=1))
	webhook_queue.enqueue_due_webhooks()
	assert by_hand == [1, 1, 1]


def test_a_rollback_starts_nothing_and_the_next_commit_something(ticket, by_hand):
	hook = webhook()
	frappe.db.commit()
	queued(ticket, hook, "one")
	frappe.db.rollback()
	frappe.db.commit()
	assert by_hand == []
	queued(ticket, hook, "two")
	frappe.db.commit()
	assert by_hand == [1]


def test_the_job_sends(ticket, monkeypatch, jobs):
	monkeypatch.undo()
	monkeypatch.setattr(outgoing, "resolve", lambda host, port: [PUBLIC])
	monkeypatch.setattr(webhooks, "post", lambda *_args: Answer(200, b""))
	delivery = queued(ticket, webhook())
	frappe.db.commit()
	delivery.reload()
	assert jobs.failed == [] and delivery.state == "Sent"


# our own network


def test_an_address_that_has_become_private_is_refused_when_sending(receiver, ticket, names, monkeypatch):
	monkeypatch.delitem(frappe.local.conf, "fsm_allow_private_webhooks")
	delivery = queued(ticket, webhook(url=f"https://hooks.example.com:{receiver.port}/x"))
	names["hooks.example.com"] = ["127.0.0.1"]
	send_at(0)
	delivery.reload()
	assert delivery.state == "Pending" and "public internet" in delivery.last_error
	assert receiver.received == []


def test_the_connection_goes_to_the_address_that_was_judged(receiver, ticket, names):
	names["hooks.example.com"] = ["127.0.0.1"]
	delivery = queued(ticket, webhook(url=f"http://hooks.example.com:{receiver.port}/a?b=c"))
	send_at(0)
	delivery.reload()
	assert delivery.state == "Sent"
	assert receiver.received[0].headers["Host"] == f"hooks.example.com:{receiver.port}"
	assert receiver.received[0].path == "/a?b=c"


def test_a_redirect_is_not_followed(receiver, ticket):
	receiver.answer((302, b"", {"Location": f"http://127.0.0.1:{receiver.port}/inside"}))
	delivery = queued(ticket, webhook(url=receiver.url))
	send_at(0)
	delivery.reload()
	assert (delivery.state, delivery.last_error) == ("Pending", "HTTP 302")
	assert len(receiver.received) == 1


def test_of_a_long_answer_only_the_beginning_is_read(receiver):
	receiver.answer((200, b"x" * 1_000_000))
	answer = webhook_transport.post(receiver.url, {}, b"{}")
	assert (answer.status, len(answer.body)) == (200, webhook_transport.ANSWER_BYTES)


def test_what_goes_wrong_is_told_without_the_address(receiver, ticket):
	url = receiver.url.replace(str(receiver.port), "1")  # nobody listens there
	delivery = queued(ticket, webhook(url=url))
	send_at(0)
	delivery.reload()
	assert "cannot be reached" in delivery.last_error and TOKEN not in delivery.last_error


# the form's button


def test_a_test_message_is_sent_and_its_result_shown(receiver, rest, ticket):
	hook = webhook(url=receiver.url, kind="Slack")
	assert send_test(hook.name) == {"status": 200, "problem": None}
	assert "Test message" in json.loads(receiver.received[0].body)["text"]
	receiver.answer((404, b"no_service"))
	assert send_test(hook.name) == {"status": 404, "problem": "HTTP 404: no_service"}
	assert frappe.db.get_value("Service Webhook", hook.name, "last_error") == "HTTP 404: no_service"
	f.user("engineer@example.com", "Service Engineer")
	answer = rest.login("engineer@example.com").post(
		"/api/method/fsm_app.api.webhook.send_test", json={"webhook": hook.name}
	)
	assert answer.status_code == 403


def test_a_ticket_that_is_deleted_takes_its_messages_along(ticket):
	queued(ticket, webhook())
	frappe.delete_doc("Service Ticket", ticket.name)
	assert frappe.db.count("Webhook Delivery", {"ticket": ticket.name}) == 0
