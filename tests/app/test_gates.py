"""What an offering asks for holds a ticket back until it is there (C4)."""

import pytest

import frappe

from fsm_app.field_work import gates
from fsm_app.field_work.evidence import TicketEnded
from fsm_app.field_work.findings import record_symptom
from fsm_app.field_work.gates import MissingEvidence
from fsm_app.field_work.photos import add_photo
from fsm_app.field_work.signature import sign
from fsm_app.intake.service_log_import.replay import import_service_log
from tests.app import factories as f
from tests.app.pictures import drawing, photo
from tests.app.tickets import act, walk
from tests.service_logs import incident, write_log

TO_SITE = ("Triage", "Dispatch", "Accept", "Arrive")
STANDARD = (
	("Photo", "On Site", 2),
	("Fault Symptom", "On Site", 1),
	("Photo", "Working", 1),
	("Service Report", "Working", 1),
	("Customer Signature", "Working", 1),
)


def asking(*asks, name: str = "Asking Repair", steps=()) -> str:
	return f.offering(
		name,
		evidence=[{"kind": kind, "stage": stage, "minimum_count": count} for kind, stage, count in asks],
		checklist=[{"step": step, "stage": stage, "mandatory": must} for step, stage, must in steps],
	)


@pytest.fixture
def engineer():
	return f.engineer("Fitting One")


@pytest.fixture
def on_site(engineer):
	"""A ticket on site whose offering asks for the standard set."""
	return walk(f.ticket(offering=asking(*STANDARD)), *TO_SITE)


def texts(error) -> str:
	return str(error.value)


def completeness(ticket) -> float:
	return frappe.db.get_value("Service Ticket", ticket.name, "completeness")


def write_report(ticket, **values):
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.update({"resolution_summary": "Pump changed", "no_parts_used": 1, **values})
	return doc.save()


def test_all_that_is_missing_is_named_at_once_with_counts_and_the_way_out(on_site):
	add_photo(on_site.name, photo())
	with pytest.raises(MissingEvidence) as refusal:
		act(on_site, "Start Work")
	said = texts(refusal)
	assert "Photo for On Site: 1 of 2" in said
	assert "Fault Symptom for On Site: 0 of 1" in said
	assert "Working: " not in said
	assert "Add Photo" in said and "Enter Fault Symptom" in said
	assert frappe.db.get_value("Service Ticket", on_site.name, "stage") == "On Site"


def test_a_stage_is_left_once_everything_is_there(on_site):
	for _number in range(2):
		add_photo(on_site.name, photo())
	record_symptom(on_site.name, "It hums and does not turn")
	assert act(on_site, "Start Work").stage == "Working"


def test_skipping_a_stage_does_not_skip_what_it_asks_for(on_site):
	for _number in range(2):
		add_photo(on_site.name, photo())
	record_symptom(on_site.name, "It hums")
	with pytest.raises(MissingEvidence) as refusal:
		act(on_site, "Complete")
	said = texts(refusal)
	assert "Photo for Working: 0 of 1" in said and "Customer Signature for Working: 0 of 1" in said
	assert "On Site: " not in said
	add_photo(on_site.name, photo(), stage="Working")
	write_report(on_site)
	sign(on_site.name, "A Customer", drawing())
	assert act(on_site, "Complete").stage == "Done"
	assert completeness(on_site) == 100


def test_the_report_names_the_fields_that_are_empty(on_site):
	for stage in ("On Site", "On Site", "Working"):
		add_photo(on_site.name, photo(), stage=stage)
	record_symptom(on_site.name, "It hums")
	on_site = act(on_site, "Start Work")
	with pytest.raises(MissingEvidence) as refusal:
		act(on_site, "Complete")
	label = frappe.get_meta("Service Ticket").get_label
	assert label("resolution_summary") in texts(refusal) and label("parts_used") in texts(refusal)
	assert label("fault_symptom") not in texts(refusal)


