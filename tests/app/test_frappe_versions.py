"""What must hold so that one code serves Frappe 15 and 16 (Q2)."""

import json
from pathlib import Path

import pytest

import frappe

from fsm_app.common.custom_fields import CUSTOM_FIELDS
from fsm_app.common.frappe_versions import bytes_of
from tests import host

APP = Path(frappe.get_app_path("fsm_app"))
DECIMAL = ("Float", "Percent", "Currency")
# Entered or measured in degrees; six decimals are a tenth of a metre.
COORDINATES = ("latitude", "longitude", "fsm_latitude", "fsm_longitude")


def doctypes() -> list[dict]:
	"""Our doctypes as they are shipped, but Singles, whose values are text."""
	paths = (path for path in APP.glob("*/doctype/*/*.json") if path.stem == path.parent.name)
	shipped = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
	return [doctype for doctype in shipped if not doctype.get("issingle")]


class TestFiguresAreStoredInFull:
	def test_no_field_says_how_many_digits_its_column_has(self):
		"""Frappe 16 takes a precision as the column's, and rounds what a site of 15 has stored when it migrates.

		How many digits are shown is said in public/js/shown_digits.js and in list views."""
		fields = [(doctype["name"], field) for doctype in doctypes() for field in doctype["fields"]]
		fields += [(doctype, field) for doctype, added in CUSTOM_FIELDS.items() for field in added]
		rounded = [
			f"{doctype}.{field['fieldname']}"
			for doctype, field in fields
			if field["fieldtype"] in DECIMAL and field.get("precision") not in (None, "")
			if field["fieldname"] not in COORDINATES
		]
		assert rounded == []

	@pytest.mark.skipif(not host.ON_BENCH, reason="SQLite keeps numbers as they come")
	def test_every_column_has_nine_decimals(self):
		names = [doctype["name"] for doctype in doctypes()]
		found = frappe.db.sql(
			"""select table_name, column_name, numeric_scale from information_schema.columns
			where table_schema = database() and data_type = 'decimal' and table_name in %s""",
			(tuple(f"tab{name}" for name in names),),
		)
		assert len(found) > 20
		short = [(table, column) for table, column, scale in found if scale < 9]
		assert [row for row in short if row[1] not in COORDINATES] == []


def test_print_formats_of_ours_are_templates():
	"""Frappe 16 takes a Jinja format without `custom_format` for one that its print format builder has made."""
	formats = [json.loads(path.read_text(encoding="utf-8")) for path in APP.glob("*/print_format/*/*.json")]
	assert len(formats) == 5
	assert [each["name"] for each in formats if not each["custom_format"]] == []


@pytest.mark.parametrize(
	"content",
	[
		"工单号,客户\n".encode("gbk"),
		b"\xef\xbb\xbfnumber,opened\n",
		"Müller\n".encode("windows-1252"),
		b"\x89PNG\x00",
		b"\xff\xd8\xff\xe0",
	],
	ids=["GBK", "byte order mark", "windows-1252", "start of a PNG", "start of a JPEG"],
)
def test_a_file_is_read_byte_for_byte(content):
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "kept.bin", "content": content, "is_private": 1}
	).insert()
	assert bytes_of(file.name) == content
