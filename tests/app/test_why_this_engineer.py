"""The dispatch explains itself by names: who came first, who was equal, who was left out and why (E1)."""

import pytest

import frappe

from fsm_app.api import dispatch_decision as api
from fsm_app.dispatch.assignment import EngineerNotSuitable, NoCandidate
from fsm_app.workforce.dispatch_obstacles import obstacles
from tests import host
from tests.app import factories as f
from tests.app.tickets import act, walk

FIRST, SECOND = "first.why@example.com", "second.why@example.com"


@pytest.fixture(autouse=True)
def only_these_engineers():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for user in (FIRST, SECOND):
		f.user(user, "Service Engineer")


def why(ticket) -> dict:
	return api.explanation(frappe.db.get_value("Dispatch Decision", {"ticket": ticket.name}))


def dispatched(**values):
	return walk(f.ticket(**values), "Triage", "Dispatch")


class TestWhy:
	def test_those_left_out_are_named_with_their_reasons(self):
		f.engineer("Anna Chosen", user=FIRST)
		f.engineer("Bert Away", status="On Leave")
		f.engineer("Cora Young", level="Junior")
		f.engineer("Dora Young", level="Junior")
		told = why(dispatched())
		assert told["chosen"] == "Anna Chosen"
		assert [(row["reason"], row["engineers"]) for row in told["left_out"]] == [
			("not authorised for any offering", ["Cora Young", "Dora Young"]),
			("not on duty (On Leave)", ["Bert Away"]),
		]

	def test_equal_scores_are_said_to_be_and_what_decided(self):
		f.engineer("Anna Equal", user=FIRST)
		f.engineer("Bert Equal", user=SECOND)
		ticket = dispatched()
		sentences = " ".join(why(ticket)["sentences"])
		assert "Bert Equal" in sentences and "entered first" in sentences

	def test_a_forgotten_engineer_leaves_no_name_in_it(self):
		f.engineer("Anna Chosen", user=FIRST)
		away = f.engineer("Bert Away", status="On Leave")
		decision = frappe.get_doc("Dispatch Decision", {"ticket": dispatched().name})
		assert "Bert" not in decision.left_out + decision.left_out_engineers
		assert away.name in decision.left_out_engineers

	def test_a_decision_from_before_is_explained_by_what_it_has(self):
		f.engineer("Anna Chosen", user=FIRST)
		name = frappe.db.get_value("Dispatch Decision", {"ticket": dispatched().name})
		frappe.db.set_value("Dispatch Decision", name, "left_out_engineers", None)
		assert api.explanation(name)["left_out"] == []

	@pytest.mark.parametrize("role", ["Service Engineer", "Customer"])
	def test_only_for_those_who_may_read_it(self, as_user, role):
		f.engineer("Anna Chosen", user=FIRST)
		name = frappe.db.get_value("Dispatch Decision", {"ticket": dispatched().name})
		with as_user(f.user(f"why.{role.split()[-1].lower()}@example.com", role)):
			with pytest.raises(frappe.PermissionError):
				api.explanation(name)


class TestWithoutUser:
	def test_who_has_a_user_is_preferred_whatever_the_score(self):
		f.engineer("Near Without", region=f.territory("Region Why"))
		far = f.engineer("Far With", user=FIRST)
		ticket = dispatched(region="Region Why")
		assert ticket.engineer == far.name
		assert any("no user" in sentence for sentence in why(ticket)["sentences"])

	def test_a_disabled_user_counts_as_none(self):
		f.engineer("Anna Disabled", user=SECOND)
		frappe.db.set_value("User", SECOND, "enabled", 0)
		able = f.engineer("Zoe Able", user=FIRST)
		assert dispatched().engineer == able.name

	def test_where_nobody_has_one_it_is_dispatched_with_a_warning(self):
		f.engineer("Anna Without")
		frappe.clear_messages()
		ticket = dispatched()
		assert ticket.stage == "Dispatched"
		assert "Anna Without" in str(frappe.message_log) and "no user" in str(frappe.message_log)
		assert any("no user" in sentence for sentence in why(ticket)["sentences"])


class TestJunior:
	def test_the_engineers_form_says_that_nothing_can_come_and_what_to_do(self):
		junior = f.engineer("Young One", level="Junior", user=FIRST)
		(sentence,) = obstacles(junior)
		assert "Junior" in sentence and "Authorised Offerings" in sentence
		if host.ON_BENCH:
			junior.run_method("onload")
			assert junior.get_onload("obstacles") == [sentence]

	def test_and_no_more_once_an_offering_is_entered(self):
		junior = f.engineer("Young One", level="Junior", user=FIRST)
		junior.append("authorised_offerings", {"offering": f.offering()})
		junior.save()
		assert obstacles(junior) == []

	def test_a_missing_user_is_said_too(self):
		(sentence,) = obstacles(f.engineer("Grown One"))
		assert "no user" in sentence

	def test_the_refused_dispatch_says_it(self):
		f.engineer("Young One", level="Junior", user=FIRST)
		with pytest.raises(NoCandidate, match="1 x not authorised for any offering"):
			dispatched()


def test_a_refused_engineer_is_called_by_name_and_the_way_out_is_said():
	away = f.engineer("Bert Away", status="On Leave")
	ticket = act(f.ticket(), "Triage")
	with pytest.raises(EngineerNotSuitable) as refused:
		act(ticket, "Dispatch", engineer=away.name)
	message = str(refused.value)
	assert "Bert Away" in message and "Reason for Override" in message
	assert away.name not in message and ticket.name not in message
