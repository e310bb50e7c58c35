"""The profile on an engineer's form: what it says, and to whom (D1, D3, H1-H4)."""

import shutil
import subprocess
import unicodedata

import pytest

import frappe
from frappe.utils import add_days, get_datetime, getdate

from fsm_app.api import certificates as certificates_api
from fsm_app.api.engineer_profile import profile
from fsm_app.common import clock
from fsm_app.workforce.certificate_print import engineer_certificate
from fsm_app.workforce.report.tickets_without_valid_certificate import tickets_without_valid_certificate
from tests import host
from tests.app import devices
from tests.app import factories as f
from tests.app.test_service_report import assets  # noqa: F401 (a fixture)
from tests.app.tickets import act

USERS = {
	"engineer": "Service Engineer",
	"colleague": "Service Engineer",
	"supervisor": "Service Engineer",
	"dispatcher": "Service Dispatcher",
	"manager": "Service Manager",
	"auditor": "Service Auditor",
}
MAIL = {name: f"profiled.{name}@example.com" for name in USERS}
TODAY = getdate("2026-03-01")
CERTIFICATION, COURSE = "Profile Certification", "Profile Course"
PARTS = ("next_level", "certificates", "training", "tickets", "scores")


@pytest.fixture(autouse=True)
def _today():
	with clock.at(get_datetime("2026-03-01 09:00:00")):
		yield


