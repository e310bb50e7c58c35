"""The search index at 100,000 cases: ours on tantivy, the same words in SQLite's FTS5, and MariaDB's full text.

    python -m benchmarks.search_index --documents 100000 --questions 1000
    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.search_index    (in the bench's sites folder)

The cases and the questions are made by `search_cases`; whom a question must find is known from how they were made. Recall
at 10: the share of the right ones among the ten best, of ten or as many as there are. On a real site MariaDB's full text
answers the same questions from a table that is dropped at the end. Nothing is asserted about time.
"""

import argparse
import multiprocessing
import os
import resource
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from benchmarks import search_cases
from fsm_app.engine import search_words
from fsm_app.engine.search_index import Document, SearchIndex

DOCTYPE = "FSM Benchmark Search"
TABLE = f"tab{DOCTYPE}"


def main(documents: int, questions: int) -> None:
	"""Build, ask, print."""
	everything = list(search_cases.cases(documents))
	asked = search_cases.questions(questions, everything)
	right = _right_answers(everything, asked)
	written = [search_cases.written(case) for case in everything]
	print(
		f"{documents:,} cases, {sum(len(one.title) + len(one.body) for one in written) / 1e6:.1f} million characters"
	)
	with tempfile.TemporaryDirectory() as folder:
		index_folder = Path(folder) / "tantivy"
		index = SearchIndex(index_folder)
		report("fsm_app: tantivy", lambda: index.rebuild(written), index_folder)
		ask(
			"fsm_app: tantivy", lambda question: [hit.id for hit in index.search(question).hits], asked, right
		)
		updates = [_timed(lambda one=one: index.put([one])) for one in written[:20]]
		print(
			f"  one update: median {statistics.median(updates) * 1000:.0f} ms, longest {max(updates) * 1000:.0f} ms"
		)
		alike = [_timed(lambda one=one: index.alike(one.body)) for one in written[:100]]
		print(f"  ten most alike to a whole text: 95 % within {_percentile(alike, 95) * 1000:.1f} ms")
		with multiprocessing.get_context("spawn").Pool(1) as pool:
			before, after = pool.apply(_memory_of_a_reader, (index_folder, [one.question for one in asked]))
		print(
			f"  a process that only searches: {after:.0f} MB, of which {before:.0f} MB before its first question"
		)
		lite = Fts5(Path(folder) / "fts5")
		report("the same words in SQLite FTS5", lambda: lite.rebuild(written), Path(folder) / "fts5")
		ask("the same words in SQLite FTS5", lite.search, asked, right)
	print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
	if os.environ.get("FSM_HOST") == "bench":
		from benchmarks import load

		load.start_on_real_site()
		mariadb = MariaDb()
		try:
			report("MariaDB's full text", lambda: mariadb.rebuild(written))
			ask("MariaDB's full text", mariadb.search, asked, right)
		finally:
			mariadb.drop()


def report(name: str, build: Callable[[], object], folder: Path | None = None) -> None:
	"""Build an index; print how long it took and what it weighs."""
	took = _timed(build)
	size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6 if folder else None
	print(f"{name}: built in {took:.1f} s" + (f", {size:.0f} MB" if size else ""))


def ask(name: str, search: Callable[[str], list[str]], asked: list, right: list[set]) -> None:
	"""Ask all questions; print the times and how much was found, by kind of question."""
	search(asked[0].question)
	times, recalls = [], defaultdict(list)
	for one, must in zip(asked, right, strict=True):
		began = time.perf_counter()
		found = search(one.question)
		times.append(time.perf_counter() - began)
		recalls[one.kind].append(len(must.intersection(found[:10])) / min(10, len(must)))
	recall = statistics.fmean(value for values in recalls.values() for value in values)
	milliseconds = [value * 1000 for value in times]
	print(
		f"  {len(asked):,} questions: median {statistics.median(milliseconds):.1f} ms,"
		f" 95 % within {_percentile(milliseconds, 95):.1f} ms, longest {max(milliseconds):.1f} ms; recall at 10 {recall:.3f}"
	)
	print(
		"  " + ", ".join(f"{kind} {statistics.fmean(values):.2f}" for kind, values in sorted(recalls.items()))
	)


