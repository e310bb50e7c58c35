"""These tests run on a Frappe site, which must stand before their modules are imported."""

import pytest

from tests import host

host.start()

import frappe  # noqa: E402


@pytest.fixture(autouse=True)
def _isolated(isolated):
	"""Every test here is isolated, whether it asks for it or not."""


@pytest.fixture(autouse=True)
def _own_search_index(_isolated, monkeypatch, tmp_path):
	"""Each test has an index of its own: what it adds to one is not undone with the transaction."""
	from fsm_app.knowledge import search_places

	monkeypatch.setattr(search_places, "root", lambda: tmp_path / "knowledge_search")


@pytest.fixture
def mail(monkeypatch):
	"""A site that can send mail; devsite always can. As stored, since saving it would try to log in at the server."""
	if host.ON_BENCH:
		account = frappe.get_doc(
			{
				"doctype": "Email Account",
				"name": "Reports",
				"email_account_name": "Reports",
				"email_id": "sender@example.com",
				"smtp_server": "mail.example.com",
				"enable_outgoing": 1,
				"default_outgoing": 1,
			}
		)
		account.db_insert()
		monkeypatch.delattr(frappe.local, "outgoing_email_account", raising=False)
