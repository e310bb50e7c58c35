"""Each text that was published, kept word by word, and what changed from one to the next (G1)."""

import json

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.engine.clean_markup import text_of
from fsm_app.engine.text_difference import difference
from fsm_app.knowledge.stages import CASE, PUBLISHED, VERSION

FIELDS = (
	"title",
	"kind",
	"language",
	"audience",
	"only_company",
	"symptom",
	"cause",
	"solution",
	"snippet",
	"url",
)
TABLES = {
	"fault_codes": ("code", "meaning", "cause", "action"),
	"equipment": ("item_code", "item_group", "brand"),
	"offerings": ("offering",),
	"skills": ("skill",),
	"usual_parts": ("item_code", "qty", "remark"),
	"pictures": ("image", "caption"),
}
# What the text of a version is made of; the rest says for whom and for what it is.
SAID = ("title", "symptom", "cause", "solution", "snippet", "url")


def content_of(case) -> dict:
	"""What a version keeps of a case."""
	content = {field: cstr(case.get(field)) for field in FIELDS}
	for table, columns in TABLES.items():
		content[table] = [
			{column: _plain(row.get(column)) for column in columns} for row in case.get(table) or []
		]
	return content


def is_changed(case, before) -> bool:
	"""Whether readers would read something else than before."""
	return bool(before) and content_of(case) != content_of(before)


def keep(case) -> None:
	"""After saving: keep the text that was just published."""
	name = f"{case.name}-V{case.version_no}"
	if case.stage != PUBLISHED or not case.version_no or frappe.db.exists(VERSION, name):
		return
	content = content_of(case)
	frappe.get_doc(
		{
			"doctype": VERSION,
			"knowledge_case": case.name,
			"version_no": case.version_no,
			"title": case.title,
			"only_company": case.only_company,
			"audience": case.audience,
			"published_on": case.published_on,
			"published_by": case.reviewer,
			"text": "\n\n".join(filter(None, (_lines(content, field) for field in SAID))),
			"content": json.dumps(content, ensure_ascii=False, sort_keys=True),
		}
	).insert(ignore_permissions=True)  # the app's own record of what was published


def difference_of(version) -> list[dict]:
	"""What changed from the version before to this one: by field its `label` and `lines`, each a list of `mark` and `text`.

	Fields that stayed as they were are left out; of the first version all is new.
	"""
	earlier = frappe.db.get_value(
		VERSION,
		{"knowledge_case": version.knowledge_case, "version_no": ["<", version.version_no]},
		"content",
		order_by="version_no desc",
	)
	before, after = json.loads(earlier or "{}"), json.loads(version.content or "{}")
	meta = frappe.get_meta(CASE)
	changed = []
	for field in (*FIELDS, *TABLES):
		old, new = _lines(before, field), _lines(after, field)
		if old == new:
			continue
		lines = [[piece._asdict() for piece in line] for line in difference(old, new)]
		changed.append({"label": _(meta.get_label(field), context=CASE), "lines": lines})
	return changed


def delete_versions(case) -> None:
	"""Being deleted: what was published of it goes with it."""
	frappe.db.delete(VERSION, {"knowledge_case": case.name})


def _lines(content: dict, field: str) -> str:
	value = content.get(field)
	if isinstance(value, list):
		return "\n".join(" · ".join(filter(None, map(cstr, row.values()))) for row in value)
	return text_of(value) if field == "solution" else cstr(value)


def _plain(value):
	return value if isinstance(value, int | float) else cstr(value)
