"""Web servers on two machines search what is published while cases change, and whoever is killed harms nobody (G2).

These tests need a real site: several processes, each with a connection of its own, and real commits. What they commit is
removed at the end.
"""

import json
import os
import signal
import subprocess
import sys

import pytest

import frappe

from fsm_app.knowledge import search_journal
from fsm_app.knowledge.stages import CASE
from tests import host

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="needs a bench: devsite is one process with one connection"),
]

WORD = "Xenonfault"
NAMES = [f"KC-FAULT-{number:03}" for number in range(40)]
OWN = {
	"owner": "Administrator",
	"modified_by": "Administrator",
	"creation": "2001-01-01",
	"modified": "2001-01-01",
}


@pytest.fixture
def cases():
	"""Published cases that have the word, committed; removed at the end, with what was noted of them."""
	counter = frappe.db.sql("select `current` from `tabSeries` where `name` = 'KJ-'")
	kept = set(frappe.get_all("Knowledge Change", pluck="name"))
	try:
		for name in NAMES:
			values = {"title": f"{WORD} {name}", "stage": "Published", "kind": "Case", "audience": "Internal"}
			frappe.new_doc(CASE).update({"name": name, **values, **OWN}).db_insert()
			search_journal.note(CASE, name)
		frappe.db.commit()
		yield NAMES
	finally:
		frappe.db.rollback()
		frappe.db.delete(CASE, {"name": ["in", NAMES]})
		frappe.db.delete("Knowledge Change", {"name": ["not in", sorted(kept) or [""]]})
		if counter:
			frappe.db.sql("update `tabSeries` set `current` = %s where `name` = 'KJ-'", counter[0])
		else:
			frappe.db.delete("Series", {"name": "KJ-"})
		frappe.db.commit()


class Searcher:
	"""A process that searches on a machine."""

	def __init__(self, root, machine: str):
		arguments = {"site": frappe.local.site, "root": str(root), "machine": machine}
		self.process = subprocess.Popen(
			[sys.executable, "-W", "ignore", "-m", "tests.app.searching_process", json.dumps(arguments)],
			cwd=os.getcwd(),
			stdin=subprocess.PIPE,
			stdout=subprocess.PIPE,
			stderr=subprocess.DEVNULL,
			text=True,
		)

	def tell(self, **asked) -> None:
		self.process.stdin.write(json.dumps(asked) + "\n")
		self.process.stdin.flush()

	def ask(self, **asked):
		self.tell(**asked)
		return json.loads(self.process.stdout.readline())

	def found(self) -> list[str]:
		answer = self.ask(search=WORD)
		assert not answer["is_plain"]
		return answer["names"]

	def dies(self, how: str, **asked) -> None:
		"""It kills itself in the middle of this."""
		assert self.ask(die=how)
		self.tell(**asked)
		assert self.process.wait(60) == -signal.SIGKILL


@pytest.fixture
def start(tmp_path):
	started = []

	def starting(machine: str) -> Searcher:
		started.append(Searcher(tmp_path / "indexes", machine))
		return started[-1]

	try:
		yield starting
	finally:
		for searcher in started:
			searcher.process.kill()
			searcher.process.wait()


def change(name: str, **values) -> None:
	frappe.db.set_value(CASE, name, values, update_modified=False)
	search_journal.note(CASE, name)
	frappe.db.commit()


def published() -> list[str]:
	return sorted(
		frappe.get_all(CASE, filters={"stage": "Published", "title": ["like", f"{WORD}%"]}, pluck="name")
	)


def test_two_machines_follow_each_change(cases, start):
	servers = [start("web-1"), start("web-1"), start("web-2")]
	assert servers[0].found() == published() == cases
	for number, name in enumerate(cases[:12]):
		change(name, **({"stage": "Retired"} if number % 3 else {"title": "Something else"}))
		for server in servers:
			assert server.found() == published()
	change(cases[1], stage="Published")
	frappe.db.delete(CASE, {"name": cases[20]})
	search_journal.note(CASE, cases[20])
	frappe.db.commit()
	# All three at once: one of those on the same machine adds it, the other one sees that.
	for server in servers:
		server.tell(search=WORD)
	for server in servers:
		assert json.loads(server.process.stdout.readline())["names"] == published()


def test_what_is_not_committed_is_nobodys(cases, start):
	server = start("web-1")
	assert server.found() == cases
	frappe.db.set_value(CASE, cases[0], "stage", "Retired", update_modified=False)
	search_journal.note(CASE, cases[0])
	assert server.found() == cases
	frappe.db.rollback()
	assert server.found() == cases
	change(cases[1], stage="Retired")
	assert server.found() == published() == [cases[0], *cases[2:]]


@pytest.mark.parametrize("how", ["put", "note"])
def test_a_server_that_is_killed_while_it_adds_a_change(cases, start, how):
	killed, other = start("web-1"), start("web-1")
	assert killed.found() == other.found() == cases
	change(cases[0], stage="Retired")
	killed.dies(how, search=WORD)
	assert other.found() == published()
	change(cases[0], stage="Published")
	assert other.found() == start("web-1").found() == start("web-2").found() == published()


def test_a_builder_that_is_killed(cases, start):
	server, builder = start("web-1"), start("worker")
	assert server.found() == cases
	builder.dies("build", build=True)
	change(cases[0], stage="Retired")
	assert server.found() == published()
	assert start("worker").ask(build=True)
	assert server.found() == start("web-2").found() == published()


def test_the_first_builder_is_killed_and_nothing_is_there_yet(cases, start):
	start("worker").dies("build", build=True)
	assert start("web-1").found() == cases