@pytest.fixture
def engineer():
	"""A junior with a skill, in a team with a supervisor and a colleague."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	for name, role in USERS.items():
		f.user(MAIL[name], role)
	f.make("Service Certification", name=CERTIFICATION, certification_name=CERTIFICATION, kind="Internal")
	f.make("Training Course", name=COURSE, course_name=COURSE)
	team = f.team("Profiled Team", supervisor=MAIL["supervisor"])
	f.engineer("Colleague", user=MAIL["colleague"], team=team)
	return f.engineer("Profiled", level="Junior", skills=("Welding",), user=MAIL["engineer"], team=team)


def certificate(engineer, **values):
	values.setdefault("certification", CERTIFICATION)
	return f.make("Engineer Certification", engineer=engineer.name, **values)


def assignment(engineer, due_date, course=COURSE):
	return f.make("Training Assignment", engineer=engineer.name, course=course, due_date=due_date)


def dispatched(engineer, offering=None):
	"""A ticket that was given to the engineer by hand."""
	ticket = act(f.ticket(offering=offering), "Triage")
	ticket.update({"engineer": engineer.name, "override_reason": "They are the only one there."})
	ticket.save()
	return act(ticket, "Dispatch")


def test_the_profile_says_what_is_there_and_what_is_missing(engineer, as_user):
	level = frappe.get_doc("Engineer Level", "Intermediate")
	level.update({"required_certifications": [{"certification": CERTIFICATION}], "minimum_months": 12})
	level.save()
	certificate(engineer, valid_until=add_days(TODAY, 20))
	assignment(engineer, add_days(TODAY, -1))
	ticket = dispatched(engineer)
	with as_user(MAIL["engineer"]):
		found = profile(engineer.name)
	assert (found["level"], found["level_since"]) == ("Junior", TODAY)
	assert found["skills"] == [{"skill": "Welding", "proficiency": 4}]
	asked = {(row["kind"], row["name"]): row for row in found["next_level"]["requirements"]}
	assert found["next_level"]["level"] == "Intermediate"
	assert asked["Certification", CERTIFICATION]["fulfilled"]
	assert not asked["Course", "Fault-Location Drill"]["fulfilled"]
	assert asked["Months at Level", ""]["detail"] == "0 of 12"
	(held,) = found["certificates"]
	assert (held["days_left"], held["colour"]) == (20, "orange")
	assert [(row["course"], row["overdue"]) for row in found["training"]] == [(COURSE, True)]
	assert found["tickets"]["count"] == 1
	assert found["tickets"]["rows"][0]["name"] == ticket.name
	assert found["scores"] == []


def test_scores_are_those_of_closed_months_the_latest_first(engineer):
	for month, score, status in ((1, 70, "Closed"), (2, 81.5, "Closed"), (3, 99, "Open")):
		cycle = f.make(
			"Performance Cycle",
			cycle_name=f"Profile {month}",
			company=f.company(),
			start_date=f"2026-0{month}-01",
			end_date=f"2026-0{month}-28",
			status=status,
		)
		scheme = frappe.get_all("KPI Scheme", pluck="name", limit_page_length=1)[0]
		f.make(
			"Performance Appraisal",
			cycle=cycle.name,
			engineer=engineer.name,
			scheme=scheme,
			company=f.company(),
			total_score=score,
		)
	assert profile(engineer.name)["scores"] == [81.5, 70]


@pytest.mark.parametrize(
	("who", "parts"),
	[
		("engineer", PARTS),
		("supervisor", PARTS),
		("manager", PARTS),
		("auditor", PARTS),
		("dispatcher", ("certificates", "training", "tickets")),
		("colleague", ()),
	],
)
def test_who_sees_what(engineer, as_user, who, parts):
	with as_user(MAIL[who]):
		found = profile(engineer.name)
	assert tuple(part for part in PARTS if found[part] is not None) == parts
	assert (found["level"], len(found["skills"])) == ("Junior", 1)


def test_who_may_not_read_the_engineer_gets_no_profile(engineer, as_user):
	with as_user(f.user("profiled.customer@example.com", "Customer")), pytest.raises(frappe.PermissionError):
		profile(engineer.name)


def test_a_renewed_certificate_is_shown_once(engineer):
	certificate(engineer, valid_from="2024-01-01", valid_until="2025-12-31")
	renewal = certificate(engineer, valid_from="2026-01-01", valid_until="2027-12-31")
	revoked = certificate(engineer, valid_from="2026-02-01")
	revoked.update({"revoked": 1, "revoked_reason": "Found to be forged."})
	revoked.save()
	shown = profile(engineer.name)["certificates"]
	assert [(row["name"], row["colour"]) for row in shown] == [(renewal.name, "green")]


def test_the_profile_asks_as_many_queries_for_much_as_for_little(engineer, monkeypatch):
	certificate(engineer)
	assignment(engineer, "2026-04-01")
	dispatched(engineer)
	profile(engineer.name)  # what is cached now stays so
	few = devices.queries(monkeypatch, lambda: profile(engineer.name))
	for number in range(3):
		name = f"Profile {number}"
		f.make("Service Certification", name=name, certification_name=name, kind="Internal")
		certificate(engineer, certification=name)
		assignment(engineer, "2026-04-01", f.make("Training Course", name=name, course_name=name).name)
		dispatched(engineer)
	profile(engineer.name)
	assert 0 < devices.queries(monkeypatch, lambda: profile(engineer.name)) == few


def test_dispatchers_are_shown_tickets_whose_engineer_lost_a_certificate(engineer, as_user):
	offering = f.offering("Profile Repair", certifications=[{"certification": CERTIFICATION}])
	held = certificate(engineer, valid_until=TODAY)
	engineer.append("authorised_offerings", {"offering": offering})
	engineer.save()
	ticket = dispatched(engineer, offering)
	with as_user(MAIL["dispatcher"]):
		before = certificates_api.tickets_without_certificate()["value"]
		assert certificates_api.missing_of_ticket(ticket.name) == []
	held.reload()
	held.valid_until = add_days(TODAY, -1)
	held.save()
	with as_user(MAIL["dispatcher"]):
		assert certificates_api.missing_of_ticket(ticket.name) == [CERTIFICATION]
		_columns, rows = tickets_without_valid_certificate.execute({"engineer": engineer.name})
		assert [(row["ticket"], row["missing"], row["engineer_name"]) for row in rows] == [
			(ticket.name, CERTIFICATION, "Profiled")
		]
		assert certificates_api.tickets_without_certificate()["value"] == before + 1
		assert tickets_without_valid_certificate.execute({"team": "Another"})[1] == []
	with as_user(MAIL["engineer"]):
		assert certificates_api.missing_of_ticket(ticket.name) == []
		with pytest.raises(frappe.PermissionError):
			certificates_api.tickets_without_certificate()


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Desk with connections on its forms")
def test_the_connections_count_what_the_user_may_see(engineer, as_user):
	from fsm_app.api.frappe_desk import get_open_count

	certificate(engineer)
	assignment(engineer, "2026-04-01")

	def counted(who: str) -> tuple:
		with as_user(MAIL[who]):
			found = get_open_count("Service Engineer", engineer.name)["count"]["external_links_found"]
		counts = {row["doctype"]: row["count"] for row in found}
		return counts["Engineer Certification"], counts["Training Assignment"]

	assert counted("manager") == counted("supervisor") == (1, 1)
	assert counted("colleague") == (0, 0)


@pytest.mark.skipif(
	not host.ON_BENCH, reason="devsite prints nothing: wkhtmltopdf works for a Frappe site only"
)
@pytest.mark.skipif(not shutil.which("wkhtmltopdf"), reason="needs wkhtmltopdf")
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="reads the PDF with pdftotext")
@pytest.mark.usefixtures("assets")
@pytest.mark.parametrize(("language", "label"), [("en", "Valid Until"), ("zh", "有效期")])
def test_a_certificate_prints_on_one_page_in_both_languages(
	engineer, as_user, monkeypatch, tmp_path, language, label
):
	monkeypatch.setattr(frappe.local, "lang", language)
	with as_user(MAIL["engineer"]):
		handed_in = certificate(engineer, number="N-4711", valid_until="2027-02-28")
	text = printed(handed_in, tmp_path)
	assert all(
		word in text for word in ("Profiled", CERTIFICATION, "N-4711", "2027", label, frappe._("Not Valid"))
	)
	handed_in.reload()
	handed_in.update({"verification": "Verified"})
	handed_in.save()
	text = printed(handed_in, tmp_path)
	assert frappe._("Not Valid") not in text
	assert text.count("\f") == 1


def printed(certificate, folder) -> str:
	"""The text of the certificate's PDF."""
	path = folder / "certificate.pdf"
	path.write_bytes(
		frappe.get_print(certificate.doctype, certificate.name, "Engineer Certificate", as_pdf=True)
	)
	text = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
	# A font may have one glyph for a character and for the radical that looks like it; read back it is the radical.
	return unicodedata.normalize("NFKC", text)


