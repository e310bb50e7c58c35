"""Searching 100,000 published cases on a real site, through the function that the Desk calls, beside MariaDB's full text.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.knowledge_search --documents 100000 --questions 1000

In the bench's sites folder. The cases and questions are those of `search_cases`; an engineer asks. The cases are committed,
and deleted at the end together with the index. Recall at 10 as in `search_index`. Nothing is asserted about time.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from benchmarks import load, search_cases, search_index

ENGINEER = f"{load.PREFIX.lower()}searcher@example.com"
CHUNK = 5_000
TABLES = ("Knowledge Case", "Knowledge Fault Code", "Knowledge Case Equipment")


def main(documents: int, questions: int) -> None:
	"""Load, build, ask, change, print; leave nothing behind."""
	load.start_on_real_site()
	import frappe

	from fsm_app.knowledge import search_places

	everything = list(search_cases.cases(documents))
	asked = search_cases.questions(questions, everything)
	right = search_index._right_answers(everything, asked)
	written = [search_cases.written(case) for case in everything]
	try:
		insert(written)
		from tests.app import factories as f

		f.user(ENGINEER, "Service Engineer")
		if not frappe.db.exists("Service Engineer", {"user": ENGINEER}):
			f.engineer("Bench Searcher", user=ENGINEER)
		frappe.db.commit()
		measure(written, asked, right)
		mariadb = search_index.MariaDb()
		try:
			search_index.report("MariaDB's full text", lambda: mariadb.rebuild(written))
			search_index.ask("MariaDB's full text", mariadb.search, asked, right)
		finally:
			mariadb.drop()
	finally:
		frappe.set_user("Administrator")
		clean_up()
		search_places.remove_all()


def insert(written: list) -> None:
	"""Published cases, each with its fault code, as rows."""
	import frappe

	from fsm_app.knowledge.case_texts import code_key

	stamp = frappe.utils.now()
	own = {"owner": "Administrator", "modified_by": "Administrator", "creation": stamp, "modified": stamp}
	case = {
		"kind": "Case",
		"stage": "Published",
		"workflow_state": "Published",
		"audience": "Internal",
		"naming_series": "KC-.YYYY.-.#####",
		"published_on": stamp,
		**own,
	}
	code = {"parenttype": "Knowledge Case", "parentfield": "fault_codes", "idx": 1, **own}
	for first in range(0, len(written), CHUNK):
		some = written[first : first + CHUNK]
		_bulk(
			"Knowledge Case",
			[
				{
					"name": f"{load.PREFIX}{one.id}",
					"title": one.title,
					"solution": f"<p>{one.body}</p>",
					"language": "English" if one.title.isascii() else "Chinese",
					**case,
				}
				for one in some
			],
		)
		_bulk(
			"Knowledge Fault Code",
			[
				{
					"name": f"{load.PREFIX}{one.id}-1",
					"parent": f"{load.PREFIX}{one.id}",
					"code": one.codes[0],
					"code_key": code_key(one.codes[0]),
					**code,
				}
				for one in some
			],
		)
		frappe.db.commit()


def _bulk(doctype: str, rows: list[dict]) -> None:
	import frappe

	frappe.db.bulk_insert(doctype, tuple(rows[0]), [tuple(row.values()) for row in rows])


def measure(written: list, asked: list, right: list[set]) -> None:
	"""Build the index and ask it as an engineer does; print what it costs."""
	import frappe

	from fsm_app.api.knowledge_search import search
	from fsm_app.knowledge import search_building, search_journal, search_places

	began = time.perf_counter()
	search_building.build_anew()
	built = search_places.newest_built().folder
	size = sum(file.stat().st_size for file in built.rglob("*") if file.is_file())
	print(f"{len(written):,} cases: built in {time.perf_counter() - began:.1f} s, {size / 1e6:.0f} MB")

	def found(question: str) -> list[str]:
		answer = search(question, page_length=10)
		assert not answer["is_plain"]
		return [hit["name"].removeprefix(load.PREFIX) for hit in answer["hits"]][:10]

	worked: list[float] = []

	def timed(question: str) -> list[str]:
		began = time.process_time()
		try:
			return found(question)
		finally:
			worked.append(time.process_time() - began)

	frappe.set_user(ENGINEER)
	began = time.perf_counter()
	found(asked[0].question)
	print(
		f"  the first question, with this machine's copy made: {(time.perf_counter() - began) * 1000:.0f} ms"
	)
	search_index.ask("fsm_app: through its function", timed, asked, right)
	print(
		f"  of which this process's own work: median {statistics.median(worked) * 1000:.1f} ms,"
		f" 95 % within {search_index._percentile(worked, 95) * 1000:.1f} ms; load {os.getloadavg()[0]:.0f}"
		f" on {os.cpu_count()} cores"
	)
	frappe.set_user("Administrator")
	changes = []
	for one in written[:20]:
		search_journal.note("Knowledge Case", f"{load.PREFIX}{one.id}")
		frappe.db.commit()
		frappe.set_user(ENGINEER)
		changes.append(search_index._timed(lambda: found(asked[0].question)))
		frappe.set_user("Administrator")
	print(
		f"  the first question after a change, which adds it: median {statistics.median(changes) * 1000:.0f} ms,"
		f" longest {max(changes) * 1000:.0f} ms"
	)
	arguments = json.dumps({"site": frappe.local.site, "questions": [one.question for one in asked]})
	command = [sys.executable, "-W", "ignore", "-m", "benchmarks.knowledge_search", "--memory"]
	done = subprocess.run(command, input=arguments, capture_output=True, text=True, env=os.environ)
	print(done.stdout.strip() or done.stderr[-500:])


def memory() -> None:
	"""In a process of its own: what a worker holds before and after it has answered all questions."""
	import frappe

	given = json.load(sys.stdin)
	frappe.init(site=given["site"])
	frappe.connect()
	frappe.set_user(ENGINEER)
	from fsm_app.api.knowledge_search import search

	search("", page_length=20)
	before = search_index._megabytes_held()
	for question in given["questions"]:
		search(question, page_length=20)
	print(
		f"  a worker: {before:.0f} MB before its first question, {search_index._megabytes_held():.0f} MB after all"
	)
	frappe.destroy()


def clean_up() -> None:
	"""Delete what was loaded and the changes that were noted of it."""
	import frappe

	frappe.db.rollback()
	for table in TABLES:
		frappe.db.delete(table, {"name": ["like", f"{load.PREFIX}%"]})
	frappe.db.delete("Knowledge Change", {"about": ["like", f"{load.PREFIX}%"]})
	frappe.db.delete("Service Engineer", {"user": ENGINEER})
	for table in ("Notification Settings", "User"):
		frappe.db.delete(table, {"name": ENGINEER})
	frappe.db.delete("Has Role", {"parent": ENGINEER})
	frappe.db.commit()


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--documents", type=int, default=100_000)
	parser.add_argument("--questions", type=int, default=1_000)
	parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
	options = parser.parse_args()
	if options.memory:
		memory()
	else:
		main(options.documents, options.questions)
