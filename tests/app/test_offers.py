"""A ticket is offered to the best engineer; who does not accept in time loses it to the next (E2)."""

import pytest

import frappe

from fsm_app.api.ticket_offer import accept, of_ticket
from fsm_app.assignments import answers, offers
from fsm_app.assignments.passing_on import sweep_offers
from fsm_app.assignments.ticket_listeners import NoMoreSuitable
from tests.app import factories as f
from tests.app.offering import DISPATCHER, MONDAY, engineers, offering, offers_of, told, triaged
from tests.app.tickets import act, walk

NINE, TEN = f"{MONDAY} 09:00:00", f"{MONDAY} 10:00:00"


def now_at(freeze, moment: str):
	freeze(f"{MONDAY} {moment}")
	sweep_offers()


def stored(ticket):
	return frappe.get_doc("Service Ticket", ticket.name)


@pytest.fixture
def dispatcher():
	return f.user(DISPATCHER, "Service Dispatcher")


def test_without_a_profile_that_says_so_nothing_is_offered():
	(one, _two) = engineers("Ada", "Bo")
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	assert ticket.engineer == one.name
	assert offers_of(ticket) == []


def test_a_triaged_ticket_is_offered_by_itself_and_accepted(freeze, as_user):
	(one, _two) = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	assert offers_of(ticket) == [("Queued", None)]
	now_at(freeze, "10:01:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Dispatched", one.name)
	offer = offers.open_offer(ticket.name)
	assert (offer.state, str(offer.expires_at), offer.place) == ("Offered", f"{MONDAY} 10:31:00", 1)
	assert any("Accept it until" in line for line in told(one.user))
	with as_user(one.user):
		answers.accept(offer.name)
		answers.accept(offer.name)  # the second click
	assert stored(ticket).stage == "Accepted"
	assert offers_of(ticket) == [("Accepted", one.name)]
	now_at(freeze, "12:00:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Accepted", one.name)


def test_who_does_not_accept_in_time_loses_it_to_the_next_and_all_are_told(freeze, dispatcher):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	now_at(freeze, "10:00:00")
	now_at(freeze, "10:29:00")
	assert stored(ticket).engineer == one.name
	now_at(freeze, "10:30:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Dispatched", two.name)
	assert offers_of(ticket) == [("Timed Out", one.name), ("Offered", two.name)]
	assert offers.open_offer(ticket.name).place == 2
	assert told(one.user)[-1].endswith("it was not accepted in time.")
	assert "Accept it until" in told(two.user)[-1]
	now_at(freeze, "11:00:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Triaged", None)
	assert [state for state, _who in offers_of(ticket)] == ["Timed Out", "Timed Out", "Nobody Found"]
	assert told(dispatcher)[-1].startswith("Nobody is left who could take")
	assert stored(ticket).return_count == 0
	sweep_offers()
	assert len(offers_of(ticket)) == 3


def test_the_time_runs_in_working_hours(freeze):
	(one, _two) = engineers("Ada", "Bo")
	freeze(f"{MONDAY} 17:50:00")
	ticket = triaged(offering=offering())
	now_at(freeze, "17:50:00")
	assert str(offers.open_offer(ticket.name).expires_at) == "2026-03-03 10:20:00"
	assert stored(ticket).engineer == one.name


def test_an_engineer_declines_with_a_reason_and_the_next_is_asked(freeze, as_user, dispatcher):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	offer = offers.open_offer(ticket.name)
	with as_user(one.user):
		with pytest.raises(answers.ReasonMissing):
			answers.decline(offer.name, " ")
		answers.decline(offer.name, "My car is at the garage")
	assert frappe.db.get_value("Ticket Offer", offer.name, ["state", "reason"]) == (
		"Declined",
		"My car is at the garage",
	)
	assert not any("has to be dispatched" in line for line in told(dispatcher))
	now_at(freeze, "10:02:00")
	assert stored(ticket).engineer == two.name


def test_nobody_answers_for_another(freeze, as_user):
	_one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	with as_user(two.user), pytest.raises(answers.NotOffered):
		answers.accept(offers.open_offer(ticket.name).name)
	assert stored(ticket).stage == "Dispatched"


