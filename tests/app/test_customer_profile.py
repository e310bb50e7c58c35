"""A customer is served as its profile says: by whom, when, in which language, who must not come; and what is learnt (E5)."""

import pytest

import frappe

from fsm_app.api import dispatch_candidates as api
from fsm_app.dispatch.customer_profiles import CustomerProfileError
from fsm_app.dispatch.learnt_preferences import ProposalDecided, propose
from tests.app import dispatching as d
from tests.app import factories as f

PROFILE, PROPOSAL = "Customer Service Profile", "Customer Preference Proposal"
DISPATCHER, ENGINEER, AUDITOR = (
	f"{name}.customer@example.com" for name in ("dispatcher", "engineer", "auditor")
)


@pytest.fixture(autouse=True)
def morning():
	d.only_these_engineers()
	d.profile(weights={"dedicated": 1})
	frappe.db.set_single_value("Field Service Settings", "learn_preferences", 1)
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(ENGINEER, "Service Engineer")
	f.user(AUDITOR, "Service Auditor")
	with d.at():
		yield


def profile(**values):
	return frappe.get_doc(
		{"doctype": PROFILE, "customer": f.customer(), "company": f.company(), **values}
	).insert()


class TestWho:
	def test_the_dedicated_engineer_comes_first_and_the_deputy_next(self):
		other, deputy, dedicated = f.engineer("Other"), f.engineer("Deputy"), f.engineer("Dedicated")
		ticket = f.ticket()
		assert d.mark(ticket, dedicated, "dedicated") is None  # nobody is: it counts for nobody
		profile(dedicated_engineer=dedicated.name, deputy_engineer=deputy.name)
		ranked = d.judged(ticket).ranked
		assert [(row.candidate, row.score) for row in ranked] == [
			(dedicated.name, 100),
			(deputy.name, 60),
			(other.name, 0),
		]

	def test_who_must_not_come_is_left_out_whatever_they_know(self):
		barred, other = f.engineer("Barred"), f.engineer("Other")
		profile(barred_engineers=[{"engineer": barred.name, "reason": "Quarrelled with the gatekeeper"}])
		ticket = f.ticket()
		assert d.reasons(ticket) == {"Barred": "not to be sent to this customer"}
		assert d.dispatched().engineer == other.name
		assert d.reasons(f.ticket(customer=f.customer("Another Customer"))) == {}

	def test_it_holds_for_its_company_alone(self):
		barred = f.engineer("Barred")
		document = profile(barred_engineers=[{"engineer": barred.name}])
		frappe.db.set_value(PROFILE, document.name, "company", f.other_company("Profile Company", "PC"))
		assert d.reasons(f.ticket()) == {}

	@pytest.mark.parametrize(
		"values",
		[
			lambda one, two: {"dedicated_engineer": one, "barred_engineers": [{"engineer": one}]},
			lambda one, two: {"dedicated_engineer": one, "deputy_engineer": one},
			lambda one, two: {"barred_engineers": [{"engineer": one}, {"engineer": one}]},
			lambda one, two: {"dedicated_engineer": two},
			lambda one, two: {"preferred_times": [{"from_time": "12:00:00", "until_time": "08:00:00"}]},
		],
	)
	def test_one_that_contradicts_itself_is_refused(self, values):
		one, two = f.engineer("One"), f.engineer("Two")
		frappe.db.set_value("Service Engineer", two.name, "company", f.other_company("Profile Company", "PC"))
		frappe.clear_document_cache("Service Engineer", two.name)
		with pytest.raises(CustomerProfileError):
			profile(**values(one.name, two.name))

	def test_there_is_one_of_a_customer_and_company(self):
		profile()
		with pytest.raises(CustomerProfileError, match="has a profile already"):
			profile()


class TestTold:
	@pytest.fixture
	def ticket(self):
		profile(
			access_notes="Gate 3, ask for the green card",
			preferred_times=[{"weekday": "Tuesday", "from_time": "08:00:00", "until_time": "12:00:00"}],
			language="en",
		)
		f.engineer("Goes There", user=ENGINEER)
		return d.dispatched()

	def test_the_engineer_who_goes_there_reads_how_to_get_in(self, ticket, as_user):
		with as_user(ENGINEER):
			told = api.customer_notes(ticket.name)
		assert told["access_notes"] == "Gate 3, ask for the green card"
		assert told["preferred_times"] == ["Tuesday from 08:00 to 12:00"]
		assert told["language"] in ("English", "en")

	def test_others_read_when_and_not_how_to_get_in(self, ticket, as_user):
		with as_user(AUDITOR):
			told = api.customer_notes(ticket.name)
		assert told["access_notes"] is None and told["preferred_times"]

	def test_after_the_job_it_is_nobodys_way_any_more(self, ticket, as_user):
		frappe.db.set_value("Service Ticket", ticket.name, "stage", "Closed")
		with as_user(ENGINEER):
			assert api.customer_notes(ticket.name)["access_notes"] is None

	def test_the_profile_itself_is_not_for_engineers(self, ticket, rest):
		name = frappe.db.get_value(PROFILE, {"customer": ticket.customer})
		assert rest.login(ENGINEER).get(f"/api/resource/{PROFILE}/{name}").status_code == 403
		assert rest.login(ENGINEER).get(f"/api/resource/{PROFILE}").status_code == 403
		assert rest.login(DISPATCHER).get(f"/api/resource/{PROFILE}/{name}").status_code == 200


