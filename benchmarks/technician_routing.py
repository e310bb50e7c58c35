"""The product's own day planner on published instances of the technician routing and scheduling problem.

    python -m benchmarks.technician_routing                               (all of ../shared/data/technician_routing)
    python -m benchmarks.technician_routing FILE... --seconds 24 --out DIR
    python -m benchmarks.technician_routing --cpu                         (seconds of each core's own time: on a busy machine)

Instances of Pillac, Gueret and Medaglia (Optimization Letters 7(7), 2013): 25 technicians, 100 requests. Each solution is
written to DIR/NAME.txt as the publishers write theirs. The gap is to the best published total, where best_known.json
beside the instance has it. Compiling the search takes once, after an installation, half a minute; it is done before.
"""

import argparse
import json
import math
import re
import sys
import time
from pathlib import Path

from fsm_app.engine.route_plan.day import Day, NotUnderstood, Plan, Technician, Visit
from fsm_app.engine.route_plan.planner import can_search, plan

INSTANCES = Path(__file__).resolve().parents[2] / "shared" / "data" / "technician_routing"
CREW = re.compile(r"^\d+\s+\d+\s+\d+\s+\d+\s*$")
ROW = re.compile(r"^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+\[(.*?)\]\s*\[(.*?)\]\s*\[(.*?)\]")
# Nobody is left out to save time.
UNPLANNED = 10_000
# Of the seconds given, kept for the timetable and for what a step that has begun takes over its time.
KEPT = 0.4


def read_instance(path: Path) -> Day:
	"""The day of an instance: place 0 is the store, then the technicians' homes, then the requests."""
	crew, rows = 0, []
	for line in path.read_text().splitlines():
		if found := ROW.match(line):
			lists = [[int(each) for each in group.split(",") if each.strip()] for group in found.groups()[6:]]
			rows.append(([int(each) for each in found.groups()[:6]], lists))
		elif CREW.match(line):
			crew = int(line.split()[0])
	if not crew or len(rows) <= crew:
		raise NotUnderstood(f"{path}: no technicians or no requests")
	travel = [[math.hypot(a[1] - b[1], a[2] - b[2]) for b, _lists in rows] for a, _lists in rows]
	technicians = tuple(
		Technician(
			str(number), number, number, opens, closes,
			skills=frozenset(map(str, skills)), tools=frozenset(map(str, tools)), parts=_parts(parts),
		)
		for (number, _x, _y, opens, closes, _service), (skills, tools, parts) in rows[1 : crew + 1]
	)  # fmt: skip
	visits = tuple(
		Visit(
			str(number), number, service, opens, closes, unplanned_cost=UNPLANNED,
			skills=frozenset(map(str, skills)), tools=frozenset(map(str, tools)), parts=_parts(parts),
		)
		for (number, _x, _y, opens, closes, service), (skills, tools, parts) in rows[crew + 1 :]
	)  # fmt: skip
	store = rows[0][0]
	return Day(technicians, visits, travel, store=0, store_opens=store[3], store_closes=store[4])


def _parts(numbers: list[int]) -> dict[str, int]:
	return {str(part): number for part, number in enumerate(numbers) if number}


def as_published(day: Day, made: Plan) -> str:
	"""The routes as the publishers write them: an end is a technician + n, a stop at the store a technician + n + crew."""
	crew = len(day.technicians)
	last = crew + len(day.visits)
	routes = []
	for route in made.routes:
		technician = int(route.technician)
		stops = [int(stop.name) if stop.kind == "visit" else technician + last + crew for stop in route.stops]
		routes.append(",".join(map(str, [technician, *stops, technician + last])))
	return f"<{'|'.join(routes)}>"


def main(files: list[Path], seconds: float, out: Path, cpu: bool, seed: int) -> None:
	"""Solve, write, print."""
	if not files:
		print(f"There are no instances in {INSTANCES}: name files.", file=sys.stderr)
		sys.exit(2)
	if not can_search():
		print("numba and highspy are not installed (the extra `routes`): plain insertion.", file=sys.stderr)
	days = [(path, read_instance(path)) for path in files]
	began = time.perf_counter()
	plan(days[0][1], turns=200)
	print(f"ready after {time.perf_counter() - began:.1f} s", flush=True)
	out.mkdir(parents=True, exist_ok=True)
	gaps, peers = [], []
	for path, day in days:
		clocks = time.perf_counter(), time.process_time()
		made = plan(
			day, max(seconds - KEPT, 0), clock=time.thread_time if cpu else time.perf_counter, seed=seed
		)
		wall, own = time.perf_counter() - clocks[0], time.process_time() - clocks[1]
		(out / f"{path.stem}.txt").write_text(as_published(day, made) + "\n")
		known = _best_known(path)
		line = f"{path.stem}: {made.work:,.2f}, {len(made.unplanned)} left out, {wall:.1f} s, {own:.1f} s of the cores"
		if known:
			gaps.append(100 * (made.work / known["best"] - 1))
			peers.append(100 * (known["alns_24s_mean"] / known["best"] - 1))
			line += f"; gap {gaps[-1]:+.2f} % (best known {known['best']:,.2f}; the authors' search {peers[-1]:+.2f} %)"
		print(line, flush=True)
	if gaps:
		print(
			f"gap: mean {sum(gaps) / len(gaps):+.3f} %, worst {max(gaps):+.2f} %;"
			f" the authors' search: mean {sum(peers) / len(peers):+.2f} %, worst {max(peers):+.2f} %"
		)


def _best_known(path: Path) -> dict | None:
	known = path.parent / "best_known.json"
	return json.loads(known.read_text()).get(path.stem) if known.is_file() else None


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("files", nargs="*", type=Path)
	parser.add_argument("--seconds", type=float, default=24)
	parser.add_argument("--out", type=Path, default=Path("technician_routing"))
	parser.add_argument("--cpu", action="store_true", help="count each core's own time instead of the wall's")
	parser.add_argument("--seed", type=int, default=1)
	asked = parser.parse_args()
	main(asked.files or sorted(INSTANCES.glob("*.txt")), asked.seconds, asked.out, asked.cpu, asked.seed)
