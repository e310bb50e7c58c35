"""What an import takes for certain it says, and lets a person choose otherwise; what is internal never reaches a customer (C2)."""

import pytest

import frappe
from frappe.utils import get_datetime

from fsm_app.api import portal
from fsm_app.api import ticket_import as api
from fsm_app.intake.portal.messages import conversation
from fsm_app.intake.ticket_import.command import reading as printed
from fsm_app.intake.ticket_import.reading import ZonesNotRead
from fsm_app.service_desk.ticket_caller import caller_of
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.ticket_imports import importer, reasons, run, ticket_of
from tests.ticket_exports import SERVICENOW_COLUMNS, servicenow_row, write_csv, zendesk_ticket

PREFIX = "servicenow-export:"


@pytest.fixture
def importing(tmp_path, freeze):
	freeze("2026-03-02 12:00:00")
	return importer(tmp_path)


@pytest.fixture
def listed(importing, tmp_path):
	"""A function that makes an import of a ServiceNow list in an encoding."""

	def make(rows, encoding="utf-8", delimiter=",", **values):
		path = write_csv(
			tmp_path / f"{frappe.generate_hash(length=6)}.csv", SERVICENOW_COLUMNS, rows, encoding, delimiter
		)
		return importing(path, "ServiceNow", **values)

	return make


def said(doc) -> str:
	return "\n".join(api.read_file(doc.name)["reading"])


@pytest.mark.parametrize("name", ["张伟", "王芳", "李喆", "欧阳娜娜"])
def test_a_chinese_name_in_a_small_gbk_file_is_read_as_it_was_typed(listed, name):
	doc = listed([servicenow_row(1, caller=name)], "gbk")
	assert "GB18030" in said(doc) and "GB18030" in doc.reload().reading
	run(doc)
	assert caller_of(ticket_of("INC0000001", PREFIX)).reported_by == name


def test_the_preview_shows_names_in_the_encodings_that_are_possible(listed):
	doc = listed([servicenow_row(1, caller="Jiří Dvořák")], "cp1250")
	found = api.read_file(doc.name)
	samples = {sample["encoding"]: "\n".join(sample["lines"]) for sample in found["samples"]}
	assert "Jiří Dvořák" in samples["Windows-1250 (Central European)"]
	assert len(samples) > 1 and "is likely" in found["reading"][0]
	assert list(printed(found)) == found["reading"]


def test_a_person_chooses_another_encoding_and_the_file_is_read_anew(listed):
	doc = listed([servicenow_row(1, caller="Jiří Dvořák")], "cp1250")
	doc.reload().encoding = "Windows-1250 (Central European)"
	doc.save()
	# It counts as not read, and is read again before anything is taken.
	assert not doc.content_hash
	doc = run(doc)
	assert "as chosen" in doc.reading
	assert caller_of(ticket_of("INC0000001", PREFIX)).reported_by == "Jiří Dvořák"


def test_a_plain_file_needs_no_sample(listed):
	found = api.read_file(listed([servicenow_row(1)]).name)
	assert found["samples"] == [] and "UTF-8" in found["reading"][0]


def test_the_separator_the_order_and_the_zone_are_said(listed):
	rows = [servicenow_row(n, opened="3/17/2025 6:04", resolved="", closed="") for n in range(1, 4)]
	rows.append(servicenow_row(9, opened="4/5/2025 14:09 CST", resolved="", closed=""))
	doc = listed(rows, delimiter=";")
	text = said(doc)
	assert "Semicolon" in text and "month first" in text and "3 of them" in text
	assert "CST" in text and "Asia/Shanghai" in text
	doc = run(doc)
	assert (doc.taken, doc.refused) == (4, 0)
	assert ticket_of("INC0000009", PREFIX).opened_at == get_datetime("2025-04-05 14:09:00")


def test_what_the_file_does_not_settle_is_refused_and_can_be_chosen(listed):
	rows = [
		servicenow_row(1, opened="02/01/2024 10:20 CET", resolved="", closed=""),
		servicenow_row(2, opened="2024-01-05 10:20 IST", resolved="", closed=""),
	]
	doc = run(listed(rows))
	assert "Date Order" in reasons(doc)[1] and "Time Zones by Abbreviation" in reasons(doc)[2]
	doc.update({"date_order": "Day First", "zone_abbreviations": "IST = Asia/Kolkata\n"})
	doc.save()
	doc = run(doc)
	assert (doc.taken, doc.refused) == (2, 0)
	assert ticket_of("INC0000001", PREFIX).opened_at == get_datetime("2024-01-02 17:20:00")
	assert ticket_of("INC0000002", PREFIX).opened_at == get_datetime("2024-01-05 12:50:00")
	assert "day first, as chosen" in doc.reading and "Asia/Kolkata" in doc.reading


