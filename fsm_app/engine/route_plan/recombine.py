"""The best choice among the routes that a search met: each visit once, each technician at most once (set partitioning).

Routes whose reduced cost is too high cannot be part of anything better than the best plan known; of the others the most
promising are given to HiGHS, with the best plan as its start.
"""

import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fsm_app.engine.route_plan.kernel import Plan

# Routes that are looked at, those of the best plans first; and how many of them HiGHS chooses from.
MOST_REMEMBERED = 24_000
MOST_ROUTES = 6_000
_LEAST_GAIN = 1e-6

Routes = list[tuple[int, list[int]]]


class Pool(NamedTuple):
	"""Routes that were met: a hash table of open addressing, whose number of rooms is a power of 2."""

	key: np.ndarray
	cost: np.ndarray
	total: np.ndarray  # of the cheapest plan that it was part of
	who: np.ndarray
	size: np.ndarray
	route: np.ndarray


def empty_pool(rooms: int = 1 << 16, longest: int = 48) -> Pool:
	"""Room for so many routes."""
	return Pool(
		np.zeros(rooms, np.uint64),
		np.zeros(rooms),
		np.zeros(rooms),
		np.zeros(rooms, np.int32),
		np.zeros(rooms, np.int32),
		np.zeros((rooms, longest), np.int16),
	)


def routes_of(plan: Plan) -> Routes:
	"""The routes that are not empty, by technician."""
	return [(k, plan.route[k, : plan.size[k]].tolist()) for k in range(len(plan.size)) if plan.size[k]]


def recombine(pools: Sequence[Pool], best: Plan, seconds: float) -> Routes | None:
	"""Routes that together cost less than the best plan, or None. Only for plans that leave no visit out.

	seconds: by the wall's clock, all told.
	"""
	from scipy.optimize import linprog
	from scipy.sparse import csc_matrix

	until = time.perf_counter() + seconds
	technicians, visits = len(best.size), len(best.who) - 1
	if (best.who[1:] < 0).any():
		return None
	known: dict[tuple, tuple[float, tuple]] = {}
	for k, route in routes_of(best):
		known[(k, frozenset(route))] = (float(best.cost[k]), tuple(route))
	begin = list(known)
	for pool in pools:
		for at in _best_remembered(pool, MOST_REMEMBERED // len(pools)):
			route = tuple(pool.route[at, : pool.size[at]].tolist())
			name = (int(pool.who[at]), frozenset(route))
			if name not in known or known[name][0] > pool.cost[at]:
				known[name] = (float(pool.cost[at]), route)
	names = list(known)
	costs = np.array([known[name][0] for name in names])
	rows, columns = [], []
	for column, (k, route) in enumerate(names):
		served = [node - 1 for node in route if node]
		rows += [*served, visits + k]
		columns += [column] * (len(served) + 1)
	matrix = csc_matrix((np.ones(len(rows)), (rows, columns)), shape=(visits + technicians, len(names)))
	total = float(best.cost.sum())
	by_row = matrix.tocsr()
	relaxed = linprog(
		costs,
		A_eq=by_row[:visits],
		b_eq=np.ones(visits),
		A_ub=by_row[visits:],
		b_ub=np.ones(technicians),
		method="highs",
		options={"time_limit": max(until - time.perf_counter(), 0.01)},
	)
	if relaxed.status != 0 or relaxed.fun > total - _LEAST_GAIN:
		return None
	reduced = costs - matrix.T @ np.concatenate([relaxed.eqlin.marginals, relaxed.ineqlin.marginals])
	promising = np.argsort(reduced, kind="stable")
	promising = promising[reduced[promising] < total - relaxed.fun][:MOST_ROUTES]
	columns = np.union1d(promising, np.arange(len(begin)))
	chosen = _solve(costs[columns], matrix[:, columns], visits, until - time.perf_counter(), len(begin))
	if chosen is None:
		return None
	picked = columns[chosen]
	if costs[picked].sum() > total - _LEAST_GAIN:
		return None
	return [(names[column][0], list(known[names[column]][1])) for column in picked]


def _best_remembered(pool: Pool, most: int) -> np.ndarray:
	rooms = np.flatnonzero(pool.size)
	if len(rooms) <= most:
		return rooms
	return rooms[np.argpartition(pool.total[rooms], most)[:most]]


def _solve(costs, matrix, visits: int, seconds: float, begin: int):
	import highspy

	if seconds <= 0:
		return None
	solver = highspy.Highs()
	solver.silent()
	solver.setOptionValue("time_limit", seconds)
	solver.setOptionValue("threads", 1)
	# HiGHS looks at no clock while it simplifies, which takes many seconds here.
	solver.setOptionValue("presolve", "off")
	solver.setOptionValue("mip_rel_gap", 1e-7)
	model = highspy.HighsLp()
	rows, columns = matrix.shape
	model.num_col_, model.num_row_ = columns, rows
	model.col_cost_ = costs
	model.col_lower_, model.col_upper_ = np.zeros(columns), np.ones(columns)
	model.row_lower_ = np.concatenate([np.ones(visits), np.zeros(rows - visits)])
	model.row_upper_ = np.ones(rows)
	model.integrality_ = [highspy.HighsVarType.kInteger] * columns
	model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
	model.a_matrix_.start_ = matrix.indptr
	model.a_matrix_.index_ = matrix.indices
	model.a_matrix_.value_ = matrix.data
	solver.passModel(model)
	start = highspy.HighsSolution()
	start.col_value = [1.0] * begin + [0.0] * (columns - begin)
	solver.setSolution(start)
	solver.run()
	values = np.asarray(solver.getSolution().col_value)
	if len(values) != columns:
		return None
	chosen = np.flatnonzero(values > 0.5)
	return chosen if (matrix[:, chosen].sum(axis=1)[:visits] == 1).all() else None
