"""Keeps the translations of the app together: collects its strings, checks zh.csv and writes the locale files from it.

	python tools/translations.py           bring all files up to date; name what still lacks a translation
	python tools/translations.py --check   change nothing; fail if something is missing or out of date

fsm_app/translations/zh.csv (source, translation, context) is the one file to edit: Frappe 15 reads it as it is.
Frappe 16 reads locale/zh.po, which is written from it, as is the template locale/main.pot for other languages.

All apps of a site share one dictionary. A word that Frappe or ERPNext has in another sense ("State" of a country)
therefore gets a row with a context, the doctype in whose labels and options it stands, and no row without one.
"""

import ast
import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "fsm_app"
FRONTEND = ROOT / "frontend" / "src"
CSV = APP / "translations" / "zh.csv"
POT = APP / "locale" / "main.pot"
PO = APP / "locale" / "zh.po"

# The files change with the strings alone, not with the day on which they are written.
WRITTEN_ON = datetime(2026, 1, 1, tzinfo=timezone.utc)

PLACEHOLDER = re.compile(r"\{\d*\}")
# _("text") and _("text", context="Some DocType") of a Jinja template.
STRING = r"""("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
TEMPLATE_CALL = re.compile(
	rf"(?<![\w.])_\(\s*(?P<source>{STRING})(?:\s*,\s*context\s*=\s*(?P<context>{STRING}))?"
)
# The same as __("text"), __("text", values, "Some DocType") of the web app; frontend/build/strings.ts reads alike.
FRONTEND_CALL = re.compile(
	rf"\b__\(\s*(?P<source>{STRING})(?:\s*,\s*(?:null|\[[^\]]*\])\s*,\s*(?P<context>{STRING}))?"
)
# Options that are no words: numbers, operators of a query, patterns of names.
NO_WORDS = re.compile(r"[\d\W]*|(not )?in|[A-Z]+-\..*")


# Fields of shipped records that are shown as they are. Questions of exams hold both languages in themselves.
SHIPPED_TEXTS = frozenset(
	{
		"category",
		"citation",
		"criterion",
		"description",
		"filter_name",
		"instruction",
		"issuer",
		"item",
		"measure",
		"questions",
		"step",
		"unit",
	}
)


class Text(NamedTuple):
	"""A string that users see; the context is the doctype whose label or option it is, or empty."""

	source: str
	context: str = ""


Found = dict[Text, set[str]]
Translations = dict[Text, str]


def strings() -> Found:
	"""Every string that users see: where each occurs, as paths relative to the repository."""
	found: Found = {}
	for path, text in _occurrences():
		text = text._replace(source=text.source.strip())
		if text.source and not NO_WORDS.fullmatch(text.source):
			found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
	return found


def _occurrences() -> Iterator[tuple[Path, Text]]:
	modules = APP / "modules.txt"
	# Frappe shows a module's name by itself.
	yield from ((modules, Text(name)) for name in modules.read_text(encoding="utf-8").splitlines())
	readers = {
		"*.json": _from_json,
		"*.py": _from_python,
		"*.js": _from_javascript,
		"*.html": _from_template,
	}
	for pattern, reader in readers.items():
		for path in sorted(APP.rglob(pattern)):
			# What a bench builds from public/js stands beside it.
			if path.relative_to(APP).parts[:2] not in (("public", "dist"), ("public", "frontend")):
				for text in reader(path):
					yield path, text
	for path in sorted(FRONTEND.rglob("*")):
		if path.suffix in (".ts", ".vue") and not path.name.endswith(".test.ts"):
			for text in _from_frontend(path):
				yield path, text


def _from_json(path: Path) -> Iterator[Text]:
	content = json.loads(path.read_text(encoding="utf-8"))
	if path.parent.name in ("shipped", "workflows"):
		# Names of records: the Desk translates those of states, actions and doctypes with translated names.
		yield from (Text(record["name"]) for record in content)
		yield from _from_shipped(content)
	elif isinstance(content, dict) and content.get("doctype") in _READERS:
		yield from _READERS[content["doctype"]](content)


def _from_shipped(content: list | dict | str, field: str = "") -> Iterator[Text]:
	"""What users read in shipped records: the fields of SHIPPED_TEXTS, in their tables as well."""
	if isinstance(content, dict):
		for key, value in content.items():
			yield from _from_shipped(value, key)
	elif isinstance(content, list):
		for value in content:
			yield from _from_shipped(value, field)
	elif isinstance(content, str) and field in SHIPPED_TEXTS:
		yield Text(content)


def _from_doctype(doctype: dict) -> Iterator[Text]:
	name = doctype["name"]
	yield Text(name)
	for field in doctype.get("fields", []):
		yield Text(field.get("label") or "", name)
		yield Text(field.get("description") or "")
		if field["fieldtype"] == "Select":
			yield from (Text(option, name) for option in (field.get("options") or "").split("\n"))
	for link in doctype.get("links", []):
		yield Text(link.get("group") or "")
	for permission in doctype.get("permissions", []):
		# Frappe translates the names of its own roles.
		if permission["role"].startswith("Service "):
			yield Text(permission["role"])


def _from_workspace(workspace: dict) -> Iterator[Text]:
	yield Text(workspace["title"])
	for table in ("links", "shortcuts", "number_cards", "charts"):
		for row in workspace[table]:
			yield Text(row["label"])
			yield Text(row.get("format") or "")
	for block in json.loads(workspace["content"]):
		yield Text(re.sub(r"<[^>]*>", "", block["data"].get("text", "")))


_READERS = {
	"DocType": _from_doctype,
	"Workspace": _from_workspace,
	"Number Card": lambda card: [Text(card["label"])],
	"Dashboard Chart": lambda chart: [Text(chart["chart_name"])],
	"Module Onboarding": lambda card: [
		Text(card[field]) for field in ("title", "subtitle", "success_message")
	],
	"Onboarding Step": lambda step: [Text(step[field]) for field in ("title", "description", "action_label")],
}


def _from_python(path: Path) -> Iterator[Text]:
	for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
		if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
			source = node.args[0]
			context = next((word.value for word in node.keywords if word.arg == "context"), None)
			if isinstance(source, ast.Constant):
				yield Text(source.value, context.value if isinstance(context, ast.Constant) else "")
		elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "CUSTOM_FIELDS":
			for doctype, fields in ast.literal_eval(node.value).items():
				for field in fields:
					yield Text(field["label"], doctype)
					yield Text(field.get("description", ""))


def _from_javascript(path: Path) -> Iterator[Text]:
	file = io.BytesIO(path.read_bytes())
	options = {"parse_template_string": True, "encoding": "utf-8"}
	# __(source, values, context): a call with a context is found by both ways of reading it.
	keywords = {"__": {None: (1,), 3: (1, (3, "c"))}}
	calls = [
		(line, Text(message[-1] if isinstance(message, tuple) else message, context or ""))
		for line, message, _comments, context in extract("javascript", file, keywords, (), options)
	]
	with_context = {(line, text.source) for line, text in calls if text.context}
	yield from (text for line, text in calls if text.context or (line, text.source) not in with_context)


def _from_frontend(path: Path) -> Iterator[Text]:
	for call in FRONTEND_CALL.finditer(path.read_text(encoding="utf-8")):
		yield Text(ast.literal_eval(call["source"]), ast.literal_eval(call["context"] or "''"))


def _from_template(path: Path) -> Iterator[Text]:
	for call in TEMPLATE_CALL.finditer(path.read_text(encoding="utf-8")):
		yield Text(ast.literal_eval(call["source"]), ast.literal_eval(call["context"] or "''"))


def read_csv() -> Translations:
	"""The translations by what they translate."""
	with CSV.open(encoding="utf-8", newline="") as file:
		rows = [row for row in csv.reader(file) if row]
	return {Text(row[0], row[2] if len(row) > 2 else ""): row[1] for row in rows}


def as_csv(translations: Translations) -> str:
	"""The content of zh.csv, sorted by source."""
	file = io.StringIO()
	writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
	for text, translation in sorted(translations.items()):
		writer.writerow([text.source, translation, *filter(None, [text.context])])
	return file.getvalue()


def as_po(found: Found, translations: Translations | None = None) -> str:
	"""The content of zh.po, or of the template main.pot where there are no `translations`."""
	catalog = Catalog(
		locale="zh" if translations else None,
		project="fsm_app",
		version="0.1",
		msgid_bugs_address="fsm_app contributors",
		last_translator="fsm_app contributors",
		language_team="fsm_app contributors",
		header_comment="# Written by tools/translations.py from the app's strings and translations/zh.csv.",
		creation_date=WRITTEN_ON,
		revision_date=WRITTEN_ON,
		fuzzy=False,
	)
	for text, paths in sorted(rows_for(found, translations or {}).items()):
		locations = [(path, None) for path in sorted(paths)]
		catalog.add(text.source, (translations or {}).get(text, ""), locations, context=text.context or None)
	file = io.BytesIO()
	write_po(file, catalog, width=110)
	# Which Babel wrote the file is nothing that may change it.
	return re.sub(r'^"Generated-By:.*\n', "", file.getvalue().decode(), flags=re.MULTILINE)


def rows_for(found: Found, translations: Translations) -> Found:
	"""The rows that the files have: with a context only where the translations make that difference."""
	rows: Found = {}
	for text, paths in found.items():
		row = text if text in translations else Text(text.source)
		rows.setdefault(row, set()).update(paths)
	return rows


def missing(found: Found, translations: Translations) -> list[Text]:
	"""The strings without a translation."""
	return sorted(row for row in rows_for(found, translations) if not translations.get(row))


def leftovers(found: Found, translations: Translations) -> list[Text]:
	"""The translations of strings that are nowhere any more."""
	return sorted(set(translations) - set(rows_for(found, translations)))


def wrong_placeholders(translations: Translations) -> list[Text]:
	"""What has other placeholders in its translation."""
	return [
		text
		for text, translation in sorted(translations.items())
		if translation
		and sorted(PLACEHOLDER.findall(text.source)) != sorted(PLACEHOLDER.findall(translation))
	]


def stale(found: Found, translations: Translations) -> list[Path]:
	"""The files that are not as this script would write them."""
	return [
		path
		for path, content in _files(found, translations).items()
		if not path.exists() or path.read_text(encoding="utf-8") != content
	]


def update(found: Found, translations: Translations) -> None:
	"""Write all files; what is new gets an empty translation, what is nowhere any more goes."""
	rows = rows_for(found, translations)
	for path, content in _files(found, {text: translations.get(text, "") for text in rows}).items():
		path.parent.mkdir(exist_ok=True)
		path.write_text(content, encoding="utf-8")


def _files(found: Found, translations: Translations) -> dict[Path, str]:
	return {CSV: as_csv(translations), POT: as_po(found), PO: as_po(found, translations)}


def main(arguments: list[str]) -> int:
	found = strings()
	translations = read_csv() if CSV.exists() else {}
	complaints = [f"left over: {_named(text)}" for text in leftovers(found, translations)]
	if "--check" in arguments:
		complaints += [f"out of date: {path.relative_to(ROOT)}" for path in stale(found, translations)]
	else:
		for complaint in complaints:
			print(f"removed, {complaint}")
		complaints = []
		update(found, translations)
	rows = rows_for(found, translations)
	complaints += [
		f"not translated: {_named(text)}, in {', '.join(sorted(rows[text]))}"
		for text in missing(found, translations)
	]
	complaints += [f"placeholders differ: {_named(text)}" for text in wrong_placeholders(translations)]
	for complaint in complaints:
		print(complaint)
	print(f"{len(rows)} strings, {len(complaints)} complaints")
	return bool(complaints)


def _named(text: Text) -> str:
	return f"{text.source!r} of {text.context}" if text.context else repr(text.source)


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
