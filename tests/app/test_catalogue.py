"""A service says all that it takes to deliver it, and its use is counted (A1, A2, A4)."""

from datetime import timedelta

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.dispatch.assignment import NoCandidate
from fsm_app.service_catalogue.delivery import DeliveryClassError
from fsm_app.service_catalogue.offerings import OfferingError
from fsm_app.service_catalogue.report.catalogue_usage.catalogue_usage import execute
from fsm_app.service_catalogue.responsible import RoleNotUsable
from fsm_app.service_levels.sla_policy import policy_of
from fsm_app.workforce import certifications
from fsm_app.workforce.certifications import CertificationError
from tests.app import factories as f
from tests.app.test_bad_input import refused
from tests.app.tickets import act, walk

OPENED = get_datetime("2026-03-02 10:00:00")
CATEGORIES = {
	"Pre-sales Consulting",
	"Installation and Commissioning",
	"Inspection and Maintenance",
	"Repair and Diagnosis",
	"Upgrade and Configuration",
	"Training and Documentation",
}
LICENCE = "High-voltage Licence"


def certification(name: str = LICENCE) -> str:
	return f.make("Service Certification", name=name, certification_name=name, kind="Work Licence").name


def holds(engineer, **dates):
	return f.make(
		"Engineer Certification",
		engineer=engineer.name,
		certification=certification(),
		number=f"No. {engineer.name}",
		**dates,
	)


@pytest.fixture
def only_these_engineers():
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


def test_the_whole_life_cycle_and_the_four_delivery_classes_are_shipped():
	assert CATEGORIES <= set(frappe.get_all("Service Category", pluck="name"))
	classes = {
		row.name: (row.scheduling, row.within_days)
		for row in frappe.get_all("Delivery Class", fields=["name", "scheduling", "within_days"])
	}
	assert classes["Emergency Repair"] == ("Immediate", 0)
	assert classes["Routine Inspection"] == ("Within Days", 7)
	assert classes["Software Upgrade"] == ("On Plan", 0)
	assert classes["Customer Training"] == ("By Appointment", 0)
	on_site = [row.target for row in policy_of("Emergency Repair").targets if row.metric == "Arrival"]
	assert on_site == [4 * 3600]
	inspected = [row.target for row in policy_of("Routine Inspection").targets if row.metric == "Resolution"]
	assert inspected == [7 * 24 * 3600]


def test_the_policy_is_the_offerings_own_then_the_classs_then_the_default():
	name = f.offering("Class Repair", delivery_class="Emergency Repair")
	assert policy_of(name).name == "Test Policy"
	offering = frappe.get_doc("Service Offering", name)
	offering.sla_policy = None
	offering.save()
	assert policy_of(name).name == "Emergency Service"
	offering.delivery_class = "Customer Training"
	offering.save()
	default = frappe.db.get_single_value("Field Service Settings", "default_sla_policy")
	assert policy_of(name).name == default


def test_an_offering_keeps_everything_it_takes_to_deliver_it():
	name = f.offering(
		"Full Repair",
		planned_duration=5400,
		certifications=[{"certification": certification()}],
		checklist=[{"step": "Switch off the mains.", "stage": "On Site", "mandatory": 1}],
		evidence=[{"kind": "Photo", "stage": "On Site", "minimum_count": 2}],
		materials=[{"kind": "Tool", "description": "Multimeter", "qty": 1}],
		knowledge=[{"kind": "Command", "title": "Reset", "content": "systemctl restart drive"}],
		accept_role="Service Dispatcher",
		handle_role="Service Engineer",
		verify_role="Service Manager",
		review_role="Service Manager",
	)
	kept = frappe.get_doc("Service Offering", name)
	assert (kept.planned_duration, kept.handle_role) == (5400, "Service Engineer")
	assert [(row.step, row.stage, row.mandatory) for row in kept.checklist] == [
		("Switch off the mains.", "On Site", 1)
	]
	assert [(row.kind, row.minimum_count) for row in kept.evidence] == [("Photo", 2)]