def test_the_calendar_shows_ends_to_those_who_may_see_them(engineer, as_user):
	certificate(engineer, valid_until="2026-03-31")
	revoked = certificate(engineer, valid_until="2026-03-30")
	revoked.update({"revoked": 1, "revoked_reason": "Found to be forged."})
	revoked.save()
	period = {"start": "2026-03-01 00:00:00", "end": "2026-04-05 00:00:00"}
	with as_user(MAIL["supervisor"]):
		(event,) = certificates_api.expiry_events(**period)
	assert (event["title"], event["colour"]) == (f"Profiled · {CERTIFICATION}", "orange")
	assert str(event["valid_until"]) == "2026-03-31"
	with as_user(MAIL["colleague"]):
		assert certificates_api.expiry_events(**period) == []


def test_the_calendar_shows_sessions_to_those_who_attend(engineer, as_user):
	f.make(
		"Training Session",
		course=COURSE,
		company=f.company(),
		location="Room 4",
		start="2026-03-10 09:00:00",
		end="2026-03-10 12:00:00",
		attendees=[{"engineer": engineer.name}],
	)
	period = {"start": "2026-03-01 00:00:00", "end": "2026-04-05 00:00:00"}
	with as_user(MAIL["engineer"]):
		assert [row["title"] for row in certificates_api.session_events(**period)] == [f"{COURSE} · Room 4"]
	with as_user(MAIL["colleague"]):
		assert certificates_api.session_events(**period) == []


def test_what_was_not_verified_or_was_revoked_prints_as_no_proof(engineer, as_user):
	with as_user(MAIL["engineer"]):
		handed_in = certificate(engineer)
	shown = engineer_certificate(handed_in)
	assert (shown["is_proof"], shown["state"], shown["name"]) == (False, "Unverified", "Profiled")
	with as_user(MAIL["manager"]):
		handed_in.reload()
		handed_in.update({"verification": "Verified", "valid_until": add_days(TODAY, -1)})
		handed_in.save()
	shown = engineer_certificate(handed_in)
	assert (shown["is_proof"], shown["state"]) == (True, "Expired")
	handed_in.update({"revoked": 1, "revoked_reason": "Found to be forged."})
	handed_in.save()
	assert engineer_certificate(handed_in)["is_proof"] is False
