"""Warning signs in what customers write: found, told once, shown on the ticket (C7)."""

import pytest

import frappe

from fsm_app.api.service_ticket import warning_dealt_with
from fsm_app.feedback.message_warnings import WarningRuleError, judge
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import walk

ENGINEER, SUPERVISOR, MANAGER, NAMED = (
	f"{name}@example.com" for name in ("engineer", "supervisor", "manager", "named")
)


@pytest.fixture(autouse=True)
def people():
	f.user(SUPERVISOR, "Service Dispatcher")
	f.user(MANAGER, "Service Manager")
	f.user(NAMED, "Service Auditor")
	f.user(ENGINEER, "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("First", user=ENGINEER, team=f.team(supervisor=SUPERVISOR))


@pytest.fixture
def ticket():
	return walk(f.ticket(), "Triage", "Dispatch")


def rule(name: str = "Ours", words: str = "gremlin\n小鬼", **values):
	return f.make(
		"Message Warning Rule",
		**{
			"rule_name": name,
			"kind": "Words",
			"weight": 10,
			"notify": "Service Manager",
			"words": words,
			**values,
		},
	)


def message(ticket, content: str, direction: str = "Received", subject: str = "About the machine"):
	return frappe.get_doc(
		{
			"doctype": "Communication",
			"communication_type": "Communication",
			"communication_medium": "Email",
			"sent_or_received": direction,
			"subject": subject,
			"content": content,
			"sender": "customer@example.com",
			"reference_doctype": "Service Ticket",
			"reference_name": ticket.name,
		}
	).insert()


def told(ticket) -> dict[str, int]:
	"""Who was warned of the ticket's messages, and how often."""
	users = frappe.get_all(
		"Notification Log",
		filters={"document_name": ticket.name, "subject": ["like", "%Warning signs%"]},
		pluck="for_user",
	)
	return {user: users.count(user) for user in users}


def timeline(ticket) -> list[str]:
	return frappe.get_all(
		"Comment",
		filters={"reference_name": ticket.name, "content": ["like", "%Warning signs%"]},
		pluck="content",
	)


def flagged(ticket) -> int:
	return frappe.db.get_value("Service Ticket", ticket.name, "tone_warning")


@pytest.mark.parametrize(
	("content", "words"),
	[
		("我要投诉你们", ("投诉",)),
		("再不来就找律师", ("律师",)),
		("打12315曝光你们", ("12315", "曝光")),
		("非常不满意", ("不满意",)),
		("请退款", ("退款",)),
		("<p>I want a <b>ref</b>und.</p>", ("refund",)),
		("This is unacceptable.", ("unacceptable",)),
		("Our LAWYER will write to you", ("lawyer",)),
		("This is a complaint", ("complaint",)),
		("A terrible service", ("terrible",)),
	],
)
def test_the_shipped_rules_find_chinese_and_english_words(ticket, content, words):
	message(ticket, content)
	assert flagged(ticket) == 1
	assert len(timeline(ticket)) == 1 and all(word in timeline(ticket)[0] for word in words)


@pytest.mark.parametrize(
	"content",
	[
		"",
		"When do you come?",
		"非常满意，谢谢",
		"Please call the complaintsdesk",
		"It works again, thank you!!!",
	],
)
def test_a_friendly_message_warns_nobody(ticket, content):
	message(ticket, content)
	assert (flagged(ticket), told(ticket), timeline(ticket)) == (0, {}, [])


def test_what_we_write_ourselves_warns_nobody(ticket):
	message(ticket, "Your complaint is unacceptable", direction="Sent")
	assert (flagged(ticket), timeline(ticket)) == (0, [])


def test_what_the_customer_quotes_is_not_their_message(ticket):
	message(ticket, "<p>Thank you</p><blockquote>We have received your complaint</blockquote>")
	assert flagged(ticket) == 0


def test_the_tone_adds_up(ticket):
	message(ticket, "when will you finally come here!!!")
	assert flagged(ticket) == 0
	message(ticket, "WHEN WILL YOU FINALLY COME HERE!!!")
	assert flagged(ticket) == 1
	assert "many exclamation marks" in timeline(ticket)[0] and "capital letters" in timeline(ticket)[0]
	assert told(ticket) == {ENGINEER: 1}


def test_the_subject_counts_too(ticket):
	message(ticket, "see above", subject="投诉")
	assert flagged(ticket) == 1


@pytest.mark.parametrize(
	("notify", "also", "user"),
	[
		("Assigned Engineer", {}, ENGINEER),
		("Team Supervisor", {}, SUPERVISOR),
		("Service Manager", {}, MANAGER),
		("Role", {"role": "Service Auditor"}, NAMED),
		("User", {"user": NAMED}, NAMED),
	],
)
def test_each_rule_says_who_is_told(ticket, notify, also, user):
	rule(notify=notify, **also)
	message(ticket, "There is a gremlin in it")
	assert told(ticket)[user] == 1
	if notify not in ("Role", "Service Manager"):
		assert told(ticket) == {user: 1}


def test_several_rules_tell_each_person_once_for_each_message(ticket):
	rule(notify="User", user=NAMED)
	rule("More of Ours", "imp", notify="User", user=NAMED)
	rule("And the Engineer", "troll", notify="Assigned Engineer")
	message(ticket, "A gremlin, an imp, a troll, a gremlin, 小鬼")
	assert told(ticket) == {NAMED: 1, ENGINEER: 1}
	assert len(timeline(ticket)) == 1
	message(ticket, "A gremlin again")
	assert told(ticket)[NAMED] == 2


def test_where_nobody_has_the_ticket_the_service_managers_are_told():
	rule(notify="Assigned Engineer")
	ticket = f.ticket()
	message(ticket, "gremlin")
	assert told(ticket)[MANAGER] == 1


def test_a_rule_counts_once_and_weights_add_up(ticket):
	rule(weight=2)
	rule("More of Ours", "imp\ntroll", weight=3)
	assert judge("gremlin gremlin 小鬼").weight == 2
	assert judge("imp troll").weight == 3
	assert judge("gremlin and imp").weight == 5
	assert judge("nothing").weight == 0
	message(ticket, "imp troll gremli")
	assert flagged(ticket) == 0
	message(ticket, "imp gremlin")
	assert flagged(ticket) == 1


def test_the_threshold_is_the_administrators(ticket):
	rule(weight=2)
	frappe.db.set_single_value("Field Service Settings", "message_warning_threshold", 2)
	message(ticket, "gremlin")
	assert flagged(ticket) == 1


def test_a_threshold_of_0_warns_nobody(ticket):
	frappe.db.set_single_value("Field Service Settings", "message_warning_threshold", 0)
	message(ticket, "投诉")
	assert flagged(ticket) == 0


def test_a_changed_rule_holds_for_the_next_message(ticket):
	ours = rule()
	assert judge("gremlin").weight == 10 and judge("goblin").weight == 0
	ours.words = "goblin"
	ours.save()
	assert judge("gremlin").weight == 0 and judge("goblin").weight == 10
	ours.disabled = 1
	ours.save()
	assert judge("goblin").weight == 0
	ours.disabled = 0
	ours.save()
	frappe.delete_doc("Message Warning Rule", ours.name)
	assert judge("goblin").weight == 0


def test_words_are_never_patterns(ticket):
	rule(words="(x+x+)+y\n.*\n[a-z]")
	message(ticket, "x" * 5000 + " an ordinary message")
	assert flagged(ticket) == 0


@pytest.mark.parametrize("values", [{"subject": "我要投诉"}, {"description": "<p>Our lawyer will write</p>"}])
def test_a_new_ticket_is_read_as_well(values):
	ticket = f.ticket(**values)
	assert (ticket.tone_warning, flagged(ticket)) == (1, 1)
	assert len(timeline(ticket)) == 1 and told(ticket)[MANAGER] == 1
	ticket.subject = "我要投诉, once more"
	ticket.save()
	assert len(timeline(ticket)) == 1


def test_the_flag_finds_the_ticket_and_is_taken_off_by_those_who_coordinate(ticket, as_user):
	message(ticket, "投诉")
	assert frappe.get_list("Service Ticket", filters={"tone_warning": 1, "name": ticket.name}, pluck="name")
	for user in (ENGINEER, NAMED):
		with as_user(user), pytest.raises(frappe.PermissionError):
			warning_dealt_with(ticket.name)
	assert flagged(ticket) == 1
	with as_user(SUPERVISOR):
		assert warning_dealt_with(ticket.name)["tone_warning"] == 0
		warning_dealt_with(ticket.name)
	assert flagged(ticket) == 0
	done = {"reference_name": ticket.name, "content": ["like", "%dealt with%"]}
	assert frappe.db.count("Comment", done) == 1
	message(ticket, "投诉")
	assert flagged(ticket) == 1


def test_a_message_does_not_clash_with_an_open_form(ticket):
	open_form = frappe.get_doc("Service Ticket", ticket.name)
	message(ticket, "投诉")
	open_form.subject = "Changed meanwhile"
	open_form.save()
	assert flagged(ticket) == 1


def test_the_flag_is_never_taken_from_the_sender(ticket):
	assert not f.ticket(tone_warning=1).tone_warning
	document = frappe.get_doc("Service Ticket", ticket.name)
	document.tone_warning = 1
	document.save()
	assert flagged(ticket) == 0


@pytest.mark.parametrize(
	("values", "words"),
	[
		({"words": ""}, "Words and Phrases"),
		({"words": " \n\t\n"}, "Words and Phrases"),
		({"weight": 0}, "Weight"),
		({"notify": "Role"}, "choose the Role"),
		({"notify": "User"}, "choose the User"),
	],
)
def test_a_rule_that_could_never_warn_is_refused(values, words):
	values = {"kind": "Words", "weight": 5, "notify": "Service Manager", "words": "gremlin", **values}
	refused(WarningRuleError, "Message Warning Rule", words, rule_name="Faulty", **values)


@pytest.mark.parametrize(
	("values", "error"),
	[
		({"kind": "Telepathy"}, frappe.ValidationError),
		({"weight": -5}, frappe.ValidationError),
		({"notify": "User", "user": "nobody@example.com"}, frappe.LinkValidationError),
	],
)
def test_a_rule_with_impossible_values_is_refused(values, error):
	values = {"kind": "Words", "weight": 5, "notify": "Service Manager", "words": "gremlin", **values}
	refused(error, "Message Warning Rule", rule_name="Faulty", **values)


def test_only_those_who_manage_the_service_change_the_rules(as_user):
	with as_user(MANAGER):
		rule("By the Manager")
	for user in (SUPERVISOR, ENGINEER, NAMED):
		with as_user(user), pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": "Message Warning Rule", "rule_name": "Mine", "words": "x"}).insert()
