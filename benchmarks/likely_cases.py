"""The cases that a ticket's form shows, through the whole room: what a night learns, how long an answer takes, how often it is right.

    FSM_HOST=bench FSM_SITE=scratch.localhost PYTHONPATH=path/to/fsm_app ../env/bin/python -m benchmarks.likely_cases

The repairs of ../shared/data/repairs stand for tickets, a kind of fault on a kind of device for the case that solved them; the rest
of 1,000 cases says what other repairs say. 3 of 10 repairs are asked. Everything is undone at the end; `--asked` says how many.
"""

import argparse
import resource
import time
from statistics import median

from benchmarks.recommendation import REPAIRS, Figures, _splits

CASES = 1_000
GROUP, ITEM, CASE, TICKET = (f"BENCH {what}" for what in ("Kind", "Item", "Case", "Ticket"))


def main(asked_at_most: int) -> None:
	"""Load, learn, ask, print, and undo."""
	from tests import host

	host.start()
	import frappe

	from fsm_app.knowledge import learning, likely, models

	frappe.set_user("Administrator")
	((taught, asked),) = _splits(None, None, 0)
	_load(frappe, taught)
	try:
		began = time.perf_counter()
		learning.learn_anew()
		night = time.perf_counter() - began
		size = sum(
			map(len, frappe.get_all(models.MODEL, {"version": models.newest().version}, pluck="content"))
		)
		print(
			f"{models.newest().cases:,} cases and {models.newest().solved:,} solved tickets learnt in {night:.1f} s,"
			f" {size / 1e6:.1f} MB kept, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB at most"
		)
		figures, took = Figures(), []
		likely.of_facts(_facts(asked[0]))
		for row in asked[:asked_at_most]:
			began = time.perf_counter()
			shown = likely.of_facts(_facts(row))["cases"]
			took.append((time.perf_counter() - began) * 1000)
			figures.add([case["title"] for case in shown], row["fault_type"])
		took.sort()
		print(
			f"{len(took):,} asked: median {median(took):.0f} ms, 95 % within {took[int(len(took) * 0.95)]:.0f} ms;"
			f" of the five that are shown {figures}"
		)
	finally:
		frappe.db.rollback()


def _facts(row: dict) -> dict:
	return {"subject": "", "description": row["problem"], "item_code": f"{ITEM} {row['kind']}"}


def _load(frappe, taught: list[dict]) -> None:
	from fsm_app.knowledge.stages import PUBLISHED, SOLVED
	from tests.app import factories

	kinds = sorted({row["kind"] for row in taught})
	_insert(
		frappe,
		"Item Group",
		[{"name": f"{GROUP} {kind}", "item_group_name": f"{GROUP} {kind}"} for kind in kinds],
	)
	_insert(
		frappe,
		"Item",
		[
			{"name": f"{ITEM} {kind}", "item_code": f"{ITEM} {kind}", "item_group": f"{GROUP} {kind}"}
			for kind in kinds
		],
	)
	faults = sorted({row["fault_type"] for row in taught})
	cases = [{"name": f"{CASE} {fault}", "title": fault, "symptom": fault} for fault in faults]
	cases += [
		{"name": f"{CASE} {row['id']}", "title": f"Another {row['id']}", "symptom": row["problem"][:2000]}
		for row in taught[: CASES - len(faults)]
	]
	common = {"stage": PUBLISHED, "kind": "Case", "audience": "Internal", "published_on": "2026-01-01"}
	_insert(
		frappe,
		"Knowledge Case",
		[{**case, **common, "solved": int(case["title"] in faults)} for case in cases],
	)
	common = {"company": factories.company(), "customer": factories.customer(), "stage": "Closed"}
	_insert(
		frappe,
		"Service Ticket",
		[
			{
				"name": f"{TICKET} {row['id']}",
				"subject": "-",
				"description": row["problem"],
				"item_code": f"{ITEM} {row['kind']}",
				**common,
			}
			for row in taught
		],
	)
	_insert(
		frappe,
		"Knowledge Use",
		[
			{
				"name": f"BENCH {row['id']}",
				"knowledge_case": f"{CASE} {row['fault_type']}",
				"ticket": f"{TICKET} {row['id']}",
				"result": SOLVED,
				"at": "2026-01-01",
				"client_key": f"BENCH {row['id']}",
			}
			for row in taught
		],
	)


def _insert(frappe, doctype: str, rows: list[dict]) -> None:
	moment = "2026-01-01 00:00:00"
	fields = [*rows[0], "creation", "modified", "owner", "modified_by"]
	values = [(*row.values(), moment, moment, "Administrator", "Administrator") for row in rows]
	frappe.db.bulk_insert(doctype, fields, values, chunk_size=500)


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--asked", type=int, default=1_000)
	if not REPAIRS.is_file():
		raise SystemExit(f"There is no {REPAIRS}.")
	main(parser.parse_args().asked)
