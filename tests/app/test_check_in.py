"""An engineer checks in at the customer's with their position (C1, N1)."""

import pytest

import frappe

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.field_work.check_in import CheckInError, NotTheAssignedEngineer, check_in
from tests.app import factories as f
from tests.app.tickets import act, walk

ENGINEER, OTHER = "checker@example.com", "passer-by@example.com"
DAY = "2026-03-02"
# A place in Shanghai, one 140 m and one 1.1 km north of it.
PLACE, NEAR, FAR = (31.230, 121.470), (31.23126, 121.470), (31.240, 121.470)


@pytest.fixture
def people():
	f.user(ENGINEER, "Service Engineer")
	f.user(OTHER, "Service Engineer")
	f.offering(skills=("Valves",))
	f.engineer("Passer By", user=OTHER, team=f.team(), status="On Leave")
	return f.engineer("Checker One", user=ENGINEER, team=f.team(), skills=("Valves",))


@pytest.fixture
def ticket(people, freeze):
	freeze(f"{DAY} 10:00:00")
	ticket = walk(f.ticket(latitude=PLACE[0], longitude=PLACE[1]), "Triage", "Dispatch", "Accept")
	freeze(f"{DAY} 11:00:00")
	return ticket


def visit_of(ticket):
	return frappe.get_doc("Service Visit", f"{ticket.name}-V1")


@pytest.mark.parametrize(("place", "metres", "far"), [(NEAR, 140, False), (FAR, 1112, True)])
def test_the_distance_to_the_customer_is_noted(ticket, as_user, place, metres, far):
	with as_user(ENGINEER):
		result = check_in(ticket.name, *place, client_key="a", accuracy=12)
	assert result["distance_metres"] == pytest.approx(metres, abs=1)
	assert (result["far_from_customer"], result["problem"]) == (far, None)
	visit = visit_of(ticket)
	assert (visit.latitude, visit.longitude, visit.accuracy_metres) == (*place, 12)
	assert (str(visit.checked_in_at), visit.far_from_customer) == (f"{DAY} 11:00:00", int(far))


def test_a_distance_is_not_judged_where_the_limit_is_0(ticket, as_user):
	frappe.db.set_single_value("Field Service Settings", "far_check_in_metres", 0)
	with as_user(ENGINEER):
		assert check_in(ticket.name, *FAR, client_key="a")["far_from_customer"] is False


def test_the_place_of_the_address_counts_where_the_ticket_has_none(people, as_user):
	address = f.make(
		"Address",
		address_title="Plant",
		address_type="Plant",
		address_line1="1 Test Road",
		city="Shanghai",
		country="China",
		fsm_latitude=PLACE[0],
		fsm_longitude=PLACE[1],
		links=[{"link_doctype": "Customer", "link_name": f.customer()}],
	)
	ticket = walk(f.ticket(address=address.name), "Triage", "Dispatch", "Accept")
	frappe.db.set_value("Ticket Caller", ticket.name, {"latitude": 0, "longitude": 0})
	with as_user(ENGINEER):
		assert check_in(ticket.name, *NEAR, client_key="a")["distance_metres"] == pytest.approx(140, abs=1)


def test_nothing_is_said_of_the_distance_where_the_place_is_not_known(people, as_user):
	ticket = walk(f.ticket(), "Triage", "Dispatch", "Accept")
	with as_user(ENGINEER):
		result = check_in(ticket.name, *FAR, client_key="a")
	assert (result["distance_metres"], result["far_from_customer"]) == (None, False)


@pytest.mark.parametrize("steps", [(), ("Travel",)])
def test_checking_in_takes_the_ticket_on_site(ticket, as_user, steps):
	walk(ticket, *steps)
	with as_user(ENGINEER):
		assert check_in(ticket.name, *NEAR, client_key="a")["stage"] == "On Site"
	visit = visit_of(ticket)
	assert (visit.status, str(visit.arrived_at)) == ("On Site", f"{DAY} 11:00:00")


def test_the_same_check_in_sent_again_returns_the_first(ticket, as_user, freeze):
	with as_user(ENGINEER):
		first = check_in(ticket.name, *NEAR, client_key="a")
		freeze(f"{DAY} 12:00:00")
		assert check_in(ticket.name, *FAR, client_key="a") == first
	assert visit_of(ticket).latitude == NEAR[0]


def test_another_check_in_for_the_same_visit_is_refused(ticket, as_user):
	with as_user(ENGINEER):
		check_in(ticket.name, *NEAR, client_key="a")
		with pytest.raises(CheckInError):
			check_in(ticket.name, *FAR, client_key="b")
	assert visit_of(ticket).latitude == NEAR[0]