class Fts5:
	"""What our words cost in SQLite: one row a document, ranked by its own bm25 with the same weights."""

	def __init__(self, file: Path):
		file.mkdir()
		self._connection = sqlite3.connect(file / "index.db")
		self._connection.execute("pragma journal_mode=wal")

	def rebuild(self, documents: list[Document]) -> None:
		"""Write all documents in one transaction."""
		with self._connection as connection:
			connection.execute(
				"create virtual table found using fts5(id unindexed, codes, title, body, characters, tokenize='ascii')"
			)
			connection.executemany("insert into found values (?, ?, ?, ?, ?)", map(self._row, documents))
		self._connection.execute("pragma wal_checkpoint(truncate)")

	def search(self, question: str) -> list[str]:
		"""The ids of the ten best that have everything asked for."""
		needs = search_words.needs_of(question)
		if not needs:
			return []
		match = " AND ".join(
			'"{}"'.format(" ".join(need.phrase)) if need.phrase else f'characters:"{need.text}"'
			for need in needs
		)
		rows = self._connection.execute(
			"select id from found where found match ? order by bm25(found, 0, 4, 3, 1, 0.7) limit 10",
			(match,),
		)
		return [row[0] for row in rows]

	@staticmethod
	def _row(document: Document) -> tuple:
		title, body = search_words.words_of(document.title), search_words.words_of(document.body)
		codes = " ".join(" ".join(search_words.words_of(code).words) for code in document.codes)
		characters = " ".join(title.characters + body.characters)
		return document.id, codes, " ".join(title.words), " ".join(body.words), characters


class MariaDb:
	"""MariaDB's own full text, natural language, over title and text as they are written."""

	def rebuild(self, documents: list[Document]) -> None:
		"""Fill a table of its own and index it."""
		import frappe

		self.drop()
		frappe.db.sql_ddl(
			f"create table `{TABLE}` (id varchar(20) primary key, title varchar(200), body text) default charset utf8mb4"
		)
		frappe.db.bulk_insert(
			DOCTYPE, ["id", "title", "body"], [(one.id, one.title, one.body) for one in documents]
		)
		frappe.db.commit()
		frappe.db.sql_ddl(f"alter table `{TABLE}` add fulltext (title, body)")

	def search(self, question: str) -> list[str]:
		"""The ids of the ten best."""
		import frappe

		rows = frappe.db.sql(
			f"select id, match(title, body) against (%(asked)s) fit from `{TABLE}`"
			" where match(title, body) against (%(asked)s) order by fit desc limit 10",
			{"asked": question},
		)
		return [row[0] for row in rows]

	def drop(self) -> None:
		"""Leave nothing behind."""
		import frappe

		frappe.db.sql_ddl(f"drop table if exists `{TABLE}`")


def _right_answers(everything: list, asked: list) -> list[set]:
	"""By question the ids of all cases that are right; by the values of its traits, not one by one."""
	known: dict = {}
	answers = []
	for one in asked:
		traits = tuple(
			sorted(
				(trait, len(value) if isinstance(value, tuple) else 0) for trait, value in one.traits.items()
			)
		)
		if traits not in known:
			known[traits] = defaultdict(set)
			for case in everything:
				known[traits][_values(case, traits)].add(case.id)
		answers.append(known[traits][tuple(one.traits[trait] for trait, _size in traits)])
	return answers


def _values(case, traits: tuple) -> tuple:
	return tuple(getattr(case, trait)[-size:] if size else getattr(case, trait) for trait, size in traits)


def _memory_of_a_reader(folder: Path, questions: list[str]) -> tuple[float, float]:
	"""What a worker holds in MB, before and after it has asked all of them."""
	before = _megabytes_held()
	index = SearchIndex(folder)
	for question in questions:
		index.search(question)
	return before, _megabytes_held()


def _megabytes_held() -> float:
	return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1e6


def _timed(act: Callable[[], object]) -> float:
	began = time.perf_counter()
	act()
	return time.perf_counter() - began


def _percentile(values: list[float], percent: int) -> float:
	return sorted(values)[min(len(values) * percent // 100, len(values) - 1)]


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--documents", type=int, default=100_000)
	parser.add_argument("--questions", type=int, default=1_000)
	arguments = parser.parse_args()
	sys.exit(main(arguments.documents, arguments.questions))
