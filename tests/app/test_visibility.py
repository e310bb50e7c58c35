"""Everybody sees what their role lets them see, the same in lists, forms and REST (D1, D3)."""

import pytest

import frappe

from tests.app import factories as f
from tests.app.tickets import walk

ENGINEER, COLLEAGUE, OTHER, DISPATCHER, AUDITOR, STRANGER = (
	f"{name}@example.com" for name in ("engineer", "colleague", "other", "dispatcher", "auditor", "stranger")
)


@pytest.fixture
def tickets():
	"""Tickets by owner: of an engineer, of a colleague in the same team, of another team, of nobody."""
	for email in (ENGINEER, COLLEAGUE, OTHER):
		f.user(email, "Service Engineer")
	f.user(DISPATCHER, "Service Dispatcher")
	f.user(AUDITOR, "Service Auditor")
	f.user(STRANGER)
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	made = {"nobody": f.ticket()}
	for email, team in ((ENGINEER, "Team A"), (COLLEAGUE, "Team A"), (OTHER, "Team B")):
		engineer = f.engineer(email, user=email, team=f.team(team))
		made[email] = walk(f.ticket(), "Triage", "Dispatch")
		engineer.status = "On Leave"
		engineer.save()
	return {owner: ticket.name for owner, ticket in made.items()}


def visible(tickets, doctype="Service Ticket", field="name") -> set[str]:
	rows = frappe.get_list(doctype, pluck=field, limit_page_length=0)
	return {owner for owner, name in tickets.items() if name in rows}


def test_an_engineer_sees_their_own_and_their_teams_tickets(tickets, as_user):
	with as_user(ENGINEER):
		assert visible(tickets) == {ENGINEER, COLLEAGUE}
		assert visible(tickets, "SLA Clock", "ticket") == {ENGINEER, COLLEAGUE}
		assert visible(tickets, "SLA Event", "ticket") == {ENGINEER, COLLEAGUE}
		assert frappe.get_doc("Service Ticket", tickets[COLLEAGUE]).has_permission("read")
		assert not frappe.get_doc("Service Ticket", tickets[OTHER]).has_permission("read")
		clock = frappe.db.get_value("SLA Clock", {"ticket": tickets[OTHER]})
		assert not frappe.get_doc("SLA Clock", clock).has_permission("read")


def reach(email: str, visibility: str, **values) -> None:
	engineer = frappe.get_doc("Service Engineer", {"user": email})
	engineer.update({"visibility": visibility, **values}).save()


def may_read(tickets) -> set[str]:
	return {
		owner
		for owner, name in tickets.items()
		if frappe.get_doc("Service Ticket", name).has_permission("read")
	}


def test_an_engineer_may_be_limited_to_their_own_tickets(tickets, as_user):
	reach(ENGINEER, "Own")
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == {ENGINEER}
		assert visible(tickets, "SLA Clock", "ticket") == {ENGINEER}


def test_the_level_decides_where_the_engineer_says_nothing(tickets, as_user):
	level = frappe.db.get_value("Service Engineer", {"user": ENGINEER}, "level")
	document = frappe.get_doc("Engineer Level", level)
	document.visibility = "Own"
	document.save()
	reach(COLLEAGUE, "Team")
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == {ENGINEER}
	with as_user(COLLEAGUE):
		assert visible(tickets) == may_read(tickets) == {ENGINEER, COLLEAGUE}


def test_a_region_is_seen_with_all_below_it(tickets, as_user):
	north = f.make(
		"Territory", territory_name="Vis North", parent_territory="All Territories", is_group=1
	).name
	for name in ("Vis North Town", "Vis South Town"):
		f.make(
			"Territory", territory_name=name, parent_territory=north if "North" in name else "All Territories"
		)
	frappe.db.set_value("Service Ticket", tickets["nobody"], "region", "Vis North Town")
	frappe.db.set_value("Service Ticket", tickets[OTHER], "region", "Vis South Town")
	reach(ENGINEER, "Region", region=north)
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == {ENGINEER, COLLEAGUE, "nobody"}
		assert visible(tickets, "SLA Clock", "ticket") == {ENGINEER, COLLEAGUE, "nobody"}
	reach(ENGINEER, "Region", region="Vis South Town")
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == {ENGINEER, COLLEAGUE, OTHER}


