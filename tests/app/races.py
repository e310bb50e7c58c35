"""Several act on one site in the same second: processes with a connection of their own, real commits, and nothing left of them.

Such tests need a bench: `pytestmark = races.MARKS`. What the processes write into Frappe's own logs goes with the test, see
tests/bench_host.py.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import frappe
from frappe.utils import now

from fsm_app.service_levels import sla_sweep
from tests import host
from tests.app import factories as f

MARKS = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]
PATIENCE = 120
# What belongs to a ticket.
HUNG = (
	"Appointment Answer",
	"Dispatch Decision",
	"SLA Event",
	"SLA Clock",
	"Ticket Handover",
	"Ticket Offer",
	"Ticket Caller",
	"Ticket Link",
	"Service Visit",
	"Visit Notice",
)
# What is written about any document, and the field that names it.
NOTES = (
	("Comment", "reference_name"),
	("Version", "docname"),
	("Notification Log", "document_name"),
	("ToDo", "reference_name"),
)
# What an offering of a test's own stands on, and it too, all under one name.
GROUNDS = ("Service Skill", "Service Calendar", "SLA Policy", "Service Team", "Service Offering")


def start(module: str, **options) -> subprocess.Popen:
	"""Start the process of tests/app that is called so; it says "ready" and waits for a line."""
	return subprocess.Popen(
		[
			sys.executable, "-W", "ignore", "-m", f"tests.app.{module}",
			json.dumps({"site": frappe.local.site, **options}),
		],
		cwd=os.getcwd(),
		stdin=subprocess.PIPE,
		stdout=subprocess.PIPE,
		stderr=subprocess.PIPE,
		text=True,
	)  # fmt: skip


def let_go(*processes: subprocess.Popen, may_be_killed: bool = False) -> list:
	"""Let them go on together once all are ready; returns how each ended, {} for one that was killed."""
	for process in processes:
		assert process.stdout.readline().strip() == "ready", process.stderr.read()
	for process in processes:
		process.stdin.write("go\n")
		process.stdin.flush()
	outcomes = []
	for process in processes:
		out, errors = process.communicate(timeout=PATIENCE)
		assert process.returncode in ((0, -signal.SIGKILL) if may_be_killed else (0,)), errors
		outcomes.append({} if process.returncode else json.loads(out.splitlines()[-1]))
	frappe.db.rollback()  # to see what they have committed
	return outcomes


class Committed:
	"""Documents that a test commits, and its tickets."""

	def __init__(self):
		self.made: list[tuple[str, str]] = []
		self.tickets: list[str] = []
		self._users: list[str] = []
		self._series = set(_series())
		if not frappe.db.exists("Customer", f.CUSTOMER):
			self.add("Customer", f.CUSTOMER)

	def add(self, doctype: str, name: str) -> None:
		"""Is taken away at the end."""
		self.made.append((doctype, name))

	def grounds(self, name: str) -> None:
		"""The offering of that name and what it stands on are taken away at the end."""
		self.made += [(doctype, name) for doctype in GROUNDS]

	def user(self, email: str, role: str) -> None:
		"""Make a user, who is taken away at the end."""
		self.add("User", f.user(email, role))
		self._users.append(email)

	def ticket(self, name: str) -> None:
		"""Is taken away at the end, with all that belongs to it."""
		self.tickets.append(name)
		self.add("Service Ticket", name)

	def remove(self) -> None:
		"""Take away every row that the test and its processes have committed."""
		hung = [
			(doctype, name)
			for doctype in HUNG
			for name in frappe.get_all(doctype, filters={"ticket": ["in", self.tickets]}, pluck="name")
		]
		to_do = frappe.get_all("ToDo", filters={"reference_name": ["in", self.tickets]}, pluck="name")
		names = [*(name for _doctype, name in (*hung, *self.made)), *to_do]
		for doctype, field in NOTES:
			frappe.db.delete(doctype, {field: ["in", names]})
		for doctype, name in (*hung, *self.made):
			delete(doctype, name)
		for user in self._users:
			frappe.db.delete("Notification Settings", {"name": user})
			frappe.db.delete("Notification Log", {"for_user": user})
			# Frappe gives a user who is saved a share of themself.
			frappe.db.delete("DocShare", {"share_doctype": "User", "share_name": user})
		frappe.db.delete("Series", {"name": ["in", list(set(_series()) - self._series)]})


@contextmanager
def committed() -> Iterator[Committed]:
	"""What is noted on it is taken away at the end, with all that is written about it; no sweep comes between."""
	with sla_sweep.paused():
		documents = Committed()
		try:
			yield documents
		finally:
			frappe.db.rollback()
			documents.remove()
			frappe.db.commit()


@contextmanager
def nothing_since() -> Iterator[None]:
	"""All that is made in any table meanwhile is taken away at the end, and numbers count on as before; no sweep comes between."""
	begun, series = now(), _series()
	with sla_sweep.paused():
		try:
			yield
		finally:
			frappe.db.rollback()
			_remove_since(begun, series)
			frappe.db.commit()
			frappe.clear_cache()


def delete(doctype: str, name: str) -> None:
	"""Take away a document with its tables, by the database alone."""
	for field in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(field.options, {"parent": name, "parenttype": doctype})
	frappe.db.delete(doctype, {"name": name})


def _remove_since(begun: str, series: dict[str, int]) -> None:
	tables = frappe.db.sql(
		"""select table_name from information_schema.columns
		where table_schema = database() and column_name = 'creation' and table_name like 'tab%'""",
		pluck=True,
	)
	for table in tables:
		frappe.db.sql(f"delete from `{table}` where creation >= %s", begun)
	for name, current in _series().items():
		if name not in series:
			frappe.db.delete("Series", {"name": name})
		elif current != series[name]:
			frappe.db.sql("update `tabSeries` set current = %s where name = %s", (series[name], name))


def _series() -> dict[str, int]:
	series = frappe.qb.DocType("Series")
	return dict(frappe.qb.from_(series).select(series.name, series.current).run())