def test_parts_in_the_list_are_declared_parts(on_site):
	item = f.make(
		"Item", name="Pump", item_code="Pump", item_group="All Item Groups", stock_uom="Nos", is_stock_item=0
	)
	doc = write_report(on_site, fault_symptom="It hums", parts_used=[{"item_code": item.name, "qty": 1}])
	assert doc.no_parts_used == 0
	assert not [need for need in gates.needs(doc) if need.kind == "Service Report" and need.missing]


@pytest.mark.parametrize(
	("actions", "stage"),
	[
		(("Wait for Customer", "Resume"), "On Site"),
		(("Return",), "Triaged"),
		(("Carry Forward",), "Accepted"),
		(("Return", "Cancel"), "Cancelled"),
	],
)
def test_waiting_returning_carrying_forward_and_cancelling_ask_for_nothing(on_site, actions, stage):
	reasons = {
		"return_reason": "Too far",
		"remaining_work": "The motor",
		"cancel_reason": "Solved without us",
	}
	doc = frappe.get_doc("Service Ticket", on_site.name)
	doc.update(reasons)
	doc.save()
	on_site = walk(on_site, *actions)
	assert on_site.stage == stage


def test_going_on_from_waiting_asks_for_what_the_stage_before_it_asked_for(engineer):
	ticket = walk(f.ticket(offering=asking(("Photo", "Accepted", 1))), "Triage", "Dispatch", "Accept")
	with pytest.raises(MissingEvidence):
		act(ticket, "Arrive")
	with gates.open_gates():
		ticket = walk(ticket, "Arrive", "Wait for Customer")
	assert gates.place_on_line(ticket) == "On Site"
	ticket.waiting_from = "Reopened"
	assert gates.place_on_line(ticket) == "Received"


def test_after_a_reopening_the_asks_are_new(on_site):
	for stage in ("On Site", "On Site", "Working"):
		add_photo(on_site.name, photo(), stage=stage)
	record_symptom(on_site.name, "It hums")
	write_report(on_site)
	sign(on_site.name, "A Customer", drawing())
	ticket = walk(on_site, "Complete", "Verify", "Close", "Reopen")
	assert completeness(ticket) < 100
	ticket = walk(ticket, "Dispatch", "Accept", "Arrive")
	with pytest.raises(MissingEvidence) as refusal:
		act(ticket, "Start Work")
	assert "Photo for On Site: 0 of 2" in texts(refusal)
	assert "Fault Symptom for On Site: 0 of 1" in texts(refusal)


def test_the_release_under_which_a_ticket_was_opened_decides(engineer, monkeypatch):
	offering = asking(("Photo", "On Site", 1))
	release = frappe.get_doc({"doctype": "Catalogue Release", "title": "First"}).insert()
	for action in ("Submit for Review", "Publish"):
		release = frappe.model.workflow.apply_workflow(release, action)
	ticket = walk(f.ticket(offering=offering), *TO_SITE)
	assert ticket.catalogue_release == release.name
	doc = frappe.get_doc("Service Offering", offering)
	doc.set("evidence", [])
	doc.save()
	with pytest.raises(MissingEvidence):
		act(ticket, "Complete")
	later = frappe.get_doc("Service Ticket", ticket.name)
	later.catalogue_release = None
	assert gates.needs(later) == []


def test_an_offering_that_asks_for_nothing_costs_no_query(engineer, monkeypatch):
	ticket = f.ticket()
	frappe.get_cached_doc("Service Offering", ticket.offering)
	with monkeypatch.context() as patch:
		for name in ("sql", "get_value", "get_values", "exists"):
			patch.setattr(frappe.db, name, lambda *args, **kwargs: pytest.fail("a query"))
		assert gates.completeness(ticket) == 100
		gates.check(ticket)
	assert ticket.completeness == 100


