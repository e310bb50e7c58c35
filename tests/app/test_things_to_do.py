"""Things to do about a ticket are written by those who see it, whatever way the ToDo comes (D3)."""

import pytest

import frappe

from fsm_app.common.things_to_do import NotToDo
from tests.app import factories as f
from tests.app.tickets import walk
from tests.app.two_teams import ENGINEER, OTHER, stranger, the_engineer


@pytest.fixture
def ticket():
	the_engineer()
	made = walk(f.ticket(), "Triage", "Dispatch")
	stranger()
	return made.name


def todo(ticket: str, user: str):
	return frappe.get_doc(
		{
			"doctype": "ToDo",
			"allocated_to": user,
			"description": "Look at it",
			"reference_type": "Service Ticket",
			"reference_name": ticket,
		}
	)


def test_nobody_writes_one_about_a_ticket_that_they_do_not_see(ticket, as_user):
	with as_user(OTHER):
		with pytest.raises(NotToDo):
			todo(ticket, OTHER).insert()
		mine = todo("", OTHER)
		mine.reference_type = None
		mine.insert()
		mine.update({"reference_type": "Service Ticket", "reference_name": ticket})
		with pytest.raises(NotToDo):
			mine.save()
	assert not frappe.db.exists("ToDo", {"reference_name": ticket, "allocated_to": OTHER})


def test_who_sees_it_writes_one(ticket, as_user):
	with as_user(ENGINEER):
		assert todo(ticket, ENGINEER).insert().name
