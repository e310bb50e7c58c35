"""The service report is written out from the ticket, printed in two languages, and sent on closing (C8)."""

import shutil
import subprocess
from email import message_from_string, policy
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import jinja2
import pytest

import frappe

from fsm_app.engine.masking import mask_email
from fsm_app.field_work import report_mail
from fsm_app.field_work.service_report import service_report
from fsm_app.field_work.signature import report_text
from fsm_app.service_desk import ticket_mail
from tests import host
from tests.app import factories as f
from tests.app.devices import queries
from tests.app.tickets import act, walk

DAY = "2026-03-02"
ENGINEER, CUSTOMER = "reporter@example.com", "buyer@example.com"
TEMPLATE = Path(report_mail.__file__).parent / "print_format/service_report/service_report.html"
PDF = b"%PDF-1.4 made by the test"


@pytest.fixture
def people():
	f.user(ENGINEER, "Service Engineer")
	f.offering(
		sla_policy=f.policy(send_report_on_closing=1),
		skills=("Seals",),
		checklist=[
			{"step": "Power off & locked", "stage": "Working", "mandatory": 0},
			{"step": "Area cleaned", "stage": "Working", "mandatory": 0},
		],
	)
	return f.engineer("Reporter One", user=ENGINEER, team=f.team(), skills=("Seals",))


@pytest.fixture
def done(people, freeze):
	"""A ticket carried forward once, whose work is done."""
	freeze(f"{DAY} 10:00:00")
	ticket = f.ticket(subject="Pump & motor < 2 bar", contact_email=CUSTOMER, reported_by="Mr Test")
	walk(ticket, at("Triage", "10:05"), at("Dispatch", "10:10"), at("Accept", "10:15"))
	walk(ticket, at("Travel", "10:30"), at("Arrive", "11:15"))
	ticket = frappe.get_doc("Service Ticket", ticket.name)
	ticket.update(
		{
			"remaining_work": "Exchange the seal",
			"fault_symptom": "Water <b>under</b> the pump",
			"fault_cause": "Seal worn",
			"resolution_summary": "Seal exchanged\nand tested",
		}
	)
	ticket.checklist[0].done = 1
	ticket.append(
		"parts_used",
		{"item_code": item(), "qty": 1.5, "serial_no": "NEW-7", "replaced_serial_no": "OLD-3"},
	)
	ticket.save()
	walk(ticket, at("Carry Forward", "12:00"), at("Arrive", "14:00"), at("Complete", "15:30"))
	freeze(f"{DAY} 16:00:00")
	return frappe.get_doc("Service Ticket", ticket.name)


@pytest.fixture
def printer(monkeypatch):
	"""Stands in for wkhtmltopdf, which only a bench has; holds in which languages it printed."""
	languages = []

	def report_pdf(ticket, language):
		languages.append(language)
		return {"fname": f"{ticket.name}.pdf", "fcontent": PDF}

	monkeypatch.setattr(report_mail, "report_pdf", report_pdf)
	return languages


def at(action: str, time: str):
	return action, f"{DAY} {time}:00"


def item() -> str:
	return f.make(
		"Item",
		name="SEAL-40",
		item_code="SEAL-40",
		item_name="Shaft seal 40 mm",
		item_group=frappe.db.get_value("Item Group", {"is_group": 0}) or "All Item Groups",
		stock_uom="Nos",
		is_stock_item=0,
	).name


def evidence(ticket, kind: str, stage: str, **values):
	"""As it is stored, without the files behind it."""
	row = frappe.get_doc(
		{
			"doctype": "Service Evidence",
			"ticket": ticket.name,
			"company": ticket.company,
			"kind": kind,
			"stage": stage,
			"cycle": ticket.reopen_count,
			"recorded_at": f"{DAY} 15:20:00",
			**values,
		}
	)
	row.name = frappe.generate_hash(length=10)
	row.db_insert()


def close(ticket):
	return walk(ticket, "Verify", "Close")


