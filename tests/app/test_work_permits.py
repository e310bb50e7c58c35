"""Dangerous work does not begin, nor go on, without a permit that somebody else has given (L1)."""

import pytest

import frappe

from fsm_app.api import safety as api
from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.plain_texts import TextTooLong
from fsm_app.manager_page.decisions import decisions
from fsm_app.safety import gate, permit_answers, permits, sweep
from tests.app import factories as f
from tests.app import safe_work as s
from tests.app.tickets import act


@pytest.fixture
def ticket():
	"""A job on site that needs a permit for hot work, at nine in the morning."""
	engineer = s.people()
	with s.at("09:00"):
		yield s.job(engineer, work_permits=[{"permit_type": s.hot_work()}])


@pytest.fixture
def asked(ticket):
	with s.acting(s.ENGINEER):
		return s.permit(ticket)


@pytest.fixture
def approved(asked):
	with s.acting(s.BOSS):
		permit_answers.approve(asked.name)
	return frappe.get_doc("Work Permit", asked.name)


def as_engineer(ticket, action: str, when: str = "10:00"):
	with s.acting(s.ENGINEER), s.at(when):
		return act(ticket.name, action)


class TestWithoutIt:
	def test_the_work_does_not_begin_and_the_engineer_reads_what_to_do(self, ticket):
		with pytest.raises(gate.PermitMissing, match="Ask for one"):
			as_engineer(ticket, "Start Work")
		assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "On Site"

	def test_it_is_not_done_by_leaving_out_the_beginning(self, ticket):
		with pytest.raises(gate.PermitMissing):
			as_engineer(ticket, "Complete")

	def test_waiting_and_returning_need_none(self, ticket):
		assert as_engineer(ticket, "Wait for Customer").stage == "Waiting for Customer"
		assert as_engineer(ticket, "Resume").stage == "On Site"

	def test_work_that_needs_none_begins(self, ticket):
		engineer = frappe.get_doc("Service Engineer", ticket.engineer)
		other = f.ticket(
			engineer=engineer.name, offering=f.offering("Harmless", required_level="Intermediate")
		)
		for action in ("Triage", "Dispatch"):
			act(other.name, action)
		for action in ("Accept", "Arrive", "Start Work"):
			done = as_engineer(other, action)
		assert done.stage == "Working"

	def test_a_type_that_is_switched_off_is_not_asked_for(self, ticket):
		frappe.db.set_value("Work Permit Type", s.HOT, "disabled", 1)
		assert as_engineer(ticket, "Start Work").stage == "Working"

	def test_nor_one_of_another_company(self, ticket):
		other = f.other_company("Other Safe Company", "OSC")
		frappe.db.set_value("Work Permit Type", s.HOT, "only_company", other)
		assert as_engineer(ticket, "Start Work").stage == "Working"


