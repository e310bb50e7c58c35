"""Who may do what, as the regulations want it (D1-D3): plain data, written by hand and held against the site.

test_permission_table.py walks it through Frappe's own permission system; tools/permission_table.py writes
docs/permissions.md from it. Nothing here is read from the records that it is held against.
"""

from tests.app.permission_table import customers, knowledge, people, tickets
from tests.app.permission_table.fields import FIELD_GROUPS, KEPT_APART
from tests.app.permission_table.kinds import (
	AUDITOR,
	CUSTOMER,
	ENGINEER,
	GUEST,
	KNOWLEDGE,
	LETTERS,
	MANAGER,
	PARTS,
	ROLES,
	SYSTEM,
	WITHOUT_RIGHTS,
)
from tests.app.permission_table.levels import LEVEL_RIGHTS, LEVELS
from tests.app.permission_table.workflows import SITUATIONS, WORKFLOWS

__all__ = [
	"AUDITOR",
	"CUSTOMER",
	"ENGINEER",
	"FIELD_GROUPS",
	"GROUPS",
	"GUEST",
	"KEPT_APART",
	"KNOWLEDGE",
	"LETTERS",
	"LEVELS",
	"LEVEL_RIGHTS",
	"MANAGER",
	"PARTS",
	"ROLES",
	"SITUATIONS",
	"SYSTEM",
	"WITHOUT_RIGHTS",
	"WORKFLOWS",
]

# In the order of docs/permissions.md.
GROUPS = (*tickets.GROUPS, *customers.GROUPS, *people.GROUPS, *knowledge.GROUPS)


def rights_of(role: str, doctype: str) -> str:
	"""The letters of what `role` may do with `doctype`."""
	return next(group.rights.get(role, "") for group in GROUPS if doctype in group.doctypes)


def doctypes() -> list[str]:
	"""Every document type of the table, once for each time it stands there."""
	return [doctype for group in GROUPS for doctype in group.doctypes]


def states_of(doctype: str) -> list[str]:
	"""The states that the workflow's actions name."""
	named = {}
	for action in WORKFLOWS[doctype]:
		named.update(dict.fromkeys((*action.states, action.to)))
	return list(named)


def open_to(role: str, doctype: str, state: str, values: dict) -> set[tuple[str, str]]:
	"""The actions, each with the state it leads to, that `role` may take from `state` where a document has `values`."""
	return {
		(action.name, action.to)
		for action in WORKFLOWS[doctype]
		if state in action.states
		and role in action.roles
		and all(values.get(field) in allowed for field, allowed in (action.when or {}).items())
	}
