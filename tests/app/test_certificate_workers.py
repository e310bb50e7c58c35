"""Two workers follow the certificates at once: everybody is told once (H3, Q5).

Needs a real site: two processes, each with a connection of its own, and real commits. What they commit is removed at the end.
"""

import subprocess
import sys

import pytest

import frappe
from frappe.utils import add_days, today

from fsm_app.workforce.certificate_expiry import reminder_days
from tests import host
from tests.app import factories as f

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

NAME = "Certificate Workers Test"
USER = "certificate.workers@example.com"
CERTIFICATES, WORKERS, PATIENCE = 8, 2, 120


@pytest.fixture
def certificates():
	"""Committed certificates of one engineer, all of which are due for their last reminder today."""
	made: list[str] = []
	try:
		f.user(USER, "Service Engineer")
		engineer = f.engineer(NAME, user=USER, team=f.team(NAME, supervisor=USER)).name
		for number in range(CERTIFICATES):
			kind = f.make(
				"Service Certification", certification_name=f"{NAME} {number}", kind="Internal"
			).name
			certificate = f.make(
				"Engineer Certification",
				engineer=engineer,
				certification=kind,
				valid_until=add_days(today(), min(reminder_days())),
			)
			made.append(certificate.name)
		frappe.db.commit()
		yield made
	finally:
		frappe.db.rollback()
		_remove(made)


def test_each_certificate_is_reminded_of_once(certificates):
	workers = [
		subprocess.Popen(
			[sys.executable, "-m", "tests.app.following_process", frappe.local.site],
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			text=True,
		)
		for _worker in range(WORKERS)
	]
	for worker in workers:
		assert worker.stdout.readline() == "ready\n"
	for worker in workers:
		worker.stdin.write("\n")
		worker.stdin.flush()
	assert [worker.wait(PATIENCE) for worker in workers] == [0] * WORKERS
	frappe.db.rollback()  # what others have committed shows in a new transaction
	reminded = frappe.get_all(
		"Certification Reminder", filters={"certificate": ["in", certificates]}, pluck="certificate"
	)
	told = frappe.get_all("Notification Log", filters={"for_user": USER}, pluck="document_name")
	assert sorted(reminded) == sorted(told) == sorted(certificates)


def _remove(certificates: list[str]) -> None:
	frappe.db.delete("Certification Reminder", {"certificate": ["in", certificates or ["-"]]})
	frappe.db.delete("Engineer Certification", {"name": ["in", certificates or ["-"]]})
	frappe.db.delete("Version", {"docname": ["in", certificates or ["-"]]})
	frappe.db.delete("Notification Log", {"for_user": USER})
	frappe.db.delete("Notification Settings", {"name": USER})
	frappe.db.delete("Service Certification", {"name": ["like", f"{NAME}%"]})
	for doctype, filters in (
		("Service Engineer", {"engineer_name": NAME}),
		("Service Team", {"name": NAME}),
		("User", {"name": USER}),
	):
		for name in frappe.get_all(doctype, filters=filters, pluck="name"):
			frappe.delete_doc(doctype, name, force=True, ignore_permissions=True)
	frappe.db.commit()
