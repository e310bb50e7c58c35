"""CSV as spreadsheets leave it (C2): lines before the heading, separators, quotation marks, cells of nothing."""

from datetime import datetime, timezone

import pytest

from fsm_app.import_formats.export_cell import is_nothing, text_of
from fsm_app.import_formats.export_csv import NotAnExport
from fsm_app.import_formats.exported_ticket import ExportedTicket, Faulty
from fsm_app.import_formats.ticket_file import Choices, open_tickets

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
HEAD = ("Number", "Opened", "Short description", "State", "Category")
ROW = ("INC1", "2024-01-05 10:20", "Pump leaks", "New", "Hardware")


def read(tmp_path, text: str, encoding="utf-8", **chosen):
	path = tmp_path / "s.csv"
	path.write_bytes(text.encode(encoding))
	export = open_tickets(path, "ServiceNow", "Asia/Shanghai", NOW, choices=Choices(**chosen))
	return export, list(export.tickets())


def joined(mark: str, *rows, end: str = "\r\n") -> str:
	return "".join(mark.join(row) + end for row in rows)


@pytest.mark.parametrize(
	"text",
	[
		"sep=;\r\n" + joined(";", HEAD, ROW),
		"SEP=;\n" + joined(";", HEAD, ROW, end="\n"),
		'"sep=;"\r\n' + joined(";", HEAD, ROW),
		"\ufeffsep=;\r\n" + joined(";", HEAD, ROW),
		"sep=;\r\n\ufeff" + joined(";", HEAD, ROW),
		"sep=,\r\n" + joined(";", HEAD, ROW),
		"sep=\t\r\n" + joined("\t", HEAD, ROW),
		"\r\n\r\n" + joined(",", HEAD, ROW),
		";;;;\r\n" + joined(";", HEAD, ROW),
		"  \r\n" + joined("|", HEAD, ROW),
		joined(";", HEAD, ROW, ("", "", "", "", "")),
		joined(";", (*HEAD, "", "", ""), (*ROW, "", "", "")),
		joined(";", (*HEAD, "", "", ""), ROW),
		joined(";", HEAD, (*ROW, "", "", "")),
		joined(",", (*HEAD, "Extra", "Extra"), (*ROW, "a", "b")),
		joined(",", HEAD, ROW) + "\ufeff" + joined(",", HEAD),
		joined("，", HEAD, ROW),
		joined("；", HEAD, ROW),
		joined(";", *[[f"'{cell}'" for cell in row] for row in (HEAD, ROW)]),
		joined(",", *[[f"“{cell}”" for cell in row] for row in (HEAD, ROW)]),
		joined(",", *[[f"„{cell}“" for cell in row] for row in (HEAD, ROW)]),
		joined(",", *[[f"＂{cell}＂" for cell in row] for row in (HEAD, ROW)]),
		joined(",", *[[f'"{cell}"' for cell in row] for row in (HEAD, ROW)]).replace(
			'"Number"', '\ufeff"Number"'
		),
		joined(",", HEAD, ROW, end="\r"),
	],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_file_is_read_whatever_a_spreadsheet_did_to_it(tmp_path, text, encoding):
	_export, (ticket,) = read(tmp_path, text, encoding)
	assert isinstance(ticket, ExportedTicket), ticket
	assert (ticket.external_id, ticket.subject, ticket.categories) == ("INC1", "Pump leaks", ["Hardware"])


def test_lines_are_counted_from_the_files_beginning(tmp_path):
	_export, (first, bad) = read(
		tmp_path, "sep=;\r\n\r\n" + joined(";", HEAD, ROW, ("INC2", "soon", "x", "New", ""))
	)
	assert (first.line, bad.line) == (4, 5) and isinstance(bad, Faulty)


@pytest.mark.parametrize("second", ["Number", "number", "NUMBER "])
def test_a_needed_column_that_stands_twice_is_refused(tmp_path, second):
	with pytest.raises(NotAnExport, match=r"more than once: .*umber"):
		read(tmp_path, joined(",", (*HEAD, second), (*ROW, "INC9")))


def test_columns_that_nobody_needs_may_stand_twice_and_keep_both_values(tmp_path):
	export, (ticket,) = read(tmp_path, joined(",", (*HEAD, "Note", "Note"), (*ROW, "a", "b")))
	assert export.file.columns[-2:] == ["Note", "Note (2)"]
	assert (ticket.values["Note"], ticket.values["Note (2)"]) == ("a", "b")


def test_the_separator_can_be_chosen(tmp_path):
	text = joined(";", HEAD, ROW)
	assert read(tmp_path, text, separator="Semicolon")[0].file.delimiter == ";"
	with pytest.raises(NotAnExport, match="columns are missing"):
		read(tmp_path, text, separator="Comma")


@pytest.mark.parametrize(
	"word",
	[
		"null",
		"NULL",
		"Null",
		" N/A ",
		"n/a",
		"#N/A",
		"None",
		"NONE",
		"nil",
		"-",
		"--",
		"—",
		"–",
		"－",
		"(empty)",
		"（空）",
		"[null]",
		"<null>",
		"-- None --",
		"无",
		"空",
		"暂无",
		"不适用",
		"ＮＵＬＬ",
		"\\N",
		"NaN",
		"?",
		"...",
		"．．．",
		"\u200b",
	],
)
def test_what_stands_for_nothing_is_empty(tmp_path, word):
	assert text_of(word) == "" and is_nothing(word)
	_export, (ticket,) = read(
		tmp_path, joined("\t", HEAD, ("INC1", "2024-01-05 10:20", word, "New", "Hardware"))
	)
	assert ticket.subject == "Hardware INC1"
	_export, (ticket,) = read(tmp_path, joined("\t", HEAD, ("INC1", "2024-01-05 10:20", word, "New", word)))
	assert (ticket.subject, ticket.categories) == ("INC1", [])


@pytest.mark.parametrize(
	"word",
	[
		"Nullmodem cable",
		"No",
		"0",
		"x",
		"无水",
		"空调",
		"NA",
		"none of them works",
		"-5",
		"n/a to all but pump 7 and 9",
	],
)
def test_what_says_something_is_kept(word):
	assert text_of(word) == word


def test_the_files_dates_settle_the_order_of_day_and_month(tmp_path):
	rows = [(f"INC{n}", "3/17/2025 6:04", "x", "New", "") for n in range(5)]
	export, tickets = read(
		tmp_path, joined(",", HEAD, *rows, ("INC9", "4/5/2025 14:09", "null", "New", "Network"))
	)
	assert (export.order.order, export.order.told_by) == ("Month First", 5)
	assert tickets[-1].opened_at == datetime(2025, 4, 5, 6, 9, tzinfo=timezone.utc)
	assert tickets[-1].subject == "Network INC9"
	rows.append(("INC8", "17/3/2025 6:04", "x", "New", ""))
	export, tickets = read(tmp_path, joined(",", HEAD, *rows, ("INC9", "4/5/2025 14:09", "x", "New", "")))
	assert export.order.against == ("17/3/2025 6:04", "3/17/2025 6:04")
	assert isinstance(tickets[-1], Faulty) and "set Date Order" in tickets[-1].reason