def test_the_report_says_what_was_wrong_and_what_was_done(done):
	report = service_report(done)
	assert (report["number"], report["subject"]) == (done.name, "Pump & motor ‹ 2 bar")
	assert (report["symptom"], report["cause"], report["solution"]) == (
		"Water ‹b›under‹/b› the pump",
		"Seal worn",
		"Seal exchanged\nand tested",
	)
	assert (report["customer"]["name"], report["customer"]["contact"], report["customer"]["email"]) == (
		f.CUSTOMER,
		"Mr Test",
		CUSTOMER,
	)
	(part,) = report["parts"]
	assert (part["name"], part["qty"], part["serial_no"], part["replaced_serial_no"]) == (
		"Shaft seal 40 mm",
		"1.5",
		"NEW-7",
		"OLD-3",
	)
	assert [(row["step"], row["done"]) for row in report["checklist"]] == [
		("Power off & locked", True),
		("Area cleaned", False),
	]


def test_the_report_lists_the_visits_with_their_times_and_engineers(done):
	report = service_report(done)
	assert [
		(v["number"], v["engineer"], v["arrived_at"][-5:], v["ended_at"][-5:], v["outcome"])
		for v in report["visits"]
	] == [
		(1, "Reporter One", "11:15", "12:00", "Carried Forward"),
		(2, "Reporter One", "14:00", "15:30", "Completed"),
	]
	assert (report["travel_time"], report["work_time"]) == ("45 min", "2 h 15 min")


def test_the_report_says_which_promises_were_kept(done):
	promises = {row["metric"]: row for row in service_report(done)["promises"]}
	assert (promises["First Response"]["used"], promises["First Response"]["kept"]) == ("5 min", True)
	# Four working hours were promised.
	assert (promises["Resolution"]["used"], promises["Resolution"]["kept"]) == ("5 h 30 min", False)


def test_photos_are_in_two_sets_and_the_last_signature_counts(done):
	evidence(done, "Photo", "On Site", file="/private/files/a.jpg", thumbnail="/private/files/a_t.jpg")
	evidence(done, "Photo", "Done", file="/private/files/b.jpg", note="Dry again")
	evidence(done, "Customer Signature", "Done", file="/private/files/s1.png", signed_by="First")
	evidence(
		done,
		"Customer Signature",
		"Done",
		file="/private/files/s2.png",
		signed_by="Second",
		value=report_text(done),
		recorded_at=f"{DAY} 15:40:00",
	)
	evidence(done, "Photo", "Done", file="/private/files/old.jpg", cycle=7)
	report = service_report(done)
	assert [row["image"] for row in report["photos_before"]] == ["/private/files/a_t.jpg"]
	assert [(row["image"], row["note"]) for row in report["photos_after"]] == [
		("/private/files/b.jpg", "Dry again")
	]
	assert (report["signature"]["name"], report["signature"]["image"]) == ("Second", "/private/files/s2.png")
	assert report["signature"]["at"].endswith("15:40")


def test_a_report_that_was_changed_after_it_was_signed_says_so(done):
	evidence(done, "Customer Signature", "Done", signed_by="First", value=report_text(done))
	assert service_report(done)["signature"]["changed"] is False
	done.resolution_summary = "Seal exchanged and the pump too"
	changed = service_report(done)
	assert changed["signature"]["changed"] is True
	assert "changed after it was signed" in rendered(changed)


def test_a_report_on_a_bare_ticket_says_what_there_is(people):
	report = service_report(f.ticket())
	assert (report["parts"], report["visits"], report["signature"], report["done_at"]) == ([], [], None, "")
	assert f.CUSTOMER in rendered(report)


def rendered(report: dict) -> str:
	"""The print format with this report; on any host, so that its text can be tested without a PDF."""
	template = jinja2.Environment().from_string(TEMPLATE.read_text(encoding="utf-8"))
	return template.render(
		doc=None,
		service_report=lambda doc: report,
		service_survey_qr=lambda doc: None,
		_=lambda text, context=None: text,
	)


