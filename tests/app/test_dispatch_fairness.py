"""How work, travel and difficult jobs were spread over the engineers can be audited (E1)."""

import pytest

import frappe

from fsm_app.common.arguments import WrongArgument
from fsm_app.dispatch.report.dispatch_fairness import dispatch_fairness as report
from tests.app import dispatching as d
from tests.app import factories as f

FILTERS = {"from_date": "2026-03-01", "to_date": "2026-03-31"}


@pytest.fixture(autouse=True)
def month():
	d.only_these_engineers()
	d.profile()
	with d.at("2026-03-20 09:00:00"):
		yield


def rows(**filters) -> dict[str, dict]:
	return {row.engineer_name: row for row in report.execute({**FILTERS, **filters})[1]}


def done(engineer, offering: str, minutes: int, travel: int, day: str) -> None:
	ticket = f.ticket(offering=offering)
	frappe.db.set_value(
		"Service Ticket", ticket.name, {"first_done_by": engineer.name, "first_done_at": f"{day} 15:00:00"}
	)
	start = f"{day} 08:00:00"
	end = f"{day} {8 + minutes // 60:02}:{minutes % 60:02}:00"
	d.visit(engineer, start, end, status="Ended", ticket=ticket, travel_minutes=travel)


def test_who_worked_and_travelled_how_much_and_who_had_the_difficult_jobs():
	easy, hard = f.offering("Easy Repair"), f.offering("Hard Repair", required_level="Senior")
	much, little = f.engineer("Much", level="Senior"), f.engineer("Little")
	f.engineer("Nothing")
	done(much, hard, 240, 90, "2026-03-10")
	done(much, easy, 120, 30, "2026-03-11")
	done(little, easy, 60, 0, "2026-03-12")
	done(little, easy, 300, 0, "2026-02-12")
	found = rows()
	assert [(row.done, row.difficult, row.work_hours, row.travel_hours) for row in found.values()] == [
		(1, 0, 1.0, 0.0),
		(2, 1, 6.0, 2.0),
		(0, 0, 0, 0),
	]
	assert [row.against_mean for row in found.values()] == [33, 267, 0]


def test_given_tickets_are_counted_with_those_given_by_hand():
	engineer = f.engineer("Given", user=f.user("given.fairness@example.com", "Service Engineer"))
	d.dispatched()
	d.dispatched(engineer=engineer.name)
	assert [(row.given, row.by_hand) for row in rows().values()] == [(2, 1)]


def test_the_spread_is_a_figure_and_a_dash_where_there_is_none():
	one = f.engineer("One")
	f.engineer("Two")
	assert [entry["value"] for entry in report.execute(FILTERS)[4]] == ["–", "–", "–"]
	done(one, f.offering(), 120, 0, "2026-03-10")
	assert [entry["value"] for entry in report.execute(FILTERS)[4]] == ["100 %", "–", "–"]


def test_it_is_narrowed_by_team_and_company_and_by_what_the_user_may_see(as_user):
	f.engineer("Of The Team", team=f.team("Fair Team"))
	f.engineer("Of None")
	assert set(rows(team="Fair Team")) == {"Of The Team"}
	other = f.other_company("Fair Company", "FC")
	assert rows(company=other) == {}
	user = f.user("limited.fairness@example.com", "Service Dispatcher")
	f.make("User Permission", user=user, allow="Company", for_value=other, apply_to_all_doctypes=1)
	with as_user(user):
		assert rows() == {}


def test_a_time_that_ends_before_it_begins_is_refused():
	with pytest.raises(WrongArgument, match="To Date"):
		report.execute({"from_date": "2026-03-31", "to_date": "2026-03-01"})
