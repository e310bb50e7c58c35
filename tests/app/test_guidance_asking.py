"""An expert is asked to look by video: who may be, who is told, and how they answer (N3)."""

import pytest

import frappe

from fsm_app.api import remote_guidance as api
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.remote_guidance import sessions
from fsm_app.remote_guidance.sessions import GuidanceRefused, NotYourCall
from fsm_app.remote_guidance.settings import GuidanceIsOff
from tests.app import factories as f
from tests.app.guidance_calls import (  # noqa: F401 (fixtures)
	BYSTANDER,
	DISPATCHER,
	ENGINEER,
	EXPERT,
	MANAGER,
	START,
	as_user,
	asked,
	asked_call,
	no_signals,
	session,
	switch_on,
	ticket_on_site,
	told,
)


class TestAsking:
	def test_the_expert_is_told_and_the_call_waits(self, call, ticket):
		assert told(EXPERT) == [f"shows asks you for remote guidance on {ticket}."]
		row = session(call)
		assert (row.state, row.ticket, row.asked_by, row.expert) == ("Asked", ticket, ENGINEER, EXPERT)
		assert str(row.expires_at) == "2026-03-02 14:00:00"

	def test_the_expert_is_told_in_their_language(self, ticket):
		frappe.db.set_value("User", EXPERT, "language", "zh")
		asked(ticket)
		assert told(EXPERT) == [f"shows 请您就 {ticket} 提供远程指导。"]

	def test_those_who_know_more_are_offered_first_and_oneself_is_not(self, ticket):
		f.user(MANAGER, "Service Manager")
		offered = as_user(ENGINEER, api.experts_of, ticket)
		users = [row["user"] for row in offered]
		assert users.index(EXPERT) < users.index(BYSTANDER)
		assert ENGINEER not in users and MANAGER in users
		assert "Fitting Looks (Senior)" in [row["label"] for row in offered]

	def test_nobody_is_offered_who_has_left_or_cannot_log_in(self, ticket):
		frappe.db.set_value("User", EXPERT, "enabled", 0)
		frappe.db.set_value("Service Engineer", {"user": BYSTANDER}, "status", "Left")
		assert not {EXPERT, BYSTANDER} & {row["user"] for row in as_user(ENGINEER, api.experts_of, ticket)}
		with pytest.raises(GuidanceRefused, match="Expert"):
			asked(ticket)

	def test_the_same_key_again_is_the_same_call(self, ticket):
		assert asked(ticket, client_key="key-1") == asked(ticket, client_key="key-1")
		assert len(told(EXPERT)) == 1
		with pytest.raises(ClientKeyTaken):
			asked(ticket, user=DISPATCHER, client_key="key-1")

	@pytest.mark.parametrize(
		("values", "words"),
		[
			({"expert": ENGINEER}, "Expert"),
			({"expert": "nobody@example.com"}, "Expert"),
			({"question": " "}, "Question"),
			({"shown_by": "Somebody"}, "Shown By"),
		],
	)
	def test_what_cannot_be_asked_is_refused_in_words(self, ticket, values, words):
		with pytest.raises(GuidanceRefused, match=words):
			asked(ticket, **values)
		assert told(EXPERT) == []

	def test_who_may_not_change_the_ticket_asks_nobody(self, ticket):
		with pytest.raises(frappe.PermissionError):
			asked(ticket, user=BYSTANDER)
		with pytest.raises(frappe.PermissionError):
			as_user(BYSTANDER, api.experts_of, ticket)

	def test_it_is_off_until_the_company_switches_it_on(self, ticket):
		switch_on(enabled=0)
		with pytest.raises(GuidanceIsOff, match="Guidance Settings"):
			asked(ticket)

	def test_a_closed_ticket_needs_no_call(self, ticket):
		frappe.db.set_value("Service Ticket", ticket, "stage", "Closed")
		with pytest.raises(GuidanceRefused, match="Reopen"):
			asked(ticket, user=DISPATCHER)


