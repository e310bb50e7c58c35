"""The Chinese translation is complete and the locale files are those that tools/translations.py writes (Q3)."""

import pytest

from tools import translations


@pytest.fixture(scope="module")
def found():
	return translations.strings()


@pytest.fixture(scope="module")
def chinese():
	return translations.read_csv()


def test_every_string_is_translated(found, chinese):
	assert translations.missing(found, chinese) == []


def test_no_translation_is_left_over(found, chinese):
	assert translations.leftovers(found, chinese) == []


def test_placeholders_agree(chinese):
	assert translations.wrong_placeholders(chinese) == []


def test_files_are_up_to_date(found, chinese):
	assert translations.stale(found, chinese) == [], "run `make translations`"


@pytest.mark.parametrize(
	"code, texts",
	[
		('__("Plain")', [("Plain", "")]),
		('__("Two {0} {1}", [a, b])', [("Two {0} {1}", "")]),
		('__("Word", null, "Some DocType")', [("Word", "Some DocType")]),
		('`<b>${__("In a template")}</b>`', [("In a template", "")]),
		("__(name)", []),
	],
)
def test_strings_of_javascript(tmp_path, code, texts):
	file = tmp_path / "form.js"
	file.write_text(code)
	assert [tuple(text) for text in translations._from_javascript(file)] == texts


@pytest.mark.parametrize(
	"code, texts",
	[
		('_("Plain")', [("Plain", "")]),
		('_("One " "string")', [("One string", "")]),
		('_("Word", context="Some DocType")', [("Word", "Some DocType")]),
		("_(name)", []),
		('print("Not for users")', []),
	],
)
def test_strings_of_python(tmp_path, code, texts):
	file = tmp_path / "module.py"
	file.write_text(code)
	assert [tuple(text) for text in translations._from_python(file)] == texts