def test_who_accepts_after_it_went_to_the_next_hears_so_and_nothing_changes(freeze, as_user):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	late = offers.open_offer(ticket.name).name
	now_at(freeze, "10:30:00")
	with as_user(one.user), pytest.raises(answers.OfferGone) as refused:
		answers.accept(late)
	assert "went to somebody else" in str(refused.value)
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Dispatched", two.name)


def test_an_acceptance_at_the_second_of_the_time_out_holds_if_it_is_first(freeze, as_user):
	one, _two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	freeze(f"{MONDAY} 10:30:00")
	with as_user(one.user):
		answers.accept(offers.open_offer(ticket.name).name)
	sweep_offers()
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Accepted", one.name)


def test_half_automatic_a_dispatcher_confirms_who_is_proposed(freeze, as_user, dispatcher):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering("Proposal"))
	sweep_offers()
	offer = offers.open_offer(ticket.name)
	assert (offer.state, offer.engineer, stored(ticket).stage) == ("Proposed", one.name, "Triaged")
	assert told(dispatcher)[-1].startswith("Ada is proposed for")
	with as_user(dispatcher):
		answers.propose_another(offer.name, "Ada has asked for an easy week")
	sweep_offers()
	offer = offers.open_offer(ticket.name)
	assert (offer.state, offer.engineer) == ("Proposed", two.name)
	with as_user(dispatcher):
		answers.confirm(offer.name)
		answers.confirm(offer.name)
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Dispatched", two.name)
	assert offers_of(ticket) == [("Withdrawn", one.name), ("Offered", two.name)]


def test_in_proposal_mode_the_next_is_proposed_after_the_time(freeze, as_user, dispatcher):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering("Proposal"))
	sweep_offers()
	with as_user(dispatcher):
		answers.confirm(offers.open_offer(ticket.name).name)
	now_at(freeze, "10:31:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Triaged", None)
	assert offers_of(ticket) == [("Timed Out", one.name), ("Proposed", two.name)]


def test_by_hand_with_a_time_the_ticket_comes_back_to_the_dispatcher(freeze, dispatcher):
	one, _two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = walk(f.ticket(offering=offering("By Hand")), "Triage", "Dispatch")
	now_at(freeze, "10:30:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Triaged", None)
	assert offers_of(ticket) == [("Timed Out", one.name)]
	assert "was taken back from Ada" in told(dispatcher)[-1]


