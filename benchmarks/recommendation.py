"""How often the right case comes first, among five, and how far up: ours beside BM25, on repairs that it has not seen.

    python -m benchmarks.recommendation --train FILE --test FILE
    python -m benchmarks.recommendation                    (splits ../shared/data/repairs/repairs.csv by id: 3 of 10 are asked)
    python -m benchmarks.recommendation --folds 10         (each tenth is asked once, the others are learnt)
    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.recommendation    (beside MariaDB's full text, too)

CSV with the columns kind, problem and fault_type; a kind of fault stands for the case that solves it. The peers rank the
kinds of fault by the most alike repairs of the same kind of device. The last line is ours, over all that was asked.
"""

import argparse
import csv
import math
import os
import re
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from fsm_app.engine.recommendation import Example, learn
from fsm_app.engine.ticket_traits import Ticket

REPAIRS = Path(__file__).resolve().parents[2] / "shared" / "data" / "repairs" / "repairs.csv"
DOCTYPE = "FSM Benchmark Repair"
TABLE = f"tab{DOCTYPE}"
ALIKE = 200
ASKED_OF_TEN = (7, 8, 9)


class Figures:
	"""Hits and ranks, collected over splits."""

	def __init__(self):
		self.ranks: list[int] = []

	def add(self, ranked: list[str], right: str) -> None:
		"""Count one answer; what is not in it has no rank."""
		self.ranks.append(ranked.index(right) + 1 if right in ranked else 0)

	def __str__(self) -> str:
		asked = len(self.ranks)
		first, five = (sum(0 < rank <= most for rank in self.ranks) / asked for most in (1, 5))
		mrr = sum(1 / rank for rank in self.ranks if rank) / asked
		return f"first {first:.3f} five {five:.3f} mrr {mrr:.3f}"


def main(train: str | None, test: str | None, folds: int) -> None:
	"""Teach, ask, print."""
	if not Path(train or REPAIRS).is_file():
		print(f"There is no {train or REPAIRS}: name a file by --train.", file=sys.stderr)
		sys.exit(2)
	peers: dict[str, Callable] = {"BM25": Bm25}
	if os.environ.get("FSM_HOST") == "bench":
		from benchmarks import load

		load.start_on_real_site()
		peers["MariaDB's full text"] = MariaDb
	figures: dict[str, Figures] = defaultdict(Figures)
	for number, (taught, asked) in enumerate(_splits(train, test, folds), 1):
		ours = Figures()
		began = time.perf_counter()
		recommender = learn(Example(Ticket(row["problem"], row["kind"]), row["fault_type"]) for row in taught)
		learnt = time.perf_counter()
		for row in asked:
			ranked = recommender.order(Ticket(row["problem"], row["kind"]))
			for collected in (ours, figures["ours"]):
				collected.add(ranked, row["fault_type"])
		answered = time.perf_counter()
		print(
			f"split {number}: {len(taught):,} taught in {learnt - began:.1f} s, {len(asked):,} asked at"
			f" {(answered - learnt) * 1000 / len(asked):.1f} ms, {len(recommender.to_bytes()) / 1e6:.1f} MB kept; ours: {ours}",
			flush=True,
		)
		for name, peer in peers.items():
			ranks = peer(taught)
			for row in asked:
				figures[name].add(ranks(row), row["fault_type"])
	if MariaDb in peers.values():
		MariaDb.drop()
	for name in (*peers, "ours"):
		print(f"{name}: {figures[name]}")


class Bm25:
	"""The kinds of fault of the most alike repairs of the same kind of device, by Okapi BM25."""

	K, B = 1.5, 0.75

	def __init__(self, taught: list[dict]):
		self._rows = taught
		self._words = [Counter(_words(row["problem"])) for row in taught]
		self._sizes = [sum(words.values()) for words in self._words]
		self._mean = sum(self._sizes) / len(taught)
		self._having: dict[str, list[int]] = defaultdict(list)
		for place, words in enumerate(self._words):
			for word in words:
				self._having[word].append(place)

	def __call__(self, row: dict) -> list[str]:
		scores: Counter = Counter()
		for word in set(_words(row["problem"])):
			having = self._having.get(word, ())
			rarity = math.log(1 + (len(self._rows) - len(having) + 0.5) / (len(having) + 0.5))
			for place in having:
				times, size = self._words[place][word], self._sizes[place]
				scores[place] += (
					rarity
					* times
					* (self.K + 1)
					/ (times + self.K * (1 - self.B + self.B * size / self._mean))
				)
		alike = (self._rows[place] for place, _score in scores.most_common())
		return list(dict.fromkeys(each["fault_type"] for each in alike if each["kind"] == row["kind"]))


class MariaDb:
	"""The same by MariaDB's full text, natural language, in a table of its own."""

	def __init__(self, taught: list[dict]):
		import frappe

		self.drop()
		frappe.db.sql_ddl(
			f"create table `{TABLE}` (kind varchar(40), problem text, fault_type varchar(140), fulltext (problem))"
			" default charset utf8mb4"
		)
		columns = ["kind", "problem", "fault_type"]
		frappe.db.bulk_insert(DOCTYPE, columns, [tuple(row[column] for column in columns) for row in taught])
		frappe.db.commit()

	def __call__(self, row: dict) -> list[str]:
		import frappe

		found = frappe.db.sql(
			f"select fault_type from `{TABLE}` where kind = %(kind)s and match(problem) against (%(problem)s)"
			f" order by match(problem) against (%(problem)s) desc limit {ALIKE}",
			row,
		)
		return list(dict.fromkeys(each[0] for each in found))

	@staticmethod
	def drop() -> None:
		"""Leave nothing behind."""
		import frappe

		frappe.db.sql_ddl(f"drop table if exists `{TABLE}`")


def _words(text: str) -> list[str]:
	return re.findall(r"\w+", text.lower())


def _splits(train: str | None, test: str | None, folds: int) -> list[tuple[list[dict], list[dict]]]:
	if test:
		return [(_rows(train or REPAIRS), _rows(test))]
	rows = _rows(train or REPAIRS)
	tenth = {row["id"]: zlib.crc32(row["id"].encode()) // 7 % (folds or 10) for row in rows}
	asked = [(fold,) for fold in range(folds)] if folds else [ASKED_OF_TEN]
	return [
		(
			[row for row in rows if tenth[row["id"]] not in each],
			[row for row in rows if tenth[row["id"]] in each],
		)
		for each in asked
	]


def _rows(file: str | Path) -> list[dict]:
	with open(file, encoding="utf-8-sig", newline="") as lines:
		return list(csv.DictReader(lines))


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--train")
	parser.add_argument("--test")
	parser.add_argument("--folds", type=int, default=0)
	arguments = parser.parse_args()
	sys.exit(main(arguments.train, arguments.test, arguments.folds))