@pytest.mark.parametrize(
	"text", ["CST", "CST =", "= Asia/Shanghai", "CST = Nowhere/Land", "CST = ../../etc/passwd"]
)
def test_a_line_about_zones_that_says_nothing_is_refused(listed, text):
	doc = listed([servicenow_row(1)])
	doc.reload().zone_abbreviations = text
	with pytest.raises((ZonesNotRead, frappe.ValidationError)):
		doc.save()


def test_contradicting_dates_are_said(listed):
	rows = [servicenow_row(1, opened="17/3/2025 6:04"), servicenow_row(2, opened="3/17/2025 6:04")]
	assert "contradicts itself" in said(listed(rows))


def test_a_ticket_without_a_subject_gets_its_category_and_number(listed):
	run(
		listed(
			[
				servicenow_row(n, short_description=word)
				for n, word in enumerate(("null", "N/A", "无", "-"), 1)
			]
		)
	)
	assert [ticket_of(f"INC000000{n}", PREFIX).subject for n in (1, 4)] == [
		"Hardware INC0000001",
		"Hardware INC0000004",
	]


def test_words_of_the_file_are_no_markup_in_what_is_said(listed):
	text = "2024-01-05 10:00:00 - Ann (<img src=x onerror=alert(1)>)\nIt leaks"
	dates = ["17/3/2025 <script>alert(1)</script>", "3/17/2025 6:04"]
	rows = [servicenow_row(n, opened=date, additional_comments=text) for n, date in enumerate(dates, 1)]
	assert not set("<>") & set(said(listed(rows)))


def seen_by_customer(ticket) -> list[tuple[bool, str]]:
	return [(message["from_customer"], message["text"]) for message in conversation(ticket)]


def comments(ticket) -> set[str]:
	return set(
		frappe.get_all(
			"Comment", filters={"reference_name": ticket.name, "comment_type": "Comment"}, pluck="content"
		)
	)


def test_the_portal_shows_servicenows_comments_and_never_a_note(listed):
	both = (
		"2024-01-05 11:00:00 - Joe Field (工作注释)\nNever pays\n\n"
		"2024-01-05 10:30:00 - Joe Field (附加评论)\nWe come at noon\n\n"
		"2024-01-05 10:00:00 - Requester 1 (Additional comments)\nIt leaks\n"
	)
	note = "2024-01-05 11:30:00 - Joe Field (Additional comments)\nBring the lawyer"
	doc = listed([servicenow_row(1, additional_comments=both, work_notes=note)])
	run(doc)
	ticket = ticket_of("INC0000001", PREFIX)
	assert seen_by_customer(ticket) == [(True, "It leaks"), (False, "We come at noon")]
	assert comments(ticket) == {"Never pays", "Bring the lawyer"}
	assert "工作注释 (1)" in doc.reload().reading


def test_a_label_of_ones_own_opens_what_stands_under_it(listed):
	text = "2024-01-05 10:00:00 - Requester 1 (Kundendialog)\nIt leaks"
	doc = listed([servicenow_row(1, additional_comments=text)], customer_labels="kundendialog")
	run(doc)
	assert seen_by_customer(ticket_of("INC0000001", PREFIX)) == [(True, "It leaks")]


def test_the_portal_shows_zendesks_question_and_answer_and_never_a_note(importing):
	ticket = zendesk_ticket(1)
	ticket["comments"].append(
		{"id": 99, "author_id": 9001, "body": "When?", "public": True, "created_at": "2023-01-02T10:00:00Z"}
	)
	ticket["comments"].append(
		{"id": 98, "author_id": 101, "body": "Undecided", "created_at": "2023-01-02T11:00:00Z"}
	)
	run(importing([ticket]))
	shown = seen_by_customer(ticket_of(1))
	assert [text.splitlines()[0][:22] for _from, text in shown] == ["An engineer will call.", "When?"]
	assert [from_customer for from_customer, _text in shown] == [False, True]
	assert {"Spare part is in van 3.", "Undecided"} <= comments(ticket_of(1))


def test_the_customer_reads_it_in_their_own_portal(importing, as_user):
	customer = f.customer(p.CUSTOMER)
	p.portal_user(p.ANNA, customer)
	run(importing([zendesk_ticket(1)], default_customer=customer))
	name = ticket_of(1).name
	with as_user(p.ANNA):
		shown = frappe.as_json(
			portal.ticket(name) if hasattr(portal, "ticket") else conversation(ticket_of(1))
		)
	assert "An engineer will call" in shown and "van 3" not in shown