def test_a_key_belongs_to_one_visit(ticket, as_user):
	other = walk(f.ticket(), "Triage", "Dispatch", "Accept")
	with as_user(ENGINEER):
		check_in(ticket.name, *NEAR, client_key="a")
		with pytest.raises(ClientKeyTaken):
			check_in(other.name, *NEAR, client_key="a")
	assert visit_of(other).checked_in_at is None


def test_a_visit_opened_after_waiting_is_checked_in_anew(ticket, as_user):
	with as_user(ENGINEER):
		check_in(ticket.name, *NEAR, client_key="a")
		walk(ticket, "Wait for Parts", "Resume")
		assert check_in(ticket.name, *NEAR, client_key="b")["visit"] == f"{ticket.name}-V2"


def test_only_the_engineer_of_the_ticket_checks_in(ticket, as_user):
	for user in (OTHER, "Administrator"):
		with as_user(user), pytest.raises(NotTheAssignedEngineer):
			check_in(ticket.name, *NEAR, client_key="a")
	assert visit_of(ticket).checked_in_at is None


@pytest.mark.parametrize(
	"values",
	[
		{"latitude": 91},
		{"longitude": -180.5},
		{"latitude": float("nan")},
		{"latitude": 0, "longitude": 0},
		{"latitude": "north"},
		{"accuracy": -1},
		{"accuracy": float("inf")},
		{"client_key": ""},
		{"client_key": "k" * 141},
		{"at": f"{DAY} 12:00:00"},
		{"at": "2026-03-01 10:00:00"},
	],
)
def test_a_check_in_that_cannot_be_changes_nothing(ticket, as_user, values):
	values = {"latitude": NEAR[0], "longitude": NEAR[1], "client_key": "a", **values}
	with as_user(ENGINEER), pytest.raises(CheckInError):
		check_in(ticket.name, **values)
	assert visit_of(ticket).checked_in_at is None
	assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Accepted"


def test_a_device_that_was_offline_says_when_it_was_there(ticket, as_user):
	with as_user(ENGINEER):
		check_in(ticket.name, *NEAR, client_key="a", at=f"{DAY} 10:40:00")
	visit = visit_of(ticket)
	# The clocks of the ticket go by the server's time.
	assert (str(visit.checked_in_at), str(visit.arrived_at)) == (f"{DAY} 10:40:00", f"{DAY} 11:00:00")


def test_there_is_nothing_to_check_in_for_before_accepting(people, as_user):
	ticket = walk(f.ticket(), "Triage", "Dispatch")
	with as_user(ENGINEER), pytest.raises(CheckInError):
		check_in(ticket.name, *NEAR, client_key="a")


def test_nobody_checks_in_at_a_remote_visit(ticket, as_user):
	frappe.db.set_value("Service Visit", visit_of(ticket).name, "delivery", "Remote")
	with as_user(ENGINEER), pytest.raises(CheckInError):
		check_in(ticket.name, *NEAR, client_key="a")


def test_a_workflow_without_a_way_on_site_keeps_the_check_in_and_says_so(ticket, as_user):
	workflow = frappe.get_doc("Workflow", "Service Ticket")
	workflow.transitions = [row for row in workflow.transitions if row.action != "Arrive"]
	workflow.save()
	with as_user(ENGINEER):
		result = check_in(ticket.name, *NEAR, client_key="a")
	assert result["stage"] == "Accepted" and result["problem"]
	assert visit_of(ticket).latitude == NEAR[0]


def test_what_refuses_the_arrival_does_not_undo_the_check_in(ticket, as_user, monkeypatch):
	from fsm_app.service_desk import lifecycle

	def refuse(ticket):
		if ticket.stage == "On Site":
			frappe.throw("Arrival: a photo is missing.")

	monkeypatch.setattr(lifecycle, "check_team", refuse)
	with as_user(ENGINEER):
		result = check_in(ticket.name, *NEAR, client_key="a")
	assert result["problem"] == "Arrival: a photo is missing."
	assert frappe.db.get_value("Service Ticket", ticket.name, "stage") == "Accepted"
	visit = visit_of(ticket)
	assert (visit.status, visit.latitude) == ("Planned", NEAR[0])


def test_the_web_app_checks_in_over_http(ticket, rest):
	client = rest.login(ENGINEER)
	values = {"ticket": ticket.name, "latitude": NEAR[0], "longitude": NEAR[1], "client_key": "a"}
	answer = client.post("/api/method/fsm_app.api.service_visit.check_in", values)
	assert answer.status_code == 200 and answer.json["message"]["stage"] == "On Site"
	again = client.post("/api/method/fsm_app.api.service_visit.check_in", values)
	assert again.json["message"] == answer.json["message"]
	refused = client.post(
		"/api/method/fsm_app.api.service_visit.check_in", {**values, "latitude": "north", "client_key": "b"}
	)
	assert 400 <= refused.status_code < 500
	assert act(ticket, "Complete").stage == "Done"