def test_what_users_wrote_is_shown_as_text(done):
	evidence(done, "Photo", "Done", file='/private/files/b.jpg" onerror="x', note="<script>x</script>")
	html = rendered(service_report(done))
	assert "Pump &amp; motor ‹ 2 bar" in html and "Water ‹b›under‹/b› the pump" in html
	assert "Power off &amp; locked" in html
	assert "<script>" not in html and 'onerror="x"' not in html


def test_the_report_takes_no_query_for_each_row(done, monkeypatch):
	service_report(done)  # doctypes are read once
	few = queries(monkeypatch, lambda: service_report(done))
	for number in range(6):
		done.append("parts_used", {"item_code": item(), "qty": number})
		evidence(done, "Photo", "Done", file=f"/private/files/{number}.jpg")
	done.save()
	assert 0 < queries(monkeypatch, lambda: service_report(done)) == few


def sent_mails(ticket) -> list:
	"""The mails with a report about the ticket."""
	names = frappe.get_all(
		"Email Queue",
		filters={"reference_doctype": "Service Ticket", "reference_name": ticket.name},
		pluck="name",
		order_by="creation",
	)
	mails = [frappe.get_doc("Email Queue", name) for name in names]
	# The report is attached; engineers are told without one that the ticket changes hands.
	return [mail for mail in mails if "filename=" in mail.message]


def comments(ticket) -> str:
	return " ".join(
		frappe.get_all(
			"Comment",
			filters={"reference_name": ticket.name, "content": ["like", "%service report%"]},
			pluck="content",
		)
	)


def test_closing_sends_the_report_once_where_the_policy_says_so(done, jobs, mail, printer):
	close(done)
	frappe.db.commit()
	(queued,) = sent_mails(done)
	assert [row.recipient for row in queued.recipients] == [CUSTOMER]
	message = message_from_string(queued.message, policy=policy.default)
	(attachment,) = [part for part in message.walk() if part.get_filename()]
	assert (attachment.get_filename(), attachment.get_content()) == (f"{done.name}.pdf", PDF)
	assert str(frappe.db.get_value("Service Ticket", done.name, "report_sent_at")) == f"{DAY} 16:00:00"
	assert mask_email(CUSTOMER) in comments(done)
	report_mail.send_closed(done.name, 0)
	assert len(sent_mails(done)) == 1 and not jobs.failed


def test_closing_sends_nothing_where_the_policy_does_not_say_so(done, jobs, mail, printer):
	frappe.get_doc("SLA Policy", "Test Policy").update({"send_report_on_closing": 0}).save()
	close(done)
	frappe.db.commit()
	assert sent_mails(done) == [] and not frappe.db.get_value("Service Ticket", done.name, "report_sent_at")


def test_a_reopened_ticket_gets_a_report_for_each_closing(done, jobs, mail, printer):
	close(done)
	frappe.db.commit()
	walk(done, "Reopen", "Dispatch", "Accept", "Arrive", "Complete")
	assert frappe.db.get_value("Service Ticket", done.name, "report_sent_at") is None
	close(done)
	frappe.db.commit()
	assert len(sent_mails(done)) == 2


def test_a_ticket_reopened_before_the_job_ran_gets_no_report(done, jobs, mail, printer):
	close(done)
	act(done, "Reopen")
	frappe.db.commit()
	assert sent_mails(done) == [] and not jobs.failed


def test_without_an_address_the_ticket_is_closed_and_says_so(done, jobs, mail, printer):
	done.contact_email = None
	done.save()
	assert close(done).stage == "Closed"
	frappe.db.commit()
	assert sent_mails(done) == [] and "no e-mail address" in comments(done)