def morning_visits(engineer, so_many: int, hour: str = "09") -> None:
	for day in range(1, so_many + 1):
		ticket = f.ticket(subject="Routine")
		d.visit(
			engineer,
			f"2026-02-{day:02} {hour}:00:00",
			f"2026-02-{day:02} {hour}:30:00",
			status="Ended",
			ticket=ticket,
		)
		frappe.db.set_value(
			"Service Ticket",
			ticket.name,
			{"first_done_by": engineer.name, "first_done_at": f"2026-02-{day:02} 12:00:00"},
		)


def proposed() -> dict[str, str]:
	return dict(frappe.get_all(PROPOSAL, filters={"state": "Open"}, fields=["kind", "name"], as_list=True))


class TestLearnt:
	def test_who_always_asks_for_mornings_is_proposed_and_nothing_changes_by_itself(self):
		engineer = f.engineer("Regular")
		morning_visits(engineer, 6)
		propose()
		assert set(proposed()) == {"Preferred Times", "Dedicated Engineer"}
		assert not frappe.db.exists(PROFILE, {"customer": f.customer()})
		assert frappe.db.exists("Notification Log", {"for_user": DISPATCHER, "document_type": PROPOSAL})
		propose()
		assert frappe.db.count(PROPOSAL, {"customer": f.customer()}) == 2

	def test_a_site_that_does_not_want_it_gets_no_proposals(self):
		morning_visits(f.engineer("Regular"), 6)
		frappe.db.set_single_value("Field Service Settings", "learn_preferences", 0)
		propose()
		assert proposed() == {}

	def test_a_few_visits_or_mixed_ones_say_nothing(self):
		engineer = f.engineer("Regular")
		morning_visits(engineer, 4)
		propose()
		assert proposed() == {}
		other = f.engineer("Irregular")
		for n, hour in enumerate(("14", "15", "16", "13")):
			d.visit(other, f"2026-02-{n + 10} {hour}:00:00", f"2026-02-{n + 10} {hour}:30:00", status="Ended")
		propose()
		assert "Preferred Times" not in proposed()

	def test_a_dispatcher_confirms_and_it_stands_in_the_profile(self, as_user):
		engineer = f.engineer("Regular")
		morning_visits(engineer, 6)
		propose()
		names = proposed()
		with as_user(DISPATCHER):
			made = api.confirm_proposal(names["Dedicated Engineer"])
			assert [row["name"] for row in api.proposals(made)] == [names["Preferred Times"]]
			assert "6 of the last 6" in api.proposals(made)[0]["sentence"]
			assert api.confirm_proposal(names["Preferred Times"]) == made
			with pytest.raises(ProposalDecided):
				api.confirm_proposal(names["Preferred Times"])
		document = frappe.get_doc(PROFILE, made)
		assert document.dedicated_engineer == engineer.name
		assert [(row.weekday or "", str(row.until_time)) for row in document.preferred_times] == [
			("", "12:00:00")
		]
		decided = frappe.get_doc(PROPOSAL, names["Preferred Times"])
		assert (decided.state, decided.decided_by) == ("Confirmed", DISPATCHER)
		propose()
		assert proposed() == {}

	def test_what_was_dismissed_does_not_come_again(self, as_user):
		morning_visits(f.engineer("Regular"), 6)
		propose()
		with as_user(DISPATCHER):
			for name in proposed().values():
				api.dismiss_proposal(name)
		propose()
		assert proposed() == {}
		assert not frappe.db.exists(PROFILE, {"customer": f.customer()})

	@pytest.mark.parametrize("user", [ENGINEER, AUDITOR])
	def test_nobody_else_decides(self, as_user, user):
		morning_visits(f.engineer("Regular"), 6)
		propose()
		name = proposed()["Preferred Times"]
		with as_user(user):
			for decide in (api.confirm_proposal, api.dismiss_proposal):
				with pytest.raises(frappe.PermissionError):
					decide(name)
		assert frappe.db.get_value(PROPOSAL, name, "state") == "Open"
