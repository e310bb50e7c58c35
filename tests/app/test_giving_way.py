"""Two who save the same at one moment, of whom the database lets one go on (C2)."""

import pytest

import frappe

from fsm_app.common.giving_way import GaveWay
from fsm_app.engine.stages import TICKET
from fsm_app.intake.ticket_opening import open_in_own_transaction
from tests.app import factories as f


@pytest.fixture
def disturbed(monkeypatch):
	"""The database makes the next ticket give way, once."""
	document_class = type(frappe.new_doc(TICKET))
	insert, left = document_class.db_insert, [True]

	def db_insert(document, *args, **kwargs):
		if left:
			left.pop()
			raise frappe.QueryDeadlockError("1213")
		return insert(document, *args, **kwargs)

	monkeypatch.setattr(document_class, "db_insert", db_insert)


def values():
	return {
		"subject": "Two at once",
		"customer": f.customer(),
		"company": f.company(),
		"offering": f.offering(),
	}


def test_a_sender_who_gives_way_is_told_to_send_it_again_and_it_is_no_fault_of_the_server(disturbed):
	with pytest.raises(GaveWay, match="Send it again") as told:
		frappe.get_doc({"doctype": TICKET, **values()}).insert()
	assert told.value.http_status_code == 409


def test_a_channel_that_begins_again_by_itself_opens_the_ticket(disturbed, monkeypatch):
	sent = values()
	monkeypatch.setattr(frappe.db, "rollback", lambda **_how: None)
	ticket = open_in_own_transaction(sent, "REST")
	assert frappe.db.exists(TICKET, ticket.name) and not frappe.get_message_log()
