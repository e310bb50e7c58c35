"""Routes as arrays: what a route costs, where a visit fits best.

Nodes: 0 the store, 1..V the visits, then the technicians' starts, then their ends. A stretch of a route is three numbers
(Vidal and others, 2013): how long it takes at least, and the earliest and the latest beginning that takes no longer. Two
stretches are joined in a few additions, so that a new visit is tried at a place without walking the route.
"""

from typing import NamedTuple

import numpy as np

from fsm_app.engine.route_plan.compiled import fast

# Arrival so much after a window's end counts as in time: sums of decimals are not exact.
NEARLY = 1e-7
NEVER = 1e15


class Task(NamedTuple):
	"""What has to be planned."""

	travel: np.ndarray  # node, node
	opens: np.ndarray  # node: when service may begin
	closes: np.ndarray
	service: np.ndarray
	possible: np.ndarray  # technician, visit: allowed at all, perhaps after the store
	own: np.ndarray  # technician, visit: with what is carried anyway
	needs: np.ndarray  # visit, part
	stock: np.ndarray  # technician, part
	extra: np.ndarray  # technician, visit: what it costs that just they go
	unplanned: np.ndarray  # visit: what it costs that nobody goes
	longest: np.ndarray  # technician: most working time
	near: np.ndarray  # visit, rank: the others by nearness
	due: np.ndarray  # node: from when on a beginning is late
	late_cost: np.ndarray  # node: of a late minute
	rest: np.ndarray  # technician, break, 3: earliest and latest beginning, length
	rests: np.ndarray  # technician: number of breaks
	regular: np.ndarray  # technician: end of the shift without overtime
	weights: (
		np.ndarray
	)  # of an overtime minute; of the square of working time; 1 if a route has to be walked to know its cost


class Plan(NamedTuple):
	"""Routes, and what is known of their stretches."""

	route: np.ndarray  # technician, place: visits, and 0 for the stop at the store
	size: np.ndarray
	who: np.ndarray  # visit: technician or -1
	store_at: np.ndarray  # technician: place of the stop at the store or -1
	used: np.ndarray  # technician, part: taken from the van
	cost: np.ndarray  # technician
	takes: np.ndarray  # technician: from leaving to returning, breaks left out of account
	extra: np.ndarray  # technician: what it costs that just they go to these visits
	head: np.ndarray  # technician, place, 3: the stretch from the start to the place before
	tail: np.ndarray  # technician, place, 3: the stretch from the place to the end


def empty_plan(technicians: int, visits: int, parts: int) -> Plan:
	"""Nobody goes anywhere."""
	most = visits + 2
	return Plan(
		np.zeros((technicians, most), np.int64),
		np.zeros(technicians, np.int64),
		np.full(visits + 1, -1, np.int64),
		np.full(technicians, -1, np.int64),
		np.zeros((technicians, parts), np.int64),
		np.zeros(technicians),
		np.zeros(technicians),
		np.zeros(technicians),
		np.zeros((technicians, most + 1, 3)),
		np.zeros((technicians, most + 1, 3)),
	)


@fast
def bounty(task, k):
	"""All breaks of technician k together: so much shorter than its stretches say a route may be, which wait instead."""
	length = 0.0
	for j in range(task.rests[k]):
		length += task.rest[k, j, 2]
	return length


@fast
def take_breaks(task, k, times, late, took):
	"""Each number of breaks taken: whether one more, here and now, gets there sooner."""
	for j in range(task.rests[k]):
		if times[j] >= NEVER:
			continue
		begin = max(times[j], task.rest[k, j, 0])
		if begin > task.rest[k, j, 1]:
			continue
		done = begin + task.rest[k, j, 2]
		if done + late[j] < times[j + 1] + late[j + 1]:
			times[j + 1] = done
			late[j + 1] = late[j]
			took[j + 1] = took[j] + 1


@fast
def give_breaks(task, k, latest):
	"""The same backwards: until when one may be here with so many breaks taken."""
	for j in range(task.rests[k], 0, -1):
		begin = min(latest[j] - task.rest[k, j - 1, 2], task.rest[k, j - 1, 1])
		if begin >= task.rest[k, j - 1, 0]:
			latest[j - 1] = max(latest[j - 1], begin)