def test_the_dispatcher_may_choose_whom_the_time_ran_out_for(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = walk(f.ticket(offering=offering("By Hand")), "Triage", "Dispatch")
	now_at(freeze, "10:30:00")
	ticket = stored(ticket)
	ticket.engineer = one.name
	ticket.save()
	assert act(ticket, "Dispatch").engineer == one.name


@pytest.mark.parametrize("change", ["leaves", "goes on leave", "loses the certificate"])
def test_who_may_not_have_it_any_more_cannot_accept_and_the_next_is_asked(
	freeze, as_user, dispatcher, change
):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	certification = f.make(
		"Service Certification", name="Offer Licence", certification_name="Offer Licence"
	).name
	held = [
		f.make(
			"Engineer Certification",
			engineer=engineer.name,
			certification=certification,
			issued_on="2026-01-01",
			valid_until="2027-01-01",
			number=f"OL-{engineer.name}",
		)
		for engineer in (one, two)
	]
	ticket = triaged(offering=offering(certifications=[{"certification": certification}]))
	sweep_offers()
	offer = offers.open_offer(ticket.name)
	assert offer.engineer == one.name
	if change == "loses the certificate":
		frappe.db.set_value("Engineer Certification", held[0].name, "valid_until", "2026-02-01")
	else:
		status = "Left" if change == "leaves" else "On Leave"
		frappe.db.set_value("Service Engineer", one.name, "status", status)
	with as_user(one.user), pytest.raises((NoMoreSuitable, answers.NotOffered)):
		answers.accept(offer.name)
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Dispatched", one.name)
	offers.look_again(one.name)
	now_at(freeze, "10:05:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Dispatched", two.name)
	assert offers_of(ticket) == [("Withdrawn", one.name), ("Offered", two.name)]
	assert "was taken back from Ada" in told(dispatcher)[-1]


def test_a_change_of_the_engineer_leads_to_the_next_by_itself(freeze):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	engineer = frappe.get_doc("Service Engineer", one.name)
	engineer.status = "On Leave"
	engineer.save()
	now_at(freeze, "10:01:00")
	assert stored(ticket).engineer == two.name


def test_a_harmless_change_takes_nothing_away(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	offers.look_again(one.name)
	now_at(freeze, "10:01:00")
	assert stored(ticket).engineer == one.name
	assert (
		str(frappe.db.get_value("Ticket Offer", {"ticket": ticket.name}, "next_action_at"))
		== f"{MONDAY} 10:30:00"
	)


def test_a_cancelled_ticket_is_offered_no_more(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	act(ticket, "Cancel", cancel_reason="It works again")
	assert offers_of(ticket) == [("Superseded", one.name)]
	now_at(freeze, "11:00:00")
	assert stored(ticket).stage == "Cancelled"


def test_given_to_another_by_hand_the_first_offer_ends(freeze):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	doc = stored(ticket)
	doc.engineer = two.name
	doc.save()
	assert offers_of(ticket) == [("Superseded", one.name), ("Offered", two.name)]


def test_a_ticket_that_fails_keeps_no_other_waiting(freeze, monkeypatch):
	from fsm_app.assignments import passing_on

	engineers("Ada", "Bo")
	freeze(TEN)
	first, second = triaged(offering=offering()), triaged(offering=offering())
	real = passing_on.consider

	def consider(ticket, **kwargs):
		if ticket.name == first.name:
			raise RuntimeError("broken")
		return real(ticket, **kwargs)

	monkeypatch.setattr(passing_on, "consider", consider)
	sweep_offers()
	assert (stored(first).stage, stored(second).stage) == ("Triaged", "Dispatched")
	monkeypatch.undo()
	now_at(freeze, "10:11:00")
	assert stored(first).stage == "Dispatched"


def test_an_engineer_sees_only_the_own_offers(freeze, as_user):
	one, two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	now_at(freeze, "10:30:00")
	for engineer in (one, two):
		with as_user(engineer.user):
			assert {row.engineer for row in frappe.get_list("Ticket Offer", fields=["engineer"])} == {
				engineer.name
			}
	with as_user(two.user):
		assert of_ticket(ticket.name)["mine"] is True
	with as_user(f.user("auditor.offered@example.com", "Service Auditor")):
		assert of_ticket(ticket.name) is None
		with pytest.raises(frappe.PermissionError):
			accept(offers.open_offer(ticket.name).name)


def test_a_ticket_is_deleted_with_its_offers(freeze):
	engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	frappe.delete_doc("Service Ticket", ticket.name)
	assert frappe.db.count("Ticket Offer", {"ticket": ticket.name}) == 0


def test_what_refuses_the_dispatch_the_dispatcher_hears_and_nothing_is_half_done(
	freeze, dispatcher, monkeypatch
):
	from fsm_app.assignments import passing_on

	engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())

	def refused(ticket, *_args, **_kwargs):
		frappe.db.set_value("Service Ticket", ticket.name, "subject", "Half done")
		frappe.throw("The gate is shut.")

	monkeypatch.setattr(passing_on, "take_to_stage", refused)
	sweep_offers()
	assert offers_of(ticket) == [("Nobody Found", None)]
	assert stored(ticket).subject == ticket.subject
	assert frappe.db.get_value("Ticket Offer", {"ticket": ticket.name}, "reason") == "The gate is shut."
	assert told(dispatcher)[-1].startswith("Nobody is left who could take")


def test_a_ticket_that_was_accepted_unheard_is_not_taken_away(freeze):
	one, _two = engineers("Ada", "Bo")
	freeze(TEN)
	ticket = triaged(offering=offering())
	sweep_offers()
	frappe.flags.fsm_nobody_is_told = True
	try:
		act(ticket, "Accept")
	finally:
		frappe.flags.fsm_nobody_is_told = False
	now_at(freeze, "10:30:00")
	assert (stored(ticket).stage, stored(ticket).engineer) == ("Accepted", one.name)
	assert offers_of(ticket) == [("Superseded", one.name)]
