"""Arguments that mean nothing are refused in words, or answered with nothing, and are no server error."""

import pytest

import frappe

from tests.app import factories as f
from tests.app import portal_users as p

MANAGER = "manager@arguments.example.com"
METHOD = "/api/method/fsm_app.api."
NUMBERS = (10**20, -(10**20), -1, 0, "x", "", None)
DATES = ("", "x", "2026-02-30", "99999-01-01", "0000-00-00 00:00:00", "25:61:61", "2026-03-02T10:00:00+99:00")
BROKEN = ("{", "[", '{"a": ', "[1, ", "[" * 5000, "\x00", "7", '"x"', "[[1]]", '[["no such field", "=", 1]]')


@pytest.fixture
def manager(rest):
	f.user(MANAGER, "Service Manager")
	return rest.login(MANAGER)


def refused(answer) -> bool:
	return answer.status_code in (403, 404, 417)


@pytest.mark.parametrize("page", NUMBERS)
def test_a_page_that_there_is_not_is_empty_or_the_first(rest, page):
	client = rest.login(p.portal_user(p.ANNA, f.customer(p.CUSTOMER)))
	sent = {} if page is None else {"page": str(page)}
	answer = client.get(METHOD + "portal.my_tickets", params=sent)
	assert (answer.status_code == 200 and answer.json["message"]["page"] >= 1) or refused(answer)
	assert frappe.call("fsm_app.common.arguments.page", page) in range(1, 1_000_001)


@pytest.mark.parametrize(
	"function", ["service_visit.events", "certificates.session_events", "certificates.expiry_events"]
)
class TestCalendars:
	@pytest.mark.parametrize("day", DATES)
	def test_a_day_that_is_none_is_refused(self, manager, function, day):
		for sent in ({"start": day, "end": "2026-04-01"}, {"start": "2026-03-01", "end": day}):
			assert refused(manager.get(METHOD + function, params=sent)), sent

	@pytest.mark.parametrize("filters", BROKEN, ids=lambda text: repr(text[:10]))
	def test_filters_that_are_none_are_refused(self, manager, as_user, function, filters):
		with as_user(MANAGER), pytest.raises(frappe.ValidationError):
			frappe.get_attr(f"fsm_app.api.{function}")("2026-03-01", "2026-04-01", filters)

	def test_what_the_calendar_sends_is_taken(self, manager, function):
		doctype = {"service_visit.events": "Service Visit", "certificates.session_events": "Training Session"}
		named = doctype.get(function, "Engineer Certification")
		for filters in ("[]", "", f'[["{named}", "company", "=", "{f.company()}", false]]'):
			sent = {"start": "2026-03-01 00:00:00", "end": "2026-04-01 00:00:00", "filters": filters}
			answer = manager.get(METHOD + function, params=sent)
			assert answer.status_code == 200, answer.get_data(as_text=True)[-500:]


@pytest.mark.parametrize("moment", [each for each in DATES if each])
def test_a_policy_is_not_previewed_for_no_moment(manager, moment):
	sent = {"policy": f.policy(), "opened_at": moment}
	assert refused(manager.get(METHOD + "sla_policy.preview", params=sent))


@pytest.mark.parametrize("name", ["", " ", "x" * 200, "\x00", "No Such"])
@pytest.mark.parametrize(
	("function", "sent"),
	[
		("ticket_context.context", {"ticket": "NAME"}),
		("erpnext_requests.ticket_of", {"doctype": "Issue", "name": "NAME"}),
		("erpnext_requests.ticket_of", {"doctype": "NAME", "name": "x"}),
		("service_ticket.next_step", {"ticket": "NAME"}),
		("evidence.overview", {"ticket": "NAME"}),
		("certificates.missing_of_ticket", {"ticket": "NAME"}),
		("sla_policy.preview", {"policy": "NAME"}),
		("engineer_profile.profile", {"engineer": "NAME"}),
		("ticket_actions.reason_asked", {"ticket": "NAME", "action": "Return"}),
	],
)
def test_an_empty_name_is_no_document(manager, function, sent, name):
	sent = {key: name if value == "NAME" else value for key, value in sent.items()}
	assert refused(manager.get(METHOD + function, params=sent))
