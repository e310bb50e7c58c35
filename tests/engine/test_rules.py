"""docs/rules.md says where each rule lives and what shows it, and every row that a docstring cites is among its rules."""

from pathlib import Path

import pytest

from tools import rules as tool


def test_the_page_is_up_to_date():
	page = tool.PAGE.read_text(encoding="utf-8")
	assert page == tool.page_with_files(page), "run `make tables`"


def test_every_citation_is_of_a_row_and_every_row_with_code_has_a_test():
	assert tool.complaints(tool.PAGE.read_text(encoding="utf-8")) == []


def test_rows_are_in_order_and_each_stands_once():
	rows = tool.rows(tool.PAGE.read_text(encoding="utf-8"))
	assert rows == sorted(set(rows), key=lambda row: (row[0], int(row[1:])))


@pytest.mark.parametrize(
	("text", "rows"),
	[
		("A clock (B2).", {"B2"}),
		("Both (C1, E2), and more (D3)", {"C1", "E2", "D3"}),
		("All of them (D1, H1-H3).", {"D1", "H1", "H2", "H3"}),
		("A4 paper, a cell B2, f(x), (B2 or so)", set()),
	],
)
def test_citations_are_read(text, rows):
	assert tool.rows_cited(text) == rows


@pytest.mark.parametrize("text", ["(A 7)", "(C: A 24)", "(UX A 15)", "(B1 to B4)", "(C1; D2)", "(B1/B2)"])
def test_what_only_looks_like_a_citation_is_named(text):
	assert tool.unreadable(f"Said so {text}.") == [text]
	assert tool.unreadable("Said so (C1, E2) and (H1-H4), on paper (of A4).") == []


def test_citations_are_taken_from_docstrings_and_comments_alone(tmp_path):
	path = tmp_path / "some.py"
	path.write_text('"""Head (A1)."""\nCELL = "(B1)"  # why (C1)\n\ndef f():\n\t"""What (D1)."""\n')
	assert tool.rows_cited(tool.words(path)) == {"A1", "C1", "D1"}


class TestAnotherHouse:
	"""A small house of its own, in which everything may be wrong."""

	@pytest.fixture
	def house(self, tmp_path, monkeypatch):
		for folder in ("docs", "fsm_app/dispatch", "tests/app"):
			(tmp_path / folder).mkdir(parents=True)
		monkeypatch.setattr(tool, "ROOT", tmp_path)
		monkeypatch.setattr(tool, "PAGE", tmp_path / "docs" / "rules.md")
		tool.PAGE.write_text("# Rules\n\n## A\n\n### A1. One\n\nWords.\n\n### A2. Two\n\nMore words.\n")
		write(tmp_path / "fsm_app/dispatch/ranking.py", '"""Ranks (A1)."""\n')
		write(tmp_path / "tests/app/test_ranking.py", '"""Ranking (A1)."""\n')
		return tmp_path

	def test_files_are_written_under_their_rule_and_nothing_else_changes(self, house):
		assert tool.main(["--check"]) == 1 and "ranking.py" not in tool.PAGE.read_text()
		assert tool.main([]) == 0
		assert tool.PAGE.read_text() == (
			"# Rules\n\n## A\n\n### A1. One\n\nWords.\n\n"
			"- Lives in **dispatch**: [ranking](../fsm_app/dispatch/ranking.py)\n"
			"- Shown by **app**: [test_ranking](../tests/app/test_ranking.py)\n\n"
			"### A2. Two\n\nMore words.\n\n- *Not yet built.*\n"
		)
		assert tool.main(["--check"]) == 0

	def test_a_rule_that_moves_makes_the_page_stale(self, house, capsys):
		tool.main([])
		(house / "fsm_app/dispatch/ranking.py").rename(house / "fsm_app/dispatch/order.py")
		assert tool.main(["--check"]) == 1
		assert "make tables" in capsys.readouterr().out

	@pytest.mark.parametrize(
		("file", "content", "complaint"),
		[
			("fsm_app/a.py", '"""Some (Z9)."""\n', "fsm_app/a.py: there is no row Z9"),
			("tests/app/test_a.py", '"""Some (A3)."""\n', "tests/app/test_a.py: there is no row A3"),
			("fsm_app/a.py", "# Some (A 1).\n", "fsm_app/a.py: (A 1) is not read"),
			("fsm_app/a.py", '"""Some (A2)."""\n', "A2: no test file's docstring cites it"),
		],
	)
	def test_what_is_wrong_is_named(self, house, file, content, complaint, capsys):
		write(house / file, content)
		assert tool.main([]) == 1
		assert complaint in capsys.readouterr().out


def write(path: Path, content: str) -> None:
	path.write_text(content, encoding="utf-8")
