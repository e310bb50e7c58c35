"""Requests of one person that arrive together: one message, one result (C2, H2).

These tests need a bench: they commit, and remove what they made.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests

import frappe

from tests import host
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.exam_load import API, EXAM, exam_under_load
from tests.app.intake_load import site_under_load
from tests.app.served_site import PATIENCE, new_token

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

TOGETHER = 5
WRITER = "load-writer@example.com"


def at_once(url: str, body: dict, headers: dict) -> list:
	barrier = Barrier(TOGETHER)

	def send(_number):
		with requests.Session() as session:
			barrier.wait()
			return session.post(url, json=body, headers=headers, timeout=PATIENCE)

	with ThreadPoolExecutor(TOGETHER) as pool:
		return list(pool.map(send, range(TOGETHER)))


@pytest.fixture
def conversation():
	"""A ticket of a customer, who writes to the service in several processes."""
	with site_under_load() as site:
		p.portal_user(WRITER, f.customer())
		headers = {**site.headers, "Authorization": f"token {new_token(WRITER)}"}
		frappe.db.commit()
		ticket = site.open_ticket(f"together-{frappe.generate_hash(length=8)}").name
		try:
			yield f"{site.url}/api/method/fsm_app.api.portal.send_message", ticket, headers
		finally:
			frappe.db.rollback()
			frappe.db.delete("Communication", {"reference_name": ticket})
			frappe.db.delete("Portal User", {"user": WRITER})
			frappe.delete_doc("User", WRITER, ignore_permissions=True, force=True)
			frappe.db.commit()


def test_messages_with_one_key_are_one_message(conversation):
	url, ticket, headers = conversation
	for key in ("first", "second", "third"):
		answers = at_once(url, {"name": ticket, "text": "It hums", "client_key": key}, headers)
		assert [answer.status_code for answer in answers] == [200] * TOGETHER, [
			each.text[-300:] for each in answers
		]
	frappe.db.rollback()
	assert frappe.db.count("Communication", {"reference_name": ticket}) == 3


def test_a_paper_handed_in_several_times_together_has_one_result():
	with exam_under_load(1, 5) as candidates:
		candidate = candidates[0]
		paper = candidate.session.post(f"{candidate.url}{API}.start", json={"exam": EXAM}, timeout=PATIENCE)
		attempt = paper.json()["message"]["attempt"]
		answers = at_once(
			f"{candidate.url}{API}.submit", {"attempt": attempt}, dict(candidate.session.headers)
		)
		assert [answer.status_code for answer in answers] == [200] * TOGETHER
		results = [answer.json()["message"] for answer in answers]
		assert {result["state"] for result in results} == {"Submitted"}
		assert all(result == results[0] for result in results)