def test_the_contacts_address_serves_where_the_ticket_has_none(done, mail, printer):
	contact = f.make(
		"Contact",
		first_name="Buyer",
		email_ids=[{"email_id": "contact@example.com", "is_primary": 1}],
		links=[{"link_doctype": "Customer", "link_name": done.customer}],
	)
	done.update({"contact_email": None, "contact": contact.name})
	done.save()
	frappe.db.set_value("Ticket Caller", done.name, "contact_email", None)
	assert ticket_mail.address_of(done) == "contact@example.com"


def test_a_report_that_cannot_be_made_does_not_stop_the_closing(done, jobs, mail, monkeypatch):
	def fail(ticket, language):
		raise OSError("No wkhtmltopdf executable found")

	monkeypatch.setattr(report_mail, "report_pdf", fail)
	assert close(done).stage == "Closed"
	frappe.db.commit()
	assert sent_mails(done) == [] and not jobs.failed
	assert "Error Log" in comments(done)
	assert frappe.db.exists("Error Log", {"reference_name": done.name})
	assert not frappe.db.get_value("Service Ticket", done.name, "report_sent_at")


@pytest.mark.parametrize(("language", "printed"), [("zh", "zh"), (None, "en")])
def test_the_report_is_in_the_customers_language(done, mail, printer, language, printed):
	frappe.db.set_single_value("System Settings", "language", "en")
	frappe.db.set_value("Customer", done.customer, "language", language)
	report_mail.send_now(done)
	assert printer == [printed]


def test_a_report_is_sent_by_hand_over_http(done, jobs, mail, printer, rest):
	client = rest.login(ENGINEER)
	send = "/api/method/fsm_app.api.service_report.send"
	answer = client.post(send, {"ticket": done.name, "address": "boss@example.com"})
	assert answer.json["message"] == {"address": "boss@example.com"}
	assert [row.recipient for row in sent_mails(done)[0].recipients] == ["boss@example.com"]
	refused = client.post(send, {"ticket": done.name, "address": "nobody"})
	assert (refused.status_code, refused.json["exc_type"]) == (417, "NoReportAddress")
	asked = client.get("/api/method/fsm_app.api.service_report.recipient", {"ticket": done.name})
	assert asked.json["message"]["address"] == CUSTOMER
	stranger = rest.login(f.user("stranger@example.com", "Service Engineer"))
	assert stranger.post(send, {"ticket": done.name}).status_code == 403


def test_there_is_no_report_on_work_that_is_not_done(people, mail, printer):
	with pytest.raises(report_mail.ReportTooEarly):
		report_mail.send_now(f.ticket(contact_email=CUSTOMER))


@pytest.fixture
def assets(monkeypatch):
	"""Serves the site's style sheets, which wkhtmltopdf asks the site's address for."""

	class Quiet(SimpleHTTPRequestHandler):
		def log_message(self, *args):
			pass

	handler = partial(Quiet, directory=frappe.local.sites_path)
	with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
		Thread(target=server.serve_forever, daemon=True).start()
		monkeypatch.setitem(frappe.local.conf, "host_name", f"http://127.0.0.1:{server.server_port}")
		yield
		server.shutdown()


@pytest.mark.skipif(
	not host.ON_BENCH, reason="devsite prints nothing: wkhtmltopdf works for a Frappe site only"
)
@pytest.mark.skipif(not shutil.which("wkhtmltopdf"), reason="needs wkhtmltopdf")
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="reads the PDF with pdftotext")
@pytest.mark.parametrize(("language", "label"), [("en", "Fault Symptom"), ("zh", "故障现象")])
def test_the_pdf_holds_the_report_in_both_languages(done, assets, tmp_path, language, label):
	pdf = report_mail.report_pdf(done, language)
	path = tmp_path / pdf["fname"]
	path.write_bytes(pdf["fcontent"])
	text = subprocess.run(
		["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
	).stdout
	for words in (
		label,
		done.name,
		"Shaft seal 40 mm",
		"OLD-3",
		"Reporter One",
		"Water ‹b›under‹/b› the pump",
	):
		assert words in text
	assert text.count("\f") == 1  # one page
