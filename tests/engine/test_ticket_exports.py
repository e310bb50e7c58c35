"""What is read from the exports of other help desks, and what is said of those that cannot be read (C2)."""

import json
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.import_formats.export_cell import quoted, unquoted
from fsm_app.import_formats.export_file import CSV, JSON, JSON_LINES, NotAnExport
from fsm_app.import_formats.export_moment import AUTO, DAY_FIRST, MONTH_FIRST, moment_of
from fsm_app.import_formats.exported_ticket import ExportedTicket, Faulty
from fsm_app.import_formats.ticket_file import open_tickets
from tests.ticket_exports import (
	SERVICENOW_COLUMNS,
	ZENDESK_COLUMNS,
	servicenow_row,
	write_csv,
	zendesk_lines,
	zendesk_row,
	zendesk_ticket,
)

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def opened(path, system="Zendesk", zone="Asia/Shanghai", order=AUTO):
	return open_tickets(path, system, zone, NOW, order)


def read(path, *args, **kwargs) -> list[ExportedTicket | Faulty]:
	return list(opened(path, *args, **kwargs).tickets())


def utc(text: str) -> datetime:
	return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def written(path, value):
	path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
	return path


def test_zendesk_line_by_line(tmp_path):
	path = zendesk_lines(tmp_path / "z.json", [zendesk_ticket(1), zendesk_ticket(7)])
	export = opened(path)
	closed, new = export.tickets()
	assert export.file.kind == JSON_LINES
	assert (closed.external_id, closed.state, closed.priority) == ("1", "closed", "normal")
	assert closed.organisation == "Organisation 1"
	assert (closed.requester, closed.requester_email) == ("Requester 1", "requester1@example.com")
	assert (closed.assignee, closed.assignee_email) == ("Agent 1", "agent1@example.com")
	assert closed.categories == ["Field Repair", "incident"] and closed.tags == ["press", "model_1"]
	assert closed.opened_at == utc("2023-01-02 08:37") and closed.done_at == utc("2023-01-03 10:37")
	assert closed.closed_at == utc("2023-01-07 10:37")
	assert closed.description.endswith("a minute.<br>Error &lt;E1&gt; &amp; it hums.")
	# The first comment is the description again.
	reply, note = closed.messages
	assert (reply.public, reply.from_customer, reply.author) == (True, False, "Agent 1")
	assert (
		"<b>call</b>" in reply.content and "https://example.zendesk.com/attachments/token/x" in reply.content
	)
	assert (note.public, note.at) == (False, utc("2023-01-02 10:37"))
	assert (new.assignee, new.done_at, new.closed_at) == ("", None, None)