def test_the_teams_region_counts_for_who_has_none(tickets, as_user):
	region = f.territory("Vis Team Town")
	frappe.db.set_value("Service Team", "Team A", "region", region)
	frappe.clear_document_cache("Service Team", "Team A")
	frappe.db.set_value("Service Ticket", tickets["nobody"], "region", region)
	reach(ENGINEER, "Region")
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == {ENGINEER, COLLEAGUE, "nobody"}


def test_all_is_all_of_ones_company(tickets, as_user):
	reach(ENGINEER, "All")
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == set(tickets)
	other = f.other_company("Vis Other", "VIO")
	frappe.db.set_value("Service Ticket", tickets[OTHER], "company", other)
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == set(tickets) - {OTHER}


def test_who_has_left_sees_nothing_however_far_they_saw(tickets, as_user):
	reach(ENGINEER, "All")
	frappe.db.set_value("Service Engineer", {"user": ENGINEER}, "status", "Left")
	with as_user(ENGINEER):
		assert visible(tickets) == may_read(tickets) == set()


def test_a_supervisor_sees_the_teams_tickets(tickets, as_user):
	reach(OTHER, "Own")
	frappe.db.set_value("Service Team", "Team A", "supervisor", OTHER)
	with as_user(OTHER):
		assert visible(tickets) == may_read(tickets) == {ENGINEER, COLLEAGUE, OTHER}


def test_an_engineer_without_team_does_not_see_the_tickets_without_team(tickets, as_user):
	frappe.db.set_value("Service Engineer", {"user": OTHER}, "team", None)
	with as_user(OTHER):
		assert visible(tickets) == {OTHER}


def test_those_who_coordinate_or_audit_see_all(tickets, as_user):
	for email in (DISPATCHER, AUDITOR):
		with as_user(email):
			assert visible(tickets) == set(tickets)


def test_a_user_without_a_role_sees_nothing(tickets, as_user):
	with as_user(STRANGER), pytest.raises(frappe.PermissionError):
		frappe.get_list("Service Ticket")


def test_an_auditor_changes_nothing(tickets, as_user):
	with as_user(AUDITOR):
		ticket = frappe.get_doc("Service Ticket", tickets["nobody"])
		ticket.subject = "Changed by the auditor"
		with pytest.raises(frappe.PermissionError):
			ticket.save()
		with pytest.raises(frappe.PermissionError):
			f.ticket()
		with pytest.raises(frappe.PermissionError):
			frappe.delete_doc("Service Ticket", tickets["nobody"])


@pytest.mark.parametrize("doctype", ["SLA Clock", "SLA Event", "Dispatch Decision", "Performance Appraisal"])
def test_nobody_writes_the_apps_own_records(tickets, as_user, doctype):
	f.user("manager@example.com", "Service Manager")
	with as_user("manager@example.com"), pytest.raises(frappe.PermissionError):
		frappe.get_doc({"doctype": doctype}).insert()


def test_an_engineer_sees_their_own_appraisal_only(tickets, as_user):
	from fsm_app.performance.scoring import score_cycle

	cycle = f.make(
		"Performance Cycle", cycle_name="Visible Month", company=f.company(), start_date="2031-03-01", end_date="2031-03-31"
	)  # fmt: skip
	score_cycle(cycle.name)
	mine = frappe.db.get_value("Service Engineer", {"user": ENGINEER})
	with as_user(ENGINEER):
		rows = frappe.get_list("Performance Appraisal", filters={"cycle": cycle.name}, pluck="engineer")
		assert rows == [mine]
		other = frappe.db.get_value("Performance Appraisal", {"cycle": cycle.name, "engineer": ["!=", mine]})
		assert not frappe.get_doc("Performance Appraisal", other).has_permission("read")


def test_rest_shows_the_same_as_the_list(tickets, rest):
	client = rest.login(ENGINEER)
	answer = client.get("/api/resource/Service Ticket", params={"fields": ["name"], "limit_page_length": "0"})
	names = {row["name"] for row in answer.json["data"]}
	assert {owner for owner, name in tickets.items() if name in names} == {ENGINEER, COLLEAGUE}
	assert client.get(f"/api/resource/Service Ticket/{tickets[ENGINEER]}").status_code == 200
	assert client.get(f"/api/resource/Service Ticket/{tickets[OTHER]}").status_code == 403
	assert rest.get(f"/api/resource/Service Ticket/{tickets[ENGINEER]}").status_code == 403
