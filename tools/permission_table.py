"""Writes docs/permissions.md, the tables of who may do what, from tests/app/permission_table/.

	python tools/permission_table.py           bring the page up to date
	python tools/permission_table.py --check   change nothing; fail if it is out of date

The tests hold the same tables against Frappe's permission system, so the page says what is so.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.app import permission_table as table

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "permissions.md"
APP = ROOT / "fsm_app"

INTRODUCTION = """\
# Who may do what

These tables say what each role may do when the app has just been installed. They are written from the data against which the
tests hold every role, document type, workflow action and right through Frappe's own permission system, so they are true of this
version; on your site you may change the rights in the *Role Permissions Manager*, the actions in the *Workflow* and the rights of
a level in *Engineer Level*. A person with several roles may do what any of them may. The tables are about document types; which
documents of a type one sees is narrowed further: an engineer sees their own tickets and, as their record or level says, those of the
team, region or company, and of the records of people their own and those of a team that they supervise; ERPNext's *User Permissions*
narrow every role. {without} have no right on any document type of the app: customers work in the portal, which shows
them the tickets of their own company and nothing else.
"""


def page() -> str:
	"""The whole page as it should be."""
	sections = [
		INTRODUCTION.format(without=" and ".join(f"*{role}*" for role in table.WITHOUT_RIGHTS)),
		_document_types(),
		_kept_apart(),
		_field_groups(),
		*(_workflow(doctype) for doctype in table.WORKFLOWS),
		_levels(),
	]
	return "\n".join(sections)


def _document_types() -> str:
	roles = [role for role in table.ROLES if role not in table.WITHOUT_RIGHTS]
	legend = ", ".join(f"{letter} {word}" for letter, word in table.LETTERS.items())
	rows = [
		(f"**{group.title}**: {', '.join(group.doctypes)}", *(group.rights.get(role, "") for role in roles))
		for group in table.GROUPS
	]
	return (
		"## Document types\n\n"
		f"{legend}. The service roles stand without the word *Service*, here and below.\n\n"
	) + _table(("Document types", *map(_short, roles)), rows)


def _kept_apart() -> str:
	rows = [
		(
			kept.doctype,
			kept.document,
			kept.what,
			_list(role for role in table.ROLES if "R" in table.rights_of(role, kept.document)),
		)
		for kept in table.KEPT_APART
	]
	return (
		"## Personal data\n\n"
		"These are sent and shown with a document and kept in another one; whoever reads the first and not the second sees them\n"
		"masked or not at all. The engineer who has a ticket in hand asks for its caller on the form; each look is logged.\n\n"
	) + _table(("Document type", "Kept in", "What", "Read by"), rows)


def _field_groups() -> str:
	rows = [
		(
			group.doctype,
			f"{group.level}: {group.what}",
			", ".join(_label(group.doctype, field) for field in group.fields),
			_list(role for role in table.ROLES if "W" in group.rights.get(role, "")),
			"yes" if group.opener else "",
		)
		for group in table.FIELD_GROUPS
	]
	return (
		"## Who changes which fields\n\n"
		"Each group of fields has a permission level of its own, which you find and change in the *Role Permissions Manager*; all who\n"
		"read the document read them. Engineers change tickets that they have in hand and no others, except that those with the right\n"
		"*Approve Closing* verify finished ones that they see. What one may not change is refused, by whatever way it is sent. Fields\n"
		"that the app writes itself stand in no group.\n\n"
	) + _table(("Document type", "Level", "Fields", "Changed by", "Filled in by whoever opens it"), rows)


def _label(doctype: str, field: str) -> str:
	"""The field's label, read from the app's own description of the document type."""
	scrubbed = doctype.lower().replace(" ", "_")
	(path,) = APP.glob(f"*/doctype/{scrubbed}/{scrubbed}.json")
	fields = json.loads(path.read_text(encoding="utf-8"))["fields"]
	return next(row["label"] for row in fields if row["fieldname"] == field)


def _workflow(doctype: str) -> str:
	rows = []
	for action in table.WORKFLOWS[doctype]:
		who = _list(role for role in table.ROLES if role in action.roles)
		rows.append((action.name, ", ".join(action.states), action.to, who, action.words))
	idle = [role for role in table.ROLES if table.rights_of(role, doctype) and not _acts(role, doctype)]
	note = f"Without an action, though they see it: {_list(idle)}.\n\n"
	return f"## Actions: {doctype}\n\n" + note + _table(("Action", "From", "To", "Who", "When"), rows)


def _acts(role: str, doctype: str) -> bool:
	return any(role in action.roles for action in table.WORKFLOWS[doctype])


def _levels() -> str:
	rows = [
		(right, *("yes" if level in levels else "" for level in table.LEVELS))
		for right, levels in table.LEVEL_RIGHTS.items()
	]
	return (
		"## Rights of levels\n\n"
		"An engineer needs these besides the role; *Service Manager* and *System Manager* have them all. *Verify* needs *Approve\n"
		"Closing*.\n\n"
	) + _table(("Right", *table.LEVELS), rows)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
	lines = [head, ["---"] * len(head), *rows]
	return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _short(role: str) -> str:
	return role.removeprefix("Service ")


def _list(roles: Iterable[str]) -> str:
	return ", ".join(map(_short, roles))


def main(arguments: list[str]) -> int:
	current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
	if current == page():
		return 0
	if "--check" in arguments:
		print(f"{PAGE.name} is out of date: run `make tables`")
		return 1
	PAGE.write_text(page(), encoding="utf-8")
	return 0


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