def test_completeness_follows_what_is_given_and_leaves_an_open_form_alone(on_site):
	assert completeness(on_site) == 0
	modified = frappe.db.get_value("Service Ticket", on_site.name, "modified")
	add_photo(on_site.name, photo())
	assert completeness(on_site) == pytest.approx(100 / 6, abs=0.01)
	assert frappe.db.get_value("Service Ticket", on_site.name, "modified") == modified
	for _number in range(4):
		add_photo(on_site.name, photo(), stage="On Site")
	assert completeness(on_site) == pytest.approx(200 / 6, abs=0.01)


def test_nobody_writes_completeness_but_the_app(on_site):
	doc = frappe.get_doc("Service Ticket", on_site.name)
	doc.update({"completeness": 100, "signed_by": "Somebody"})
	doc.save()
	assert (doc.completeness, doc.signed_by) == (0, None)


def test_a_replayed_history_is_not_asked_for_evidence(on_site):
	with gates.open_gates():
		assert act(on_site, "Complete").stage == "Done"
	assert not frappe.flags.fsm_gates_open


def test_a_closed_ticket_takes_no_more_evidence(engineer):
	ticket = walk(f.ticket(), *TO_SITE, "Complete", "Verify", "Close")
	with pytest.raises(TicketEnded):
		add_photo(ticket.name, photo())


def test_photos_taken_on_arrival_are_not_the_second_set(on_site):
	given = [add_photo(on_site.name, photo()).stage for _number in range(3)]
	assert given == ["On Site"] * 3
	record_symptom(on_site.name, "It hums")
	act(on_site, "Start Work")
	assert add_photo(on_site.name, photo()).stage == "Working"


def test_a_service_log_is_replayed_though_its_offering_asks_for_evidence_meanwhile(tmp_path):
	lines = incident(
		"TST0000009",
		("29-02-2016 09:05", "New"),
		("29-02-2016 10:00", "Active", {"assigned_to": "Test Resolver 9"}),
		("29-02-2016 15:00", "Resolved"),
		category="Test Category 9",
	)
	options = {"company": f.company(), "policy": f.policy()}
	import_service_log(write_log(tmp_path / "log.csv", *lines[:2]), **options)
	ticket = frappe.get_doc("Service Ticket", {"client_key": "servicenow:TST0000009"})
	offering = frappe.get_doc("Service Offering", ticket.offering)
	offering.append("evidence", {"kind": "Photo", "stage": "On Site", "minimum_count": 1})
	offering.save()
	report = import_service_log(write_log(tmp_path / "log.csv", *lines), **options)
	assert report.refused == []
	ticket.reload()
	assert (ticket.stage, ticket.completeness) == ("Done", 0)


@pytest.mark.parametrize("stage", ["Closed", "Reopened", "Waiting for Parts", "Cancelled"])
def test_an_offering_asks_for_nothing_where_no_ticket_goes_on(stage):
	with pytest.raises(frappe.ValidationError, match=stage):
		asking(("Photo", stage, 1), name=f"Asks in {stage}")


def test_the_form_is_told_what_is_missing_now_and_later(rest, on_site):
	client = rest.login(f.user("dispatcher@example.com", "Service Dispatcher"))
	add_photo(on_site.name, photo())
	answer = client.get("/api/method/fsm_app.api.evidence.missing", params={"ticket": on_site.name})
	assert answer.status_code == 200
	first, *others = answer.json["message"]
	assert first == {
		"kind": "Photo", "stage": "On Site", "have": 1, "need": 2, "now": True, "text": "Photo for On Site: 1 of 2",
	}  # fmt: skip
	assert [row["now"] for row in others] == [True, False, False, False]


def test_the_standard_repair_of_the_shipped_catalogue_asks_for_the_whole_procedure():
	asks = {(row.kind, row.stage) for row in frappe.get_doc("Service Offering", "Documented Repair").evidence}
	assert asks == {
		("Photo", "On Site"), ("Serial Number", "On Site"), ("Fault Symptom", "On Site"),
		("Service Report", "Working"), ("Photo", "Working"), ("Customer Signature", "Working"),
	}  # fmt: skip