@pytest.mark.parametrize(
	("values", "error", "words"),
	[
		({"handle_role": "No Such Role"}, frappe.LinkValidationError, ("No Such Role",)),
		({"verify_role": "All"}, RoleNotUsable, ("Verifies", "All")),
		(
			{"evidence": [{"kind": "Photo", "stage": "On Site", "minimum_count": 0}]},
			OfferingError,
			("Evidence, row 1",),
		),
		(
			{"evidence": [{"kind": "Photo", "stage": "On Site", "minimum_count": 1}] * 2},
			OfferingError,
			("Evidence, row 2", "Photo"),
		),
		({"materials": [{"kind": "Part", "qty": 1}]}, OfferingError, ("Tools and Parts, row 1", "Item")),
		(
			{"materials": [{"kind": "Part", "description": "Belt", "qty": 0}]},
			OfferingError,
			("Tools and Parts, row 1", "Quantity"),
		),
		({"knowledge": [{"kind": "FAQ", "title": "Why"}]}, OfferingError, ("Knowledge, row 1",)),
		(
			{"knowledge": [{"kind": "FAQ", "title": "Why", "url": "javascript:alert(1)"}]},
			OfferingError,
			("Knowledge, row 1", "https://"),
		),
		({"skills": ["Motors", "Motors"]}, OfferingError, ("Skills, row 2", "Motors")),
		({"checklist": [{"step": "Look", "stage": "Nowhere"}]}, frappe.ValidationError, ("Nowhere",)),
	],
)
def test_rows_of_an_offering_that_say_nothing_are_refused(values, error, words):
	values = {**values, "skills": [{"skill": f.skill(name)} for name in values.get("skills", ())]}
	refused(
		error, "Service Offering", *words,
		offering_name="Faulty", category="Repair and Diagnosis", delivery="On-site", **values,
	)  # fmt: skip


def test_a_disabled_role_is_refused():
	role = f.make("Role", name="Retired Role", role_name="Retired Role", disabled=1)
	refused(
		RoleNotUsable, "Service Offering", "Accepts", "Retired Role",
		offering_name="Faulty", category="Repair and Diagnosis", delivery="On-site", accept_role=role.name,
	)  # fmt: skip


def test_within_days_needs_the_days():
	refused(
		DeliveryClassError, "Delivery Class", "Within (days)", class_name="Some Day", scheduling="Within Days"
	)


def test_an_engineer_without_the_certificate_of_the_day_is_left_out(only_these_engineers, freeze):
	freeze(OPENED)
	f.engineer("Uncertified One")
	holds(f.engineer("Expired One"), valid_until="2026-03-01")
	holds(f.engineer("Later One"), valid_from="2026-03-03")
	fitting = f.engineer("Certified One")
	holds(fitting, valid_from="2026-03-02", valid_until="2026-03-02")
	offering = f.offering("Live Repair", certifications=[{"certification": certification()}])
	ticket = walk(f.ticket(offering=offering), "Triage", "Dispatch")
	assert ticket.engineer == fitting.name
	left_out = frappe.get_value("Dispatch Decision", {"ticket": ticket.name}, "left_out")
	assert left_out == f"3 x certification missing or expired on the day: {LICENCE}"


def test_a_certificate_that_ran_out_yesterday_stops_dispatch_and_one_without_end_does_not(
	only_these_engineers, freeze
):
	freeze(OPENED)
	certificate = holds(f.engineer("Certified One"), valid_until="2026-03-02")
	ticket = f.ticket(offering=f.offering("Live Repair", certifications=[{"certification": certification()}]))
	act(ticket, "Triage")
	freeze(OPENED + timedelta(days=1))
	with pytest.raises(NoCandidate) as refusal:
		act(ticket, "Dispatch")
	assert LICENCE in str(refusal.value)
	certificate.valid_until = None
	certificate.save()
	assert act(ticket, "Dispatch").engineer == certificate.engineer


def test_the_state_of_a_certificate_follows_the_days(freeze):
	freeze(OPENED)
	certificate = holds(f.engineer("Certified One"), valid_from="2026-03-03", valid_until="2026-03-04")
	states = []
	for days in range(4):
		freeze(OPENED + timedelta(days=days))
		certifications.refresh_certification_states()
		states.append(frappe.db.get_value("Engineer Certification", certificate.name, "state"))
	assert states == ["Not Yet Valid", "Valid", "Valid", "Expired"]