class TestAsking:
	def test_those_who_approve_are_told(self, asked):
		assert (asked.state, asked.requested_by, asked.company) == ("Requested", s.ENGINEER, f.company())
		(subject,) = s.told(s.BOSS, asked.name)
		assert "Sam Safe" in subject and "Boiler room" in subject
		assert len(s.told(s.OFFICER, asked.name)) == 1
		assert not s.told(s.ENGINEER, asked.name)

	def test_a_request_does_not_yet_open_the_work(self, ticket, asked):
		with pytest.raises(gate.PermitMissing, match="not been answered"):
			as_engineer(ticket, "Start Work")

	@pytest.mark.parametrize(
		("values", "says"),
		[
			({"measures": [{"measure": s.MEASURES[0], "is_confirmed": 1}]}, s.MEASURES[1]),
			({"measures": [{"measure": measure} for measure in s.MEASURES]}, "not confirmed"),
			({"hours": ("12:00", "12:00")}, "after Valid From"),
			({"hours": ("09:00", "13:30")}, "at most 4 hours"),
			({"hours": ("07:00", "08:00")}, "is over"),
		],
	)
	def test_what_could_not_be_granted_is_refused_with_words(self, ticket, values, says):
		with s.acting(s.ENGINEER), pytest.raises(permits.PermitRefused, match=says):
			s.permit(ticket, **values)
		assert not frappe.db.count("Work Permit", {"ticket": ticket.name})

	def test_the_same_time_is_not_asked_for_twice(self, ticket, asked):
		with s.acting(s.ENGINEER):
			with pytest.raises(permits.PermitRefused, match=asked.name):
				s.permit(ticket, hours=("11:00", "14:00"))
			assert s.permit(ticket, hours=("12:00", "14:00")).state == "Requested"

	def test_only_the_tickets_own_engineer_asks(self, ticket):
		other = f.user("olaf.safe@example.com", "Service Engineer")
		f.engineer("Olaf Other", user=other, visibility="All")
		with s.acting(other), pytest.raises(frappe.PermissionError):
			s.permit(ticket)

	def test_certificates_are_asked_for_on_the_day(self, ticket):
		f.make("Service Certification", name="Welder", certification_name="Welder", kind="Internal")
		kind = frappe.get_doc("Work Permit Type", s.HOT)
		kind.append("certifications", {"certification": "Welder"})
		kind.save()
		with s.acting(s.ENGINEER), pytest.raises(permits.PermitRefused, match="Welder"):
			s.permit(ticket)

	def test_nobody_could_approve(self, ticket):
		frappe.db.set_value("User", {"name": ["in", (s.BOSS, s.OFFICER)]}, "enabled", 0)
		frappe.db.delete("Has Role", {"role": ["in", ("Service Manager", "Service Safety Officer")]})
		with s.acting(s.ENGINEER), pytest.raises(permits.PermitRefused, match="Nobody could approve"):
			s.permit(ticket)

	def test_nobody_writes_an_answer_into_it(self, ticket):
		with s.acting(s.ENGINEER):
			forged = s.permit(ticket, state="Approved", decided_by=s.BOSS, decided_at=s.MORNING)
		assert (forged.state, forged.decided_by, forged.decided_at) == ("Requested", None, None)
		forged.state = "Approved"
		with pytest.raises(permits.PermitByHand):
			forged.save(ignore_permissions=True)


class TestAnswers:
	def test_approved_the_work_begins_and_the_engineer_is_told(self, ticket, approved):
		assert (approved.state, approved.decided_by) == ("Approved", s.BOSS)
		assert any("approved" in subject for subject in s.told(s.ENGINEER, approved.name))
		assert as_engineer(ticket, "Start Work").stage == "Working"

	def test_a_request_waits_on_the_managers_page(self, asked):
		with s.acting(s.BOSS):
			(waiting,) = [kind for kind in decisions() if kind["doctype"] == "Work Permit"]
			assert [(row["name"], row["says"]) for row in waiting["rows"]] == [(asked.name, "Boiler room")]
			permit_answers.approve(asked.name)
			assert "Work Permit" not in [kind["doctype"] for kind in decisions()]

	def test_a_safety_officer_answers_too(self, asked):
		with s.acting(s.OFFICER):
			assert api.approve_permit(asked.name) == "Approved"

	def test_refused_with_a_reason_that_the_engineer_reads(self, ticket, asked):
		with s.acting(s.BOSS):
			with pytest.raises(permit_answers.PermitNotOpen, match="say why"):
				api.refuse_permit(asked.name, " ")
			assert api.refuse_permit(asked.name, "Gas in the room") == "Refused"
		assert any("Gas in the room" in subject for subject in s.told(s.ENGINEER, asked.name))
		with pytest.raises(gate.PermitMissing):
			as_engineer(ticket, "Start Work")

	def test_an_approved_one_is_taken_back(self, ticket, approved):
		with s.acting(s.BOSS):
			api.refuse_permit(approved.name, "Gas in the room")
		with pytest.raises(gate.PermitMissing):
			as_engineer(ticket, "Start Work")

	def test_nobody_approves_their_own(self, ticket):
		user = frappe.get_doc("User", s.ENGINEER)
		user.append("roles", {"role": "Service Manager"})
		user.save(ignore_permissions=True)
		with s.acting(s.ENGINEER):
			own = s.permit(ticket)
			with pytest.raises(permit_answers.MayNotAnswer, match="their own"):
				api.approve_permit(own.name)

	def test_nor_what_they_asked_for_on_somebodys_behalf(self, ticket):
		with s.acting(s.BOSS):
			mine = s.permit(ticket)
			with pytest.raises(permit_answers.MayNotAnswer):
				api.approve_permit(mine.name)

	def test_nor_does_whoever_lacks_the_role(self, asked):
		dispatcher = f.user("dispatch.safe@example.com", "Service Dispatcher")
		with s.acting(dispatcher), pytest.raises(permit_answers.MayNotAnswer):
			api.approve_permit(asked.name)

	def test_it_is_answered_once(self, approved):
		with s.acting(s.OFFICER), pytest.raises(permit_answers.PermitNotOpen, match="already"):
			api.approve_permit(approved.name)

	@pytest.mark.parametrize("step", [api.approve_permit, api.refuse_permit, api.close_permit])
	def test_an_answer_that_no_field_holds_is_refused_and_nothing_is_answered(self, asked, step):
		with s.acting(s.BOSS):
			with pytest.raises(TextTooLong, match="the text is too long"), all_or_nothing("answer"):
				step(asked.name, "长" * 22_000)
			assert frappe.db.get_value("Work Permit", asked.name, "state") == "Requested"
			step(asked.name, "😀" * 16_000)

	def test_what_has_ended_is_not_approved_any_more(self, asked):
		with s.acting(s.BOSS), s.at("12:01"), pytest.raises(permit_answers.PermitNotOpen, match="ended"):
			api.approve_permit(asked.name)


