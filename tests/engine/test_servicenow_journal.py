"""Which entries of ServiceNow's journals, and which comments of Zendesk, customers have seen (C2): what is undecided is internal."""

from datetime import datetime, timezone

import pytest

from fsm_app.import_formats import zendesk
from fsm_app.import_formats.exported_ticket import ExportedTicket
from fsm_app.import_formats.ticket_file import Choices, open_tickets
from tests.ticket_exports import write_csv, zendesk_lines, zendesk_ticket

NOW = datetime(2026, 1, 1, tzinfo=timezone.utc)
COLUMNS = ("number", "opened_at", "short_description", "state", "caller_id", "comments", "work_notes", "comments_and_work_notes")  # fmt: skip
ROW = {
	"number": "INC1",
	"opened_at": "2024-01-05 10:20:30",
	"short_description": "x",
	"state": "New",
	"caller_id": "Ann",
}
WHEN = "2024-01-05 11:00:00"


def messages(tmp_path, chosen: tuple[str, ...] = (), **journals):
	path = write_csv(tmp_path / "s.csv", COLUMNS, [ROW | journals])
	export = open_tickets(path, "ServiceNow", "Asia/Shanghai", NOW, choices=Choices(seen_labels=chosen))
	(ticket,) = export.tickets()
	assert isinstance(ticket, ExportedTicket), ticket
	return ticket.messages