def test_a_certificate_must_not_end_before_it_begins():
	engineer = f.engineer("Certified One").name
	refused(
		CertificationError, "Engineer Certification", "Valid Until", engineer=engineer,
		certification=certification(), valid_from="2026-03-03", valid_until="2026-03-02",
	)  # fmt: skip


def usage(**filters) -> dict[str, dict]:
	_columns, rows = execute({"from_date": "2026-03-01", "to_date": "2026-03-31", **filters})
	return {row["offering"]: row for row in rows}


def resolved(offering: str, hours: float, reopened: bool = False):
	"""A ticket opened on OPENED that was done after so many working hours (of 8 a day, up to 8)."""
	f.engineer("Fitting One") if not frappe.db.exists(
		"Service Engineer", {"engineer_name": "Fitting One"}
	) else None
	done = OPENED + timedelta(hours=hours)
	steps = ("Triage", "Dispatch", "Accept", "Arrive")
	ticket = walk(f.ticket(offering=offering, opened_at=OPENED), *((step, OPENED) for step in steps))
	ticket = act(ticket, "Complete", done)
	return act(ticket, "Reopen", done) if reopened else ticket


def test_usage_counts_tickets_times_and_rates_and_lists_what_nobody_asks_for(freeze):
	freeze(OPENED)
	used, other = f.offering("Used Repair"), f.offering("Other Repair")
	unused = f.offering("Forgotten Repair")
	freeze(OPENED + timedelta(hours=8))
	for hours in (1, 2, 6):  # the target is 4 h
		resolved(used, hours, reopened=hours == 6)
	resolved(other, 1)
	rows = usage()
	row = rows[used]
	assert (row["tickets"], row["median_resolution"], row["mean_resolution"]) == (3, 2 * 3600, 3 * 3600)
	assert row["share"] == 75
	assert row["reopen_rate"] == pytest.approx(33.33)
	assert row["last_used"] == OPENED
	# First Response and Resolution of three tickets, and one resolution late
	assert row["sla_rate"] == pytest.approx(83.33)
	assert rows[unused]["tickets"] == 0 and rows[unused]["last_used"] is None
	assert usage(to_date="2026-03-01")[used]["tickets"] == 0
	assert unused in usage(unused_only=1) and used not in usage(unused_only=1)


def test_usage_is_counted_for_the_companies_a_user_may_see(freeze, as_user):
	freeze(OPENED)
	offering = f.offering("Used Repair")
	f.ticket(offering=offering, opened_at=OPENED)
	other = f.other_company("Other Appliances", "OA")
	manager = f.user("manager@example.com", "Service Manager")
	f.make("User Permission", user=manager, allow="Company", for_value=other)
	assert usage(company=f.company())[offering]["tickets"] == 1
	with as_user(manager):
		assert usage()[offering]["tickets"] == 0
		assert usage(company=f.company())[offering]["tickets"] == 0


def test_the_report_asks_as_many_queries_for_many_offerings_as_for_few(freeze, monkeypatch):
	freeze(OPENED)
	f.ticket(offering=f.offering("Used Repair"), opened_at=OPENED)

	# What every query of the host passes through.
	passage = "execute" if hasattr(frappe.db, "execute") else "sql"

	def queries() -> int:
		count, run = [], getattr(frappe.db, passage)
		with monkeypatch.context() as patch:
			patch.setattr(
				frappe.db, passage, lambda *args, **kwargs: (count.append(1), run(*args, **kwargs))[1]
			)
			usage()
		return len(count)

	usage()
	few = queries()
	for number in range(5):
		f.ticket(offering=f.offering(f"Repair {number}"), opened_at=OPENED)
	assert 0 < queries() == few


def test_a_period_that_ends_before_it_begins_is_refused():
	with pytest.raises(frappe.ValidationError, match="lies before"):
		usage(from_date="2026-04-01")