class TestTime:
	def test_before_its_time_the_work_does_not_begin(self, ticket):
		with s.acting(s.ENGINEER):
			later = s.permit(ticket, hours=("11:00", "13:00"))
		with s.acting(s.BOSS):
			permit_answers.approve(later.name)
		with pytest.raises(gate.PermitMissing, match="Wait until then"):
			as_engineer(ticket, "Start Work", "10:59")
		assert as_engineer(ticket, "Start Work", "11:00").stage == "Working"

	def test_after_its_end_the_work_does_not_go_on(self, ticket, approved):
		as_engineer(ticket, "Start Work")
		as_engineer(ticket, "Wait for Parts", "11:00")
		as_engineer(ticket, "Resume", "12:30")
		with pytest.raises(gate.PermitMissing, match="Ask for a new one"):
			as_engineer(ticket, "Start Work", "12:31")

	def test_one_that_ran_out_is_closed_with_a_word_before_the_work_is_done(self, ticket, approved):
		as_engineer(ticket, "Start Work")
		with pytest.raises(gate.PermitMissing, match="Close it"):
			as_engineer(ticket, "Complete", "12:30")
		with s.acting(s.ENGINEER), s.at("12:31"):
			assert api.close_permit(approved.name, "Stopped at 11:55") == "Closed"
		assert as_engineer(ticket, "Complete", "12:32").stage == "Done"

	def test_with_the_work_ends_the_permit(self, ticket, approved):
		as_engineer(ticket, "Start Work")
		assert as_engineer(ticket, "Complete", "11:00").stage == "Done"
		assert frappe.db.get_value("Work Permit", approved.name, "state") == "Closed"

	def test_one_that_is_closed_before_its_time_has_permitted_nothing(self, ticket):
		with s.acting(s.ENGINEER):
			later = s.permit(ticket, hours=("11:00", "13:00"))
		with s.acting(s.BOSS):
			permit_answers.approve(later.name)
		with s.acting(s.ENGINEER), s.at("09:30"):
			assert api.close_permit(later.name) == "Closed"
		with pytest.raises(gate.PermitMissing, match="Ask for one"):
			as_engineer(ticket, "Complete", "09:31")
		with pytest.raises(gate.PermitMissing, match="Ask for one"):
			as_engineer(ticket, "Start Work", "11:30")

	def test_a_request_that_is_closed_is_withdrawn(self, asked):
		with s.acting(s.ENGINEER):
			assert api.close_permit(asked.name) == "Withdrawn"
			assert api.close_permit(asked.name) == "Withdrawn"

	def test_with_another_engineer_it_holds_no_more(self, ticket, approved):
		colleague = f.engineer("Cora Colleague", user=f.user("cora.safe@example.com", "Service Engineer"))
		document = frappe.get_doc("Service Ticket", ticket.name)
		document.update({"engineer": colleague.name, "override_reason": "Sam is ill"})
		document.save()
		assert frappe.db.get_value("Work Permit", approved.name, "state") == "Closed"


