"""Whoever was offered a ticket is told once more before it goes to the next (N1, E2)."""

import pytest

import frappe

from fsm_app.assignments import answers, offers
from fsm_app.assignments.passing_on import sweep_offers
from fsm_app.push_messages import offers_ending
from fsm_app.push_messages.opening import page_of
from tests.app import offering as o
from tests.app.push_devices import name_server, sent_by_hand, switch_on, switched_on  # noqa: F401 (fixtures)


class TestOffersEnding:
	"""Whoever was offered a ticket is told once more before it goes to the next."""

	@pytest.fixture
	def offer(self, on, freeze):
		freeze(f"{o.MONDAY} 10:00:00")
		(one,) = o.engineers("Ada")
		ticket = o.triaged(offering=o.offering(minutes=30))
		sweep_offers()
		offer = offers.open_offer(ticket.name)
		assert str(offer.expires_at) == f"{o.MONDAY} 10:30:00"
		return offer, one.user

	def told(self, offer) -> list[str]:
		return frappe.get_all(
			"Notification Log",
			{"document_type": "Ticket Offer", "document_name": offer.name},
			pluck="subject",
		)

	def at(self, freeze, time: str) -> int:
		freeze(f"{o.MONDAY} {time}")
		return offers_ending.remind()

	def test_once_some_minutes_before(self, offer, freeze):
		offer, _user = offer
		assert self.at(freeze, "10:24:00") == 0
		assert self.at(freeze, "10:25:00") == 1
		(subject,) = self.told(offer)
		assert subject.startswith(f"{offer.ticket} waits for your answer. Accept it until")
		assert self.at(freeze, "10:26:00") == 0
		assert len(self.told(offer)) == 1

	def test_it_opens_the_ticket(self, offer, freeze):
		offer, user = offer
		self.at(freeze, "10:25:00")
		notice = frappe.get_last_doc("Notification Log", {"for_user": user})
		frappe.set_user(user)
		assert page_of(notice.name).endswith(f"/service-ticket/{offer.ticket}")

	def test_not_after_it_was_answered(self, offer, freeze):
		offer, user = offer
		frappe.set_user(user)
		answers.accept(offer.name)
		frappe.set_user("Administrator")
		assert self.at(freeze, "10:25:00") == 0

	def test_not_where_the_time_was_short_from_the_beginning(self, offer, freeze):
		frappe.db.set_value("Ticket Offer", offer[0].name, "offered_at", f"{o.MONDAY} 10:21:00")
		assert self.at(freeze, "10:25:00") == 0

	def test_not_where_the_company_does_not_want_it(self, offer, freeze):
		switch_on(offer_minutes=0)
		assert self.at(freeze, "10:29:00") == 0

	@pytest.mark.parametrize(("enabled", "jobs"), [(1, 1), (0, 0)])
	def test_it_is_looked_for_where_push_messages_are_on(self, offer, freeze, monkeypatch, enabled, jobs):
		switch_on(enabled=enabled)
		started = []
		monkeypatch.setattr(frappe, "enqueue", lambda method, **values: started.append(method))
		freeze(f"{o.MONDAY} 10:25:00")
		offers_ending.enqueue_reminders()
		assert len(started) == jobs

	def test_one_that_fails_keeps_no_other_from_it(self, offer, freeze, monkeypatch):
		def fail(*_args):
			raise ValueError

		monkeypatch.setattr(offers_ending, "_tell", fail)
		assert self.at(freeze, "10:25:00") == 0
		assert frappe.db.exists("Error Log", {"method": ["like", "%ends"]})