@fast
def walk(task, route, size, k):
	"""What a route costs with breaks, late minutes, overtime and the weight of long days; NEVER if it cannot be done.

	Forwards the earliest times, by the number of breaks taken; then backwards the latest departure that delays nobody.
	A break is taken before leaving, where one is, where one goes, or after returning.
	"""
	if size == 0:
		return 0.0
	visits = task.needs.shape[0] - 1
	start = visits + 1 + k
	end = start + task.stock.shape[0]
	rests = task.rests[k]
	times = np.full(rests + 1, NEVER)
	late = np.zeros(rests + 1)
	took = np.zeros(rests + 1, np.int64)
	begins = np.zeros((size, rests + 1))
	taken = np.zeros((size + 1, rests + 1), np.int64)
	times[0] = task.opens[start]
	take_breaks(task, k, times, late, took)
	before_leaving = times.copy()
	node = start
	for place in range(size + 1):
		after = route[place] if place < size else end
		leg = task.travel[node, after]
		possible = False
		for j in range(rests + 1):
			times[j] += leg
		if place < size:
			take_breaks(task, k, times, late, took)
		for j in range(rests + 1):
			taken[place, j] = took[j]
			took[j] = 0
			if times[j] >= NEVER or times[j] > task.closes[after] + NEARLY:
				times[j] = NEVER
				continue
			possible = True
			if place == size:
				continue
			times[j] = max(times[j], task.opens[after])
			begins[place, j] = times[j]
			if times[j] > task.due[after]:
				late[j] += (times[j] - task.due[after]) * task.late_cost[after]
			times[j] += task.service[after]
		if not possible:
			return NEVER
		if place < size:
			take_breaks(task, k, times, late, took)
		node = after
	best = NEVER
	latest = np.zeros(rests + 1)
	for last in range(rests + 1):
		if times[last] >= NEVER:
			continue
		home = times[last]
		now = home
		for j in range(last, rests):
			now = max(now, task.rest[k, j, 0])
			if now > task.rest[k, j, 1]:
				now = NEVER
				break
			now += task.rest[k, j, 2]
		if now > task.closes[end] + NEARLY:
			continue
		latest[:] = -NEVER
		latest[last] = home
		j = last
		node = end
		for place in range(size - 1, -1, -1):
			if place < size - 1:
				give_breaks(task, k, latest)
			j -= taken[place + 1, j]
			before = route[place]
			until = min(task.closes[before], max(task.due[before], begins[place, j]))
			for i in range(rests + 1):
				latest[i] -= task.travel[before, node]
			give_breaks(task, k, latest)
			for i in range(rests + 1):
				latest[i] = min(latest[i] - task.service[before], until)
				if latest[i] < task.opens[before]:
					latest[i] = -NEVER
			node = before
		give_breaks(task, k, latest)
		for i in range(rests + 1):
			latest[i] -= task.travel[start, node]
		inside = 0.0
		work = NEVER
		if task.closes[start] <= task.opens[start]:
			# At work already: whatever comes now is work, but breaks.
			for i in range(last):
				inside += task.rest[k, i, 2]
			work = home - task.opens[start] - inside
		for i in range(last, -1, -1):
			if work < NEVER and task.closes[start] <= task.opens[start]:
				break
			if i < last:
				inside += task.rest[k, i, 2]
			if latest[i] + NEARLY >= before_leaving[i]:
				work = min(work, home - latest[i] - inside)
		if work > task.longest[k] + NEARLY:
			continue
		cost = worth(task, work) + late[last] + max(home - task.regular[k], 0.0) * task.weights[0]
		best = min(best, cost)
	return best


@fast
def worth(task, work):
	"""What so much working time costs; long days more than their share, if work is to be spread evenly."""
	return work + task.weights[1] * work * work


@fast
def refresh(task, plan, k):
	"""Know technician k's stretches anew; true if the route can be driven."""
	visits = task.needs.shape[0] - 1
	technicians = task.stock.shape[0]
	start = visits + 1 + k
	end = start + technicians
	travel, opens, closes, service = task.travel, task.opens, task.closes, task.service
	route, head, tail = plan.route, plan.head, plan.tail
	size = plan.size[k]
	d, e, until = 0.0, opens[start], closes[start]
	head[k, 0, 0], head[k, 0, 1], head[k, 0, 2] = d, e, until
	before = start
	store = -1
	extra = 0.0
	for part in range(plan.used.shape[1]):
		plan.used[k, part] = 0
	fits = True
	for place in range(size + 1):
		node = route[k, place] if place < size else end
		if place < size:
			if node == 0:
				store = place
			else:
				plan.who[node] = k
				extra += task.extra[k, node]
				if store < 0:
					if not task.own[k, node]:
						fits = False
					for part in range(plan.used.shape[1]):
						plan.used[k, part] += task.needs[node, part]
		reach = d + travel[before, node]
		if e + reach > closes[node] + NEARLY:
			fits = False
		wait = max(opens[node] - reach - until, 0.0)
		e = max(opens[node] - reach, e) - wait
		until = min(closes[node] - reach, until)
		d = reach + service[node] + wait
		if place < size:
			head[k, place + 1, 0], head[k, place + 1, 1], head[k, place + 1, 2] = d, e, until
		before = node
	for part in range(plan.used.shape[1]):
		if plan.used[k, part] > task.stock[k, part]:
			fits = False
	plan.store_at[k] = store
	if size == 0:
		d = 0.0
	if d - bounty(task, k) > task.longest[k] + NEARLY:
		fits = False
	plan.takes[k] = d
	plan.extra[k] = extra
	if task.weights[2] > 0.0:
		plan.cost[k] = walk(task, route[k], size, k) + extra
		if plan.cost[k] >= NEVER:
			fits = False
	else:
		plan.cost[k] = d + extra
	d, e, until = 0.0, opens[end], closes[end]
	tail[k, size, 0], tail[k, size, 1], tail[k, size, 2] = d, e, until
	after = end
	for place in range(size - 1, -1, -1):
		node = route[k, place]
		reach = service[node] + travel[node, after]
		wait = max(e - reach - closes[node], 0.0)
		e = max(e - reach, opens[node]) - wait
		until = min(until - reach, closes[node])
		d = d + reach + wait
		tail[k, place, 0], tail[k, place, 1], tail[k, place, 2] = d, e, until
		after = node
	return fits