class TestSweep:
	def test_the_engineer_is_told_before_the_end_and_at_the_end_once(self, ticket, approved):
		before = len(s.told(s.ENGINEER, approved.name))
		for when in ("11:44", "11:45", "11:46", "12:00", "12:01"):
			with s.at(when):
				sweep.sweep_safety(frappe.utils.get_datetime(f"2026-03-02 {when}:00"), f.company())
		subjects = s.told(s.ENGINEER, approved.name)[before:]
		assert ["ends at" in subject for subject in subjects] == [True, False]
		assert "has ended" in subjects[1]
		assert any("has ended" in subject for subject in s.told(s.BOSS, approved.name))
		assert frappe.db.get_value("Work Permit", approved.name, "state") == "Expired"

	def test_a_request_that_nobody_answered_ends_too(self, asked):
		with s.at("12:01"):
			sweep.sweep_safety(only_company=f.company())
		assert frappe.db.get_value("Work Permit", asked.name, "state") == "Expired"
		assert any("not answered in time" in subject for subject in s.told(s.ENGINEER, asked.name))

	def test_an_expired_one_that_was_given_is_closed_and_the_work_done(self, ticket, approved):
		as_engineer(ticket, "Start Work")
		with s.at("12:01"):
			sweep.sweep_safety(only_company=f.company())
		with pytest.raises(gate.PermitMissing, match="Close it"):
			as_engineer(ticket, "Complete", "12:30")
		with s.acting(s.ENGINEER), s.at("12:31"):
			api.close_permit(approved.name, "Stopped at noon")
		assert as_engineer(ticket, "Complete", "12:32").stage == "Done"


class TestWhoSees:
	def test_engineers_see_their_own(self, asked):
		other = f.user("olga.safe@example.com", "Service Engineer")
		f.engineer("Olga Other", user=other)
		for user, sees in ((s.ENGINEER, True), (other, False), (s.OFFICER, True)):
			with s.acting(user):
				assert bool(frappe.get_list("Work Permit", filters={"name": asked.name})) is sees
				assert bool(frappe.has_permission("Work Permit", "read", asked.name)) is sees

	def test_a_deleted_ticket_takes_its_permits_along(self, ticket, asked):
		frappe.delete_doc("Service Ticket", ticket.name, ignore_permissions=True, force=True)
		assert not frappe.db.exists("Work Permit", asked.name)


class TestTypes:
	@pytest.mark.parametrize(
		"values",
		[
			{"max_hours": 0},
			{"max_hours": 25},
			{"approver_role": "Customer"},
			{"measures": [{"measure": "Look"}, {"measure": "Look "}]},
			{"measures": [{"measure": " "}]},
		],
	)
	def test_what_means_nothing_is_refused(self, values):
		from fsm_app.safety.permit_types import PermitTypeError

		plain = {"type_name": "Odd", "approver_role": "Service Manager", "max_hours": 1}
		with pytest.raises((PermitTypeError, frappe.MandatoryError, frappe.NonNegativeError)):
			frappe.get_doc({"doctype": "Work Permit Type", **plain, **values}).insert()

	def test_five_kinds_are_shipped(self):
		names = {"Hot Work", "Work at Height", "Live Electricity", "Confined Space", "Chemicals"}
		assert names <= set(frappe.get_all("Work Permit Type", pluck="name"))
