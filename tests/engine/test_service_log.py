"""Reading a ServiceNow event log: what is taken, what is left out and why, what is refused (C2)."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.import_formats.service_log import NotAServiceLog, read_service_log
from tests.service_logs import COLUMNS, HEADER, row, write_log

REAL_LOG = Path(__file__).parents[3] / "shared" / "data" / "incidents" / "incident_event_log.csv"


def test_a_row_becomes_an_event_and_question_marks_are_unknown(tmp_path):
	log = read_service_log(
		write_log(tmp_path / "log.csv", row(priority="1 - Critical", category="?", made_sla="FALSE"))
	)
	event = log.events[0]
	assert (event.line, event.number, event.state, event.revision) == (2, "INC0000001", "New", 0)
	assert event.updated_at == datetime(2016, 2, 29, 9, 5) and event.opened_at == datetime(2016, 2, 29, 9, 0)
	assert (event.priority, event.made_sla) == (1, False)
	assert (event.caller, event.group, event.resolver) == ("Caller 1", "Group 1", "Resolved by 1")
	assert event.category is None and event.assignee is None
	assert log.malformed == []


def test_events_come_in_order_of_time_and_those_of_an_incident_in_order_of_their_revisions(tmp_path):
	log = read_service_log(
		write_log(
			tmp_path / "log.csv",
			row(number="B", sys_updated_at="01-03-2016 10:00", sys_mod_count="12"),
			row(number="B", sys_updated_at="01-03-2016 10:00", sys_mod_count="3"),
			row(number="A", sys_updated_at="29-02-2016 23:59"),
			row(number="B", sys_updated_at="29-02-2016 08:00", sys_mod_count="20"),
		)
	)
	assert [(event.number, event.revision) for event in log.events] == [
		("B", 20),
		("A", 0),
		("B", 3),
		("B", 12),
	]
	assert {number: len(events) for number, events in log.by_incident().items()} == {"B": 3, "A": 1}
	positions = [event.position for event in log.by_incident()["B"]]
	assert positions == sorted(positions)


def test_columns_may_stand_in_another_order_with_others_between_and_dates_with_slashes(tmp_path):
	names = ["extra", *reversed(COLUMNS)]
	values = dict(zip(COLUMNS, row(sys_updated_at="1/3/2016 10:00").split(","), strict=True))
	path = write_log(
		tmp_path / "log.csv", ",".join(values.get(name, "x") for name in names), header=",".join(names)
	)
	assert read_service_log(path).events[0].updated_at == datetime(2016, 3, 1, 10, 0)


@pytest.mark.parametrize(
	("line", "reason"),
	[
		(row(number="?"), "number is missing"),
		(row(number=""), "number is missing"),
		(row(incident_state="-100"), "incident_state '-100' is not known"),
		(row(sys_updated_at="31-02-2016 10:00"), "sys_updated_at '31-02-2016 10:00' is not a date"),
		(row(opened_at="?"), "opened_at '?' is not a date"),
		(row(sys_mod_count="many"), "sys_mod_count 'many' is not a whole number"),
		(row(reopen_count="-1"), "reopen_count '-1' is not a whole number"),
		(row(made_sla="perhaps"), "made_sla 'perhaps' is neither TRUE nor FALSE"),
		(row(priority="urgent"), "priority 'urgent' does not begin with a number"),
		(row() + ",one,more", f"{len(COLUMNS) + 2} columns instead of {len(COLUMNS)}"),
		("INC0000001,New", f"2 columns instead of {len(COLUMNS)}"),
		(row(caller_id="Caller\x07"), "caller_id holds control characters"),
		(row(sys_mod_count="9"), "repeats the event of line 2"),
	],
)
def test_a_row_that_cannot_be_read_is_left_out_with_its_line_and_reason(tmp_path, line, reason):
	good = row(sys_mod_count="9")
	log = read_service_log(write_log(tmp_path / "log.csv", good, line, row(number="INC0000002")))
	assert [event.number for event in log.events] == ["INC0000001", "INC0000002"]
	assert [malformed.line for malformed in log.malformed] == [3]
	assert log.malformed[0].reason.startswith(reason)


def test_a_row_that_is_not_utf8_does_not_cost_the_others(tmp_path):
	path = tmp_path / "log.csv"
	bad = row(number="INC0000002").encode().replace(b"Caller 1", b"Caller \xe9")
	path.write_bytes(
		b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n" + row().encode() + b"\r\n" + bad + b"\r\n\r\n"
	)
	log = read_service_log(path)
	assert [event.number for event in log.events] == ["INC0000001"]
	assert [(row.line, row.reason) for row in log.malformed] == [
		(3, "caller_id holds bytes that are not UTF-8")
	]


def test_lines_are_counted_through_quoted_line_breaks_and_blank_lines(tmp_path):
	rows = [row(cmdb_ci='"two\nlines"'), "", row(number="?")]
	log = read_service_log(write_log(tmp_path / "log.csv", *rows))
	assert [malformed.line for malformed in log.malformed] == [2, 5]


@pytest.mark.parametrize(
	("content", "reason"),
	[
		(b"", "The file is empty."),
		(b"name,amount\nscrew,3\n", "does not name the columns of an incident event log"),
		(b"\x89PNG\r\n\x1a\n\x00\x00\xff", "does not name the columns"),
		(HEADER.replace("made_sla,", "").encode(), "lacks these columns of an incident event log: made_sla."),
		((HEADER + ",number").encode(), "names these columns more than once: number."),
	],
)
def test_a_file_that_is_no_log_is_refused_with_one_sentence(tmp_path, content, reason):
	path = tmp_path / "file.csv"
	path.write_bytes(content)
	with pytest.raises(NotAServiceLog, match=reason):
		read_service_log(path)


@given(st.binary(max_size=300))
def test_whatever_the_bytes_below_the_header_every_row_is_read_or_reported(tmp_path_factory, noise):
	path = tmp_path_factory.mktemp("logs") / "log.csv"
	path.write_bytes(HEADER.encode() + b"\n" + row().encode() + b"\n" + noise)
	log = read_service_log(path)
	assert [event.number for event in log.events] == ["INC0000001"]
	assert all(malformed.line > 2 and malformed.reason for malformed in log.malformed)


@pytest.mark.skipif(not REAL_LOG.exists(), reason=f"the public log is not there: {REAL_LOG}")
def test_the_public_log_is_read_without_a_malformed_row():
	log = read_service_log(REAL_LOG)
	assert (len(log.events), len(log.by_incident()), log.malformed) == (4255, 630, [])