class TestWhoGuides:
	"""Engineers are offered by the right of their level."""

	RIGHT = "Give Remote Guidance"

	def offered(self, ticket) -> set[str]:
		return {row["user"] for row in as_user(ENGINEER, api.experts_of, ticket)}

	def levels(self, **rights) -> None:
		"""Give the levels the right, and no other; by level the certification that it asks for, or True."""
		for name in ("Junior", "Intermediate", "Senior"):
			level = frappe.get_doc("Engineer Level", name)
			level.rights = [row for row in level.rights if row.right != self.RIGHT]
			if given := rights.get(name):
				row = {"right": self.RIGHT, "certification": given if given is not True else None}
				level.append("rights", row)
			level.save()

	def test_as_shipped_a_junior_is_not_asked(self, ticket):
		assert {EXPERT, BYSTANDER} <= self.offered(ticket)
		frappe.db.set_value("Service Engineer", {"user": BYSTANDER}, "level", "Junior")
		assert BYSTANDER not in self.offered(ticket)
		with pytest.raises(GuidanceRefused, match="Expert"):
			asked(ticket, expert=BYSTANDER)

	def test_who_stands_above_a_level_with_the_right_has_it_too(self, ticket):
		self.levels(Intermediate=True)
		assert {EXPERT, BYSTANDER} <= self.offered(ticket)
		self.levels(Senior=True)
		assert EXPERT in self.offered(ticket) and BYSTANDER not in self.offered(ticket)

	def test_of_one_level_those_are_first_who_have_the_skills(self, ticket):
		frappe.db.set_value("Service Engineer", {"user": BYSTANDER}, "level", "Senior")
		offering = f.offering("Guided Repair", skills=("Hydraulics", "Welding"))
		frappe.db.set_value("Service Ticket", ticket, "offering", offering)

		def first_when(user: str, skill: str) -> str:
			engineer = frappe.get_doc("Service Engineer", {"user": user})
			engineer.append("skills", {"skill": f.skill(skill), "proficiency": 3})
			engineer.save()
			return as_user(ENGINEER, api.experts_of, ticket)[0]["user"]

		assert first_when(BYSTANDER, "Welding") == BYSTANDER
		assert first_when(BYSTANDER, "Painting") == BYSTANDER
		assert first_when(EXPERT, "Hydraulics") == EXPERT  # as many, and by the name
		assert first_when(BYSTANDER, "Hydraulics") == BYSTANDER

	def test_where_no_level_has_it_everybody_may_be_asked(self, ticket):
		self.levels()
		frappe.db.set_value("Service Engineer", {"user": BYSTANDER}, "level", "Junior")
		assert {EXPERT, BYSTANDER} <= self.offered(ticket)

	def test_one_that_asks_for_a_certificate_is_for_those_who_hold_it(self, ticket):
		licence = f.make("Service Certification", certification_name="Guide", kind="Internal").name
		self.levels(Senior=licence)
		assert EXPERT not in self.offered(ticket)
		engineer = frappe.db.get_value("Service Engineer", {"user": EXPERT})
		f.make("Engineer Certification", engineer=engineer, certification=licence)
		assert EXPERT in self.offered(ticket)


class TestAnswering:
	def test_joining_takes_the_call_up(self, call):
		joined = as_user(EXPERT, api.join, call)
		assert joined["side"] == "expert"
		assert session(call).state == "Running"
		assert session(call).started_at == START

	def test_who_asked_waits_without_starting_it(self, call):
		assert as_user(ENGINEER, api.join, call)["side"] == "shows"
		assert session(call).state == "Asked"

	def test_declining_says_why_to_who_asked(self, call, ticket):
		as_user(EXPERT, api.decline, call, "I am driving")
		assert session(call).state == "Declined"
		assert told(ENGINEER) == [f"looks cannot give remote guidance on {ticket}: I am driving"]
		with pytest.raises(GuidanceRefused, match="over"):
			as_user(ENGINEER, api.join, call)

	def test_declining_wants_a_reason_and_is_the_experts(self, call):
		with pytest.raises(GuidanceRefused, match="Reason"):
			as_user(EXPERT, api.decline, call, " ")
		with pytest.raises(NotYourCall):
			as_user(ENGINEER, api.decline, call, "no")
		assert session(call).state == "Asked"

	def test_withdrawing_tells_the_expert(self, call, ticket):
		with pytest.raises(NotYourCall):
			as_user(EXPERT, api.withdraw, call)
		as_user(ENGINEER, api.withdraw, call)
		assert session(call).state == "Withdrawn"
		assert f"shows does not need remote guidance on {ticket} any more." in told(EXPERT)

	def test_either_ends_it_for_both(self, call):
		as_user(EXPERT, api.join, call)
		as_user(ENGINEER, api.hang_up, call)
		assert session(call).state == "Ended"
		with pytest.raises(GuidanceRefused, match="over"):
			as_user(EXPERT, api.join, call)

	def test_it_is_over_by_itself(self, call, freeze):
		freeze("2026-03-02 14:00:01")
		with pytest.raises(GuidanceRefused, match="over"):
			as_user(EXPERT, api.join, call)
		sessions.end_expired()
		row = session(call)
		assert (row.state, str(row.ended_at)) == ("Expired", "2026-03-02 14:00:00")

	def test_one_that_was_taken_up_has_ended_then(self, call, freeze):
		as_user(EXPERT, api.join, call)
		freeze("2026-03-03 10:00:00")
		sessions.end_expired()
		assert session(call).state == "Ended"
