"""docs/permissions.md is what tools/permission_table.py writes from the table that the tests hold against the site (D2)."""

from tests.app import permission_table as table
from tools import permission_table as tool


def test_the_page_is_up_to_date():
	assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run `make tables`"


def test_the_page_names_every_document_type_and_right():
	page = tool.page()
	assert not [
		name for name in (*table.doctypes(), *table.LEVEL_RIGHTS, *table.WORKFLOWS) if name not in page
	]


def test_a_stale_page_is_found_and_mended(tmp_path, monkeypatch, capsys):
	page = tmp_path / "permissions.md"
	page.write_text("old", encoding="utf-8")
	monkeypatch.setattr(tool, "PAGE", page)
	assert tool.main(["--check"]) == 1
	assert "make tables" in capsys.readouterr().out and page.read_text() == "old"
	assert tool.main([]) == 0 and page.read_text(encoding="utf-8") == tool.page()
	assert tool.main(["--check"]) == 0