KINDS = [
	"工作注释", "Work notes", "Arbeitsnotizen", "Notes de travail", "Notas de trabajo", "作業メモ", "작업 메모", "Рабочие заметки",
	"Additional comments", "附加评论", "Something else", "X (Y)", "W0rk", "工作备注", "内部",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_work_notes_are_internal_whatever_their_heading_says(tmp_path, kind):
	(message,) = messages(tmp_path, work_notes=f"{WHEN} - Joe Field ({kind})\nDo not tell them")
	assert (message.public, message.content, message.author) == (False, "Do not tell them", "Joe Field")


@pytest.mark.parametrize("column", ["comments", "comments_and_work_notes"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("Additional comments", "附加评论")])
def test_an_unknown_kind_is_internal(tmp_path, column, kind):
	(message,) = messages(tmp_path, **{column: f"{WHEN} - Joe Field ({kind})\nDo not tell them"})
	assert not message.public and message.content == "Do not tell them"


@pytest.mark.parametrize("column", ["comments", "comments_and_work_notes"])
@pytest.mark.parametrize(
	"kind",
	["Additional comments", "ADDITIONAL COMMENTS", "Additional comments (Customer visible)", "Zusätzliche Kommentare", "Commentaires supplémentaires", "Comentarios adicionales", "附加评论", "其他注释", "追加コメント", "추가 의견", "Дополнительные комментарии"],
)  # fmt: skip
def test_comments_are_the_customers_in_many_languages(tmp_path, column, kind):
	(message,) = messages(tmp_path, **{column: f"{WHEN} - Ann ({kind})\nIt leaks"})
	assert message.public and message.from_customer and message.content == "It leaks"


@pytest.mark.parametrize(
	"head",
	[
		f"{WHEN} - Joe Field （工作注释）",
		"2024年1月5日 11:00:00 - Joe Field (工作注释)",
		"２０２４－０１－０５　１１：００ － Joe Field（工作注释）",
		f"{WHEN} – Joe Field (Work notes)",
		f"{WHEN} CET - Joe Field (Work notes)",
		"05.01.2024 11:00 - Joe Field (Arbeitsnotizen)",
		"Jan 5, 2024 11:00:00 AM - Joe Field (Work notes)",
		"13/1/2024 下午3:20 - Joe (Field) (工作注释)",
		f"{WHEN} - Joe Field (Work notes (internal))",
		f"  {WHEN} - Joe Field (Work notes)  ",
		"05|01|2024 11:00 - Joe Field (Work notes)",
		f"{WHEN} - Joe Field",
	],
)
def test_a_note_behind_a_comment_never_becomes_a_part_of_it(tmp_path, head):
	text = f"2024-01-06 09:00:00 - Ann (Additional comments)\nIt leaks\n\n{head}\nDo not tell them\n"
	found = messages(tmp_path, comments_and_work_notes=text)
	assert [message.content for message in found if message.public] == ["It leaks"]
	assert any("Do not tell them" in message.content for message in found if not message.public)


def test_text_without_a_heading_is_internal_but_in_the_column_of_comments(tmp_path):
	for column, public in (("comments", True), ("work_notes", False), ("comments_and_work_notes", False)):
		(message,) = messages(tmp_path, **{column: "It leaks"})
		assert (message.public, message.content) == (public, "It leaks")


def test_text_before_the_first_heading_is_kept_inside(tmp_path):
	text = f"Call first!\n{WHEN} - Ann (Additional comments)\nIt leaks"
	found = messages(tmp_path, comments_and_work_notes=text)
	assert {(m.content, m.public) for m in found} == {("Call first!", False), ("It leaks", True)}


def test_an_entry_of_several_columns_comes_once_and_is_internal_if_one_says_so(tmp_path):
	note, comment = (
		f"{WHEN} - Joe (Additional comments)\nSecret",
		f"{WHEN} - Ann (Additional comments)\nIt leaks",
	)
	found = messages(
		tmp_path, work_notes=note, comments=comment, comments_and_work_notes=f"{comment}\n\n{note}"
	)
	assert {(m.content, m.public) for m in found} == {("Secret", False), ("It leaks", True)}
	assert len(found) == 2


def test_a_label_of_ones_own_can_be_named(tmp_path):
	text = f"{WHEN} - Ann (Kundendialog)\nIt leaks"
	assert not messages(tmp_path, comments=text)[0].public
	assert messages(tmp_path, ("KUNDENDIALOG ",), comments=text)[0].public
	assert not messages(tmp_path, ("Kundendialog",), work_notes=text)[0].public


def test_a_line_that_looks_like_a_time_stays_in_a_comment(tmp_path):
	text = f"{WHEN} - Ann (Additional comments)\nStopped:\n2 pumps at 10:30 - replaced (twice)\n2024-01-05 10:30 - noise"
	(message,) = messages(tmp_path, comments=text)
	assert message.public and message.content.count("<br>") == 2


def read_zendesk(tmp_path, comments, **values):
	path = zendesk_lines(tmp_path / "z.json", [zendesk_ticket(1, comments=comments, **values)])
	(ticket,) = open_tickets(path, "Zendesk", "UTC", NOW).tickets()
	return ticket


@pytest.mark.parametrize(
	("said", "public"),
	[
		(True, True),
		("true", True),
		(1, True),
		(False, False),
		(None, False),
		("false", False),
		("maybe", False),
		(0, False),
	],
)
def test_a_zendesk_comment_is_public_only_where_it_says_so(tmp_path, said, public):
	comment = {
		"id": 1,
		"author_id": 9001,
		"body": "None",
		"public": said,
		"created_at": "2023-01-03T00:00:00Z",
	}
	(message,) = read_zendesk(tmp_path, [comment]).messages
	assert (message.public, message.content, message.from_customer) == (public, "None", True)
	del comment["public"]
	assert not read_zendesk(tmp_path, [comment]).messages[0].public


def test_ids_written_as_text_are_the_same_people(tmp_path):
	comment = {
		"id": 1,
		"author_id": "9001",
		"body": "Hello",
		"public": True,
		"created_at": "2023-01-03T00:00:00Z",
	}
	(message,) = read_zendesk(tmp_path, [comment]).messages
	assert message.from_customer and message.author == "Requester 1"


def test_a_description_that_repeats_an_internal_note_is_not_shown(tmp_path):
	note = {
		"id": 1,
		"author_id": 101,
		"body": "Customer is broke",
		"public": False,
		"created_at": "2023-01-02T08:37:00Z",
	}
	ticket = read_zendesk(tmp_path, [note], description="Customer is broke", subject=None)
	assert ticket.description == "" and "broke" not in ticket.subject
	assert [(m.public, m.content) for m in ticket.messages] == [(False, "Customer is broke")]
	longer = note | {"body": "Customer is broke,\nand the lawyer knows it already."}
	assert (
		read_zendesk(tmp_path, [longer], description="Customer is broke, and the lawyer…").description == ""
	)
	assert read_zendesk(tmp_path, [note], description="The pump leaks").description == "The pump leaks"
	assert read_zendesk(tmp_path, [], description="Customer is broke", is_public=False).description == ""
	assert zendesk.id_of({"id": 5}) == "5"
