"""Records for the tests of this folder, of doctypes that every host has. Each is inserted by Administrator."""

from contextlib import contextmanager

import frappe


def insert(doctype: str, **fields):
	return frappe.get_doc(doctype=doctype, **fields).insert(ignore_permissions=True)


def user(email: str, *roles: str, **fields):
	return insert(
		"User",
		email=email,
		first_name=email.split("@")[0].title(),
		send_welcome_email=0,
		roles=[{"role": role} for role in roles],
		**fields,
	)


def todo(description: str = "Look at the pump", **fields):
	return insert("ToDo", description=description, **fields)


def skills(*names: str) -> list[str]:
	return [insert("Service Skill", skill_name=name).name for name in names]


def level(name: str = "Level A", rank: int = 1, *rights: str, **fields):
	return insert(
		"Engineer Level", level_name=name, rank=rank, rights=[{"right": r} for r in rights], **fields
	)


def territory(name: str, parent: str = "All Territories", **fields):
	return insert("Territory", territory_name=name, parent_territory=parent, **fields)


def company() -> str:
	"""The first company of the site; every host has one."""
	return frappe.get_all("Company", pluck="name", order_by="creation", limit=1)[0]


def team(name: str = "Team North", **fields):
	return insert("Service Team", team_name=name, company=company(), **fields)


def engineer(name: str, **fields):
	fields.setdefault("level", None)
	if not fields["level"]:
		fields["level"] = frappe.db.exists("Engineer Level", "Level E") or level("Level E", 9).name
	return insert("Service Engineer", engineer_name=name, company=company(), **fields)


@contextmanager
def acting_as(email: str):
	"""Within this context `email` is the session's user."""
	before = frappe.session.user
	frappe.set_user(email)
	try:
		yield
	finally:
		frappe.set_user(before)
