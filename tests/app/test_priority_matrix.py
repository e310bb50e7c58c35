"""A ticket's priority follows from impact, urgency and the customer's tier; the queue follows from priority and time left (C5)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.common.default_settings import add_default_settings
from fsm_app.service_desk.priority import PriorityMatrixError
from fsm_app.service_levels.escalation import raise_priority
from fsm_app.service_levels.report.service_queue.service_queue import execute
from tests import host
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import act, clock_of, walk

OPENED = get_datetime("2026-03-02 10:00:00")
HOUR = 3600
BY_RANK = ("Critical", "High", "Medium", "Low")


@pytest.fixture(autouse=True)
def at_ten(freeze):
	add_default_settings()
	freeze(OPENED)


def judged(impact: str | None = "High", urgency: str | None = "High", **values):
	return f.ticket(impact=impact, urgency=urgency, opened_at=OPENED, **values)


def changed(ticket, **values):
	document = frappe.get_doc("Service Ticket", ticket.name)
	document.update(values)
	return document.save()


# the matrix


@pytest.mark.parametrize(
	("impact", "urgency", "priority"),
	[
		("High", "High", "Critical"), ("High", "Medium", "High"), ("High", "Low", "Medium"),
		("Medium", "High", "High"), ("Medium", "Medium", "Medium"), ("Medium", "Low", "Low"),
		("Low", "High", "Medium"), ("Low", "Medium", "Low"), ("Low", "Low", "Low"),
	],
)  # fmt: skip
def test_the_shipped_matrix_and_a_step_up_for_vips(impact, urgency, priority):
	ticket = judged(impact, urgency)
	assert (ticket.priority, ticket.priority_set_by_hand) == (priority, 0)
	assert impact in ticket.priority_reason and "Standard Matrix" in ticket.priority_reason
	vip = judged(impact, urgency, service_tier="VIP")
	assert BY_RANK.index(vip.priority) == max(0, BY_RANK.index(priority) - 1)
	assert "VIP" in vip.priority_reason
	assert judged(impact, urgency, service_tier="Standard").priority == priority


def test_the_tier_is_that_of_the_customer():
	customer = f.customer("Very Important")
	frappe.db.set_value("Customer", customer, "fsm_service_tier", "VIP")
	assert judged("Medium", "Medium", customer=customer).priority == "High"


@pytest.mark.parametrize(("impact", "urgency"), [(None, None), ("High", None), (None, "High")])
def test_what_is_not_judged_has_the_priority_of_its_offering(impact, urgency):
	ticket = judged(impact, urgency)
	assert (ticket.priority, ticket.priority_set_by_hand) == ("Medium", 0)
	assert "Test Repair" in ticket.priority_reason


def test_the_administrators_matrix_holds():
	matrix = frappe.get_doc("Priority Matrix", "Standard Matrix")
	row = next(row for row in matrix.rows if (row.impact, row.urgency, row.tier or "") == ("Low", "Low", ""))
	row.priority = "Critical"
	matrix.append("rows", {"impact": "Low", "urgency": "Low", "tier": "Standard", "priority": "High"})
	matrix.save()
	assert judged("Low", "Low").priority == "Critical"
	assert judged("Low", "Low", service_tier="Standard").priority == "High"


def test_another_matrix_or_none_may_be_chosen():
	rows = [{"impact": "Low", "urgency": "Low", "priority": "High"}]
	f.make("Priority Matrix", matrix_name="Ours", rows=rows)
	frappe.db.set_single_value("Field Service Settings", "priority_matrix", "Ours")
	assert judged("Low", "Low").priority == "High"
	ticket = judged("High", "High")
	assert ticket.priority == "Medium" and "No row of Ours" in ticket.priority_reason
	frappe.db.set_single_value("Field Service Settings", "priority_matrix", None)
	assert judged("Low", "Low").priority == "Medium"


def test_two_rows_for_the_same_are_refused():
	row = {"impact": "Low", "urgency": "Low", "priority": "High"}
	for rows in ([row, {**row, "priority": "Low"}], [{**row, "tier": "VIP"}, row, {**row, "tier": "VIP"}]):
		refused(PriorityMatrixError, "Priority Matrix", f"row {len(rows)}", matrix_name="Twice", rows=rows)


@pytest.mark.parametrize(
	("rows", "error", "words"),
	[
		([], frappe.MandatoryError, "rows"),
		([{"impact": "Huge", "urgency": "Low", "priority": "High"}], frappe.ValidationError, "Impact"),
		([{"impact": "Low", "urgency": "Low"}], frappe.MandatoryError, "priority"),
		(
			[{"impact": "Low", "urgency": "Low", "priority": "Yesterday"}],
			frappe.LinkValidationError,
			"Yesterday",
		),
	],
)
def test_a_matrix_with_faulty_rows_is_refused(rows, error, words):
	refused(error, "Priority Matrix", words, matrix_name="Faulty", rows=rows)


def test_an_unknown_impact_is_refused():
	with pytest.raises(frappe.ValidationError, match="Impact"):
		judged("Enormous")


def test_only_those_who_manage_the_service_change_the_matrix(as_user):
	for name, role, allowed in (("m", "Service Manager", True), ("d", "Service Dispatcher", False)):
		with as_user(f.user(f"{name}@example.com", role)):
			matrix = frappe.get_doc("Priority Matrix", "Standard Matrix")
			matrix.description = f"By {role}"
			if allowed:
				matrix.save()
			else:
				with pytest.raises(frappe.PermissionError):
					matrix.save()


# the ticket


def test_the_priority_follows_a_change_of_the_judgement_and_of_the_tier():
	ticket = judged(None, None)
	assert changed(ticket, impact="High").priority == "Medium"
	assert changed(ticket, urgency="High").priority == "Critical"
	assert changed(ticket, impact="Low", urgency="Medium").priority == "Low"
	assert changed(ticket, service_tier="VIP").priority == "Medium"
	assert changed(ticket, service_tier=None).priority == "Low"
	ticket = changed(ticket, urgency=None)
	assert ticket.priority == "Medium" and "Test Repair" in ticket.priority_reason


def test_a_change_of_the_tier_alone_leaves_a_ticket_alone_that_is_not_judged():
	ticket = judged(None, None)
	frappe.db.set_value("Service Ticket", ticket.name, "priority", "Low")
	assert changed(ticket, service_tier="VIP").priority == "Low"


def test_a_priority_set_by_hand_stays():
	ticket = changed(judged(), priority="Low")
	assert (ticket.priority_set_by_hand, ticket.priority_reason) == (1, "Set by hand.")
	ticket = changed(ticket, impact="Medium", service_tier="VIP")
	assert (ticket.priority, ticket.priority_set_by_hand) == ("Low", 1)
	assert judged(priority="Low").priority == "Low"
	assert changed(judged("Low", "Low"), priority="High", impact="High", urgency="High").priority == "High"


def test_a_priority_that_is_emptied_follows_again():
	ticket = changed(judged(priority="Low"), priority=None)
	assert (ticket.priority, ticket.priority_set_by_hand) == ("Critical", 0)
	assert changed(ticket, impact="Low").priority == "Medium"


def test_where_the_priority_came_from_is_never_taken_from_the_sender():
	ticket = judged(priority_set_by_hand=1, priority_reason="Because I say so")
	assert (ticket.priority, ticket.priority_set_by_hand) == ("Critical", 0)
	ticket = changed(ticket, priority_set_by_hand=1, priority_reason="Because I say so")
	assert (ticket.priority_set_by_hand, "Standard Matrix" in ticket.priority_reason) == (0, True)
	assert changed(ticket, impact="Low", urgency="Low").priority == "Low"


def test_a_priority_raised_by_the_ladder_counts_as_set_by_hand():
	ticket = judged("Low", "Low")
	raise_priority(ticket.name)
	ticket.reload()
	assert (ticket.priority, ticket.priority_set_by_hand) == ("Medium", 1)
	assert "ladder" in ticket.priority_reason
	assert changed(ticket, urgency="High").priority == "Medium"


def test_the_clocks_are_planned_anew():
	targets = (("Resolution", "", 4 * HOUR), ("Resolution", "Critical", HOUR))
	offering = f.offering("Urgent Repair", sla_policy=f.policy("Urgent Policy", targets=targets))
	ticket = judged(None, None, offering=offering)
	assert clock_of(ticket, "Resolution").target_seconds == 4 * HOUR
	changed(ticket, impact="High", urgency="High")
	clock = clock_of(ticket, "Resolution")
	assert (clock.priority, clock.target_seconds) == ("Critical", HOUR)


def test_the_workflow_leaves_the_priority_alone():
	f.engineer("Fitting One")
	ticket = walk(judged("Medium", "High"), "Triage", "Dispatch")
	assert (ticket.priority, ticket.priority_set_by_hand) == ("High", 0)


def test_over_rest_a_judged_ticket_gets_its_priority(rest):
	client = rest.login(f.user("dispatcher@example.com", "Service Dispatcher"))
	values = {
		"subject": "Down", "customer": f.customer(), "company": f.company(), "offering": f.offering(),
		"impact": "High", "urgency": "High",
	}  # fmt: skip
	answer = client.post("/api/resource/Service Ticket", json=values)
	assert answer.status_code == 200 and answer.json["data"]["priority"] == "Critical"
	name = answer.json["data"]["name"]
	answer = client.put(f"/api/resource/Service Ticket/{name}", json={"urgency": "Low"})
	assert answer.json["data"]["priority"] == "Medium"


# the queue


def queue(*tickets, **filters) -> list[dict]:
	"""The rows of these tickets, in the order of the report."""
	names = [ticket.name for ticket in tickets]
	return [row for row in execute(filters)[1] if row["ticket"] in names]


def test_the_queue_is_ordered_by_priority_and_time_left(freeze):
	f.engineer("Fitting One")
	late = f.offering(
		"Slow Repair", sla_policy=f.policy("Slow Policy", targets=(("Resolution", "", 6 * HOUR),))
	)
	none = f.offering("Free Repair", sla_policy=f.policy("Free Policy", targets=(("Callback", "", HOUR),)))
	low = judged("Low", "Low")
	clockless = judged("Medium", "Medium", offering=none)
	paused = judged("Medium", "Medium")
	walk(paused, ("Triage", OPENED), ("Wait for Customer", OPENED))
	slow = judged("Medium", "Medium", offering=late)
	soon = judged("Medium", "Medium")
	critical = judged("High", "High", offering=late)
	finished = judged()
	act(finished, "Cancel", OPENED, cancel_reason="Opened twice")
	freeze("2026-03-02 12:00:00")
	rows = queue(low, clockless, paused, slow, soon, critical, finished)
	assert [row["ticket"] for row in rows] == [t.name for t in (critical, soon, slow, paused, clockless, low)]
	by_ticket = {row["ticket"]: row for row in rows}
	assert [by_ticket[t.name]["clock"] for t in (soon, paused, clockless)] == ["Running", "Paused", None]
	# the first response of `soon` was due an hour ago
	assert by_ticket[soon.name]["metric"] == "First Response"
	assert by_ticket[soon.name]["time_left"] == -HOUR
	assert by_ticket[slow.name]["time_left"] == 4 * HOUR
	assert by_ticket[paused.name]["time_left"] == 4 * HOUR
	assert by_ticket[clockless.name]["time_left"] is None


def test_the_queue_can_be_narrowed_down():
	critical, low = judged(), judged("Low", "Low")
	assert [row["ticket"] for row in queue(critical, low, priority="Low")] == [low.name]
	assert queue(critical, low, company="No such company") == []


def test_everybody_sees_their_own_part_of_the_queue(as_user):
	user = f.user("engineer@example.com", "Service Engineer")
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	f.engineer("First", user=user)
	mine, other = walk(judged(), "Triage", "Dispatch"), judged()
	with as_user(user):
		rows = queue(mine, other)
		assert [row["ticket"] for row in rows] == [mine.name] and rows[0]["metric"]
	with as_user(f.user("stranger@example.com")), pytest.raises(frappe.PermissionError):
		execute()


def test_the_queue_asks_as_many_queries_for_many_tickets_as_for_few(monkeypatch):
	judged()

	# What every query of the host passes through.
	passage = "execute" if hasattr(frappe.db, "execute") else "sql"

	def queries() -> int:
		count, run = [], getattr(frappe.db, passage)
		with monkeypatch.context() as patch:
			patch.setattr(
				frappe.db, passage, lambda *args, **kwargs: (count.append(1), run(*args, **kwargs))[1]
			)
			execute()
		return len(count)

	execute()
	few = queries()
	for _number in range(5):
		judged()
	assert 0 < queries() == few


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no reports of the Desk")
@pytest.mark.parametrize(
	"role", ["Service Engineer", "Service Dispatcher", "Service Manager", "Service Auditor"]
)
def test_the_queue_opens_for_who_has_a_role_of_the_service_and_no_other(role, as_user):
	from frappe.desk.query_report import run

	judged()
	with as_user(f.user(f"{role.replace(' ', '.').lower()}@example.com", role)):
		assert run("Service Queue", filters={})["columns"]