def test_zendesk_list_with_users_beside_it(tmp_path):
	ticket = zendesk_ticket(
		1, requester=None, requester_id=5, assignee=None, assignee_id=6, organization=None
	)
	ticket |= {"organization_id": 8, "metric_set": None, "group": None, "group_id": 3}
	ticket["comments"] = [
		{"id": 1, "author_id": 5, "body": "Any news?", "public": True, "created_at": "2023-01-03T00:00:00Z"}
	]
	path = written(
		tmp_path / "z.json",
		{
			"tickets": [ticket],
			"users": [
				{"id": 5, "name": "Requester 5", "email": "r5@example.com", "role": "end-user"},
				{"id": 6, "name": "Agent 6", "email": "a6@example.com", "role": "agent"},
			],
			"organizations": [{"id": 8, "name": "Organisation 8"}],
			"groups": [{"id": 3, "name": "Group 3"}],
			"metric_sets": [{"id": 77, "ticket_id": 1, "solved_at": "2023-01-05T00:00:00Z"}],
			"count": 1,
		},
	)
	(read_ticket,) = read(path)
	assert (read_ticket.requester, read_ticket.assignee_email) == ("Requester 5", "a6@example.com")
	assert (read_ticket.organisation, read_ticket.categories[0]) == ("Organisation 8", "Group 3")
	assert read_ticket.done_at == utc("2023-01-05 00:00")
	assert [message.from_customer for message in read_ticket.messages] == [True]


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("key", [None, "tickets"])
def test_json_lists_in_one_line_or_many(tmp_path, key, indent):
	tickets = [zendesk_ticket(1), zendesk_ticket(2)]
	path = tmp_path / "z.json"
	path.write_text(json.dumps({key: tickets} if key else tickets, indent=indent), encoding="utf-16")
	export = opened(path)
	assert export.file.kind == JSON
	assert [ticket.external_id for ticket in export.tickets()] == ["1", "2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_encoding_and_delimiter(tmp_path, encoding, delimiter):
	subjects = [
		"机器无法启动，请尽快派人",
		"打印机卡纸",
		"Zündung fällt aus" if encoding != "gb18030" else "电源",
	]
	rows = [zendesk_row(number, subject=subject) for number, subject in enumerate(subjects)]
	path = write_csv(tmp_path / "z.csv", ZENDESK_COLUMNS, rows, encoding, delimiter)
	export = opened(path)
	assert [ticket.subject for ticket in export.tickets()] == subjects
	assert (export.file.kind, export.file.delimiter) == (CSV, delimiter)


def test_zendesk_csv_times_are_in_the_zone_of_the_account(tmp_path):
	path = write_csv(tmp_path / "z.csv", ZENDESK_COLUMNS, [zendesk_row(status="Closed", tags="a b")])
	(ticket,) = read(path, zone="Europe/Berlin")
	assert ticket.opened_at == utc("2023-01-02 08:00")
	assert (ticket.state, ticket.priority, ticket.tags) == ("closed", "high", ["a", "b"])


def test_zendesk_view_has_labels_of_its_own(tmp_path):
	columns = ["ID", "Subject", "Requester", "Requested", "Ticket status", "Priority", "Assignee"]
	path = write_csv(
		tmp_path / "v.csv", columns, [["12", "Noise", "A. Caller", "2024-05-01 10:00", "Open", "-", "-"]]
	)
	(ticket,) = read(path)
	assert (ticket.external_id, ticket.state, ticket.priority, ticket.assignee) == ("12", "open", "", "")


JOURNAL = (
	"2023-01-03 11:00:00 - Agent 1 (Work notes)\nFuse replaced (twice)\n\n"
	"2023-01-02 10:00:00 - Requester 1 (Additional comments)\nIt smells burnt\nand is hot\n\n"
)


def test_servicenow_list(tmp_path):
	row = servicenow_row(1, additional_comments=JOURNAL)
	(ticket,) = read(write_csv(tmp_path / "s.csv", SERVICENOW_COLUMNS, [row], "cp1252"), "ServiceNow")
	assert (ticket.external_id, ticket.state, ticket.priority) == ("INC0000001", "Closed", "2 - High")
	assert ticket.categories == ["Hardware", "Field Repair"]
	assert (ticket.organisation, ticket.requester, ticket.assignee) == (
		"Organisation 1",
		"Requester 1",
		"Agent 1",
	)
	assert ticket.opened_at == utc("2023-01-02 01:00") and ticket.closed_at == utc("2023-01-08 02:00")
	question, note = ticket.messages
	assert question.content == "It smells burnt<br>and is hot" and question.from_customer and question.public
	assert (note.author, note.public, note.content) == ("Agent 1", False, "Fuse replaced (twice)")


def test_servicenow_names_for_headers_and_other_dates(tmp_path):
	columns = ["number", "short_description", "state", "opened_at", "caller_id"]
	path = write_csv(tmp_path / "s.csv", columns, [["INC1", "Noise", "New", "31/12/2023 04:05:06 PM", "C"]])
	(ticket,) = read(path, "ServiceNow")
	assert ticket.opened_at == datetime(2023, 12, 31, 16, 5, 6, tzinfo=SHANGHAI)


def test_servicenow_table_api_with_both_values(tmp_path):
	def both(shown, raw):
		return {"display_value": shown, "value": raw}

	record = {
		"number": both("INC1", "INC1"),
		"short_description": both("Noise", "Noise"),
		"state": both("In Progress", "2"),
		"priority": both("1 - Critical", "1"),
		"opened_at": both("2023-01-02 09:00:00", "2023-01-02 01:00:00"),
		"assigned_to": {
			"display_value": "Agent 1",
			"link": "https://example.service-now.com/api/now/table/sys_user/1",
		},
	}
	(ticket,) = read(written(tmp_path / "s.json", {"result": [record]}), "ServiceNow")
	assert (ticket.state, ticket.priority, ticket.assignee) == ("In Progress", "1 - Critical", "Agent 1")
	assert ticket.opened_at == utc("2023-01-02 01:00")


def test_servicenow_json_of_raw_and_displayed_values(tmp_path):
	raw = {
		"number": "INC1",
		"short_description": "Noise",
		"state": "7",
		"priority": "4",
		"opened_at": "2023-01-02 01:00:00",
	}
	shown = raw | {"number": "INC2", "dv_state": "Abgeschlossen", "dv_opened_at": "02.01.2023 09:00:00"}
	first, second = read(written(tmp_path / "s.json", {"records": [raw, shown]}), "ServiceNow", zone="UTC")
	assert (first.state, first.priority, first.opened_at) == ("Closed", "4 - Low", utc("2023-01-02 01:00"))
	assert (second.state, second.opened_at) == ("Abgeschlossen", utc("2023-01-02 01:00"))


def test_bad_lines_do_not_cost_the_others(tmp_path):
	lines = [
		zendesk_ticket(1),
		'{"id": 2, "subject',
		"",
		"[1]",
		zendesk_ticket(3, created_at="soon"),
		zendesk_ticket(4, id=None),
		zendesk_ticket(5, created_at="2030-01-01T00:00:00Z"),
		zendesk_ticket(1),
		zendesk_ticket(6, metric_set={"solved_at": "2020-01-01T00:00:00Z"}, status="solved"),
		zendesk_ticket(7, comments="none"),
		zendesk_ticket(8, metric_set=[1]),
		zendesk_ticket(9),
	]
	records = read(zendesk_lines(tmp_path / "z.json", lines))
	taken = [record.external_id for record in records if isinstance(record, ExportedTicket)]
	faults = {record.line: record.reason for record in records if isinstance(record, Faulty)}
	assert taken == ["1", "9"]
	assert faults[2].startswith("not JSON: ")
	assert faults[4] == "not a JSON object"
	assert faults[5] == "created_at: 'soon' is not a date"
	assert faults[6] == "id: missing"
	assert faults[7] == "created_at: 2030-01-01T00:00:00Z lies in the future"
	assert faults[8] == "id: stands on line 1 already"
	assert faults[9].startswith("done_at: 2020-01-01 00:00 UTC is before")
	assert faults[10] == "comments: not a list"
	assert faults[11].startswith("not a ticket of this system")
	assert [record.number for record in records] == list(range(1, 12))


def test_bad_csv_rows_do_not_cost_the_others(tmp_path):
	rows = [zendesk_row(1), ["2", "too few"], zendesk_row(3), zendesk_row(4, status="")]
	path = write_csv(tmp_path / "z.csv", ZENDESK_COLUMNS, rows)
	with open(path, "ab") as file:
		file.write(b'1,5,"never closed,\n1,6\n')
	records = read(path)
	assert [r.external_id for r in records if isinstance(r, ExportedTicket)] == ["1", "3"]
	short, no_state, unclosed = (r for r in records if isinstance(r, Faulty))
	assert (short.line, short.reason) == (3, "2 columns instead of 25")
	assert (no_state.line, no_state.reason, no_state.external_id) == (5, "status: missing", "4")
	assert unclosed.line == 6 and unclosed.reason.startswith("not CSV: ")


def test_one_damaged_row_does_not_change_the_encoding_of_the_file(tmp_path):
	rows = [zendesk_row(number, subject="机器无法启动" * 10) for number in range(1, 20)]
	path = write_csv(tmp_path / "z.csv", ZENDESK_COLUMNS, rows)
	content = path.read_bytes().split(b"\r\n")
	content[3] = content[3].replace(b"Agent 1", b"Agent \xff")
	path.write_bytes(b"\r\n".join(content))
	records = read(path)
	assert [record.line for record in records if isinstance(record, Faulty)] == [4]
	assert records[2].reason == "Assignee: holds bytes that are not utf-8"
	assert records[0].subject.startswith("机器无法启动")


def test_truncated_json_yields_what_was_whole(tmp_path):
	text = json.dumps({"tickets": [zendesk_ticket(number) for number in range(1, 40)]})
	*whole, fault = read(written(tmp_path / "z.json", text[: len(text) // 2]))
	assert [ticket.external_id for ticket in whole] == [str(n) for n in range(1, len(whole) + 1)]
	assert 15 < len(whole) < 25
	assert fault.number == len(whole) + 1 and fault.reason.startswith("not JSON: ")


@pytest.mark.parametrize(
	("content", "said"),
	[
		(b"", "empty"),
		(b"  \r\n", "empty"),
		(b"PK\x03\x04rest", "Excel"),
		(b"\x89PNG\r\n\x00\x00", "not text"),
		(b"<?xml version='1.0'?><tickets/>", "XML"),
		(b'{"people": [1]}\n', "columns are missing"),
		(b'{\n "people": []\n}', "no list of tickets"),
		(b'{\n "people": [', "not JSON"),
		(b"[]", "No record"),
		(b"Name,Phone\r\nA,1\r\n", "id or ticket_id or #"),
		(b"Id,Id,Subject,Status,Created at\r\n", "more than once: Id"),
	],
)
def test_files_that_are_no_export(tmp_path, content, said):
	path = tmp_path / "file"
	path.write_bytes(content)
	with pytest.raises(NotAnExport, match=said):
		opened(path)


def test_the_export_of_the_other_system(tmp_path):
	path = write_csv(tmp_path / "s.csv", SERVICENOW_COLUMNS, [servicenow_row()])
	with pytest.raises(NotAnExport, match=r"not a ticket export of Zendesk.* id or ticket_id or #"):
		opened(path, "Zendesk")
	path = zendesk_lines(tmp_path / "z.json", [zendesk_ticket()])
	with pytest.raises(NotAnExport, match=r"not a ticket export of ServiceNow.* number"):
		opened(path, "ServiceNow")


@pytest.mark.parametrize(
	("text", "order", "wanted"),
	[
		("2024-03-01T10:20:30Z", AUTO, "2024-03-01 10:20:30"),
		("2024-03-01T10:20:30.123+08:00", AUTO, "2024-03-01 02:20:30"),
		("2024-03-01 18:20", AUTO, "2024-03-01 10:20"),
		("2024/3/1 18:20", AUTO, "2024-03-01 10:20"),
		("2024-03-01", AUTO, "2024-02-29 16:00"),
		("01.03.2024 18:20", AUTO, "2024-03-01 10:20"),
		("13/03/2024 18:20", AUTO, "2024-03-13 10:20"),
		("03/13/2024 06:20:00 PM", AUTO, "2024-03-13 10:20"),
		("03/03/2024 18:20", AUTO, "2024-03-03 10:20"),
		("02/03/2024 18:20", DAY_FIRST, "2024-03-02 10:20"),
		("02/03/2024 18:20", MONTH_FIRST, "2024-02-03 10:20"),
		("02-03-2024 12:00 AM", DAY_FIRST, "2024-03-01 16:00"),
		("2024-03-01 10:20:30 UTC", AUTO, "2024-03-01 10:20:30"),
		("Mar 1, 2024 6:20 PM", AUTO, "2024-03-01 10:20"),
	],
)
def test_dates(text, order, wanted):
	assert moment_of(text, SHANGHAI, order) == utc(wanted)


@pytest.mark.parametrize(
	"text",
	[
		"02/03/2024 10:00",
		"2024-02-30",
		"soon",
		"12",
		"2024-01-01 25:00",
		"13/13/2024",
		"tomorrow",
		"2024-01-01 13:00 PM",
	],
)
def test_what_is_no_date_or_two(text):
	with pytest.raises(ValueError, match=r"."):
		moment_of(text, SHANGHAI)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_a_printed_moment_is_read_as_it_was(moment, minutes):
	moment = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
	assert moment_of(moment.isoformat(), SHANGHAI) == moment


@given(st.text())
def test_a_cell_is_never_a_formula_and_comes_back(text):
	cell = quoted(text)
	assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r")
	if not text.startswith("'"):
		assert unquoted(cell) == text


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(tmp_path_factory, content):
	path = tmp_path_factory.mktemp("any") / "file"
	path.write_bytes(content)
	try:
		list(opened(path).tickets())
	except NotAnExport:
		pass
