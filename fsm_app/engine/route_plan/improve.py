"""Searching for a better plan, for so many seconds, on so many cores."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from fsm_app.engine.route_plan import insertion, search
from fsm_app.engine.route_plan.compiled import fast
from fsm_app.engine.route_plan.kernel import NEVER, Task, empty_plan, refresh
from fsm_app.engine.route_plan.recombine import Routes, empty_pool, recombine, routes_of

# Visits taken out on average, the longest string, how often a place is passed over, the share of strings that are split, how
# near to the best a plan has to be that its routes are remembered.
KNOBS = np.array([12.0, 10.0, 0.01, 0.5, 1.03])
# Temperatures, in parts of the mean travel time between two visits: so long a detour is accepted at first, then and at last.
HOT, WARM, COLD = 1.2, 0.06, 0.01
# Shares of the time: each chain on its own, as slowly as can be, then all of them from the best plan known.
PHASES = ((0.86, HOT), (0.14, WARM))
# Of a phase's time for the recombination, and how long it takes at most.
_RECOMBINE, _RECOMBINE_MOST, _RECOMBINE_LEAST = 0.08, 1.5, 0.2
_TURNS = 100


@fast
def _sow(seed):
	np.random.seed(seed)


class Searcher:
	"""One chain of the search: its plan, the best it met, the routes it met."""

	def __init__(self, task: Task, routes: Routes, seed: int):
		technicians, visits, parts = len(task.stock), len(task.needs) - 1, task.needs.shape[1]
		self.task = task
		self.seed = seed
		self.plan, self.saved, self.best = (empty_plan(technicians, visits, parts) for _ in range(3))
		self.pool = empty_pool()
		self.marks = np.random.default_rng(1).integers(
			1, 2**63, size=(2, technicians + visits + 1), dtype=np.uint64
		)
		self.state = np.full(2, np.inf)
		self.turns = 0
		self.start_from(routes)

	def start_from(self, routes: Routes) -> None:
		"""Go on from these routes."""
		self.plan.size[:] = 0
		self.plan.who[:] = -1
		for k, route in routes:
			self.plan.size[k] = len(route)
			self.plan.route[k, : len(route)] = route
		for k in range(len(self.plan.size)):
			refresh(self.task, self.plan, k)
		self.plan.who[0] = -1
		cost = self.plan.cost.sum() + self.task.unplanned[1:][self.plan.who[1:] < 0].sum()
		self.state[0] = cost
		if cost < self.state[1]:
			self.state[1] = cost
			for k in range(len(self.plan.size)):
				insertion.copy_route(self.plan, self.best, k)
			self.best.who[:] = self.plan.who

	def run(self, over: Callable[[], float], hot: float) -> None:
		"""Search until `over`, the part of the time that is gone, is 1; the temperature falls with it."""
		scale = max(_scale(self.task), 1e-3)
		_sow(self.seed + self.turns)
		while (gone := over()) < 1:
			search.search(
				self.task, self.plan, self.saved, self.best, self.pool, self.marks,
				_TURNS, hot * scale, COLD * scale, gone * 1e6, 1e6, KNOBS, self.state,
			)  # fmt: skip
			self.turns += _TURNS


class Limit:
	"""How long a search may take: seconds of a clock, or so many turns of each chain, which always give the same."""

	def __init__(self, seconds: float, turns: int = 0, clock: Callable[[], float] = time.perf_counter):
		self.turns = turns
		self.clock = clock
		self.seconds = seconds
		self.begun = clock()

	def part(self, searcher: Searcher, begins: float, ends: float) -> Callable[[], float]:
		"""How much of a phase, from a share of the whole to a share of the whole, is gone."""
		if self.turns:
			first, most = searcher.turns, max(self.turns * (ends - begins), 1)
			return lambda: (searcher.turns - first) / most
		if self.clock is time.perf_counter:
			start, end = self.clock(), self.begun + self.seconds * ends
			return lambda: (self.clock() - start) / (end - start) if end > start else 1.0
		return _OwnTime(self.clock, max(self.seconds * (ends - begins), 1e-9))

	def for_recombining(self, begins: float, ends: float) -> float:
		"""Seconds of a phase that are kept for the recombination."""
		if self.turns:
			return _RECOMBINE_MOST
		return min(self.seconds * (ends - begins) * _RECOMBINE, _RECOMBINE_MOST)


class _OwnTime:
	"""The clock of the thread that asks first, which is the searcher's."""

	def __init__(self, clock: Callable[[], float], seconds: float):
		self.clock, self.seconds = clock, seconds
		self.begun: float | None = None

	def __call__(self) -> float:
		if self.begun is None:
			self.begun = self.clock()
		return (self.clock() - self.begun) / self.seconds


def improve(task: Task, routes: Routes, limit: Limit, cores: int, seed: int) -> Routes:
	"""The best routes found. The more cores, the more chains; they meet after each phase."""
	searchers = [Searcher(task, routes, seed + 7919 * each) for each in range(cores)]
	with ThreadPoolExecutor(cores) as executor:
		begins = 0.0
		for share, hot in PHASES:
			ends = begins + share
			kept = limit.for_recombining(begins, ends)
			until = ends - (kept / limit.seconds if limit.seconds and not limit.turns else 0.0)
			parts = [limit.part(each, begins, until) for each in searchers]
			list(executor.map(lambda one, part, hot=hot: one.run(part, hot), searchers, parts))
			best = min(searchers, key=lambda each: each.state[1])
			if kept >= _RECOMBINE_LEAST:
				better = recombine([each.pool for each in searchers], best.best, kept)
				if better:
					best.start_from(better)
			found = routes_of(best.best)
			for each in searchers:
				each.start_from(found)
			begins = ends
	return found


def _scale(task: Task) -> float:
	visits = len(task.needs) - 1
	between = task.travel[1 : visits + 1, 1 : visits + 1]
	known = between[(between < NEVER / 1e6) & (between > 0)]
	return float(known.mean()) if known.size else 1.0
