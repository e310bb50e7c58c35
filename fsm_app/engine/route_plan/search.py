"""Ruin and recreate: take strings of neighbouring visits out, put them back where they cost least, accept by annealing.

After Christiaens and Vanden Berghe, Slack Induction by String Removals (Transportation Science 54(2), 2020).
"""

import numpy as np

from fsm_app.engine.route_plan.compiled import fast
from fsm_app.engine.route_plan.insertion import (
	best_place,
	copy_route,
	put,
	repair_store,
	without_needless_store,
)
from fsm_app.engine.route_plan.kernel import refresh


@fast
def keep_routes(plan, pool, touched, marks, total):
	"""Remember routes of a plan that costs `total` for the recombination, each set of visits once a technician, at its
	cheapest."""
	most = pool.route.shape[1]
	rooms = pool.cost.shape[0]
	for k in range(plan.size.shape[0]):
		size = plan.size[k]
		if not touched[k] or size == 0 or size > most:
			continue
		key = marks[0, k]
		for place in range(size):
			node = plan.route[k, place]
			if node > 0:
				key ^= marks[1, node]
		room = np.int64(key & np.uint64(rooms - 1))
		at = room
		same = False
		for step in range(8):
			at = (room + step) & (rooms - 1)
			if pool.size[at] == 0:
				break
			if pool.key[at] == key:
				same = True
				break
			at = room
		if same:
			pool.total[at] = min(pool.total[at], total)
			if pool.cost[at] <= plan.cost[k] + 1e-9:
				continue
		else:
			pool.total[at] = total
		pool.key[at] = key
		pool.cost[at] = plan.cost[k]
		pool.who[at] = k
		pool.size[at] = size
		for place in range(size):
			pool.route[at, place] = plan.route[k, place]


@fast
def search(task, plan, saved, best, pool, marks, rounds, hot, cold, begun, total, knobs, state):
	"""`rounds` rounds of ruin and recreate at temperatures from hot to cold, as far as begun of total.

	state: cost of plan, cost of best. knobs: visits taken out on average, longest string, blink, share of split strings.
	"""
	technicians = plan.size.shape[0]
	visits = task.needs.shape[0] - 1
	average, longest, blink, split = knobs[0], knobs[1], knobs[2], knobs[3]
	absent = np.zeros(visits + 1, np.int64)
	ranks = np.zeros(visits + 1)
	touched = np.zeros(technicians, np.bool_)
	ruined = np.zeros(technicians, np.bool_)
	found = np.zeros(3, np.int64)
	order = np.zeros(visits + 1, np.int64)
	choices = np.zeros(visits + 1)
	for u in range(1, visits + 1):
		for k in range(technicians):
			if task.possible[k, u]:
				choices[u] += 1.0
	for turn in range(rounds):
		heat = hot * (cold / hot) ** ((begun + turn) / total)
		touched[:] = False
		ruined[:] = False
		count = 0
		# What nobody serves is tried again each time.
		for u in range(1, visits + 1):
			if plan.who[u] < 0:
				absent[count] = u
				count += 1
		in_use = 0
		for k in range(technicians):
			if plan.size[k] > 0:
				in_use += 1
		mean = (visits - count) / max(in_use, 1)
		string_most = min(longest, mean)
		strings_most = 4.0 * average / (1.0 + string_most) - 1.0
		strings = int(np.random.random() * strings_most + 1.0)
		seed = np.random.randint(1, visits + 1)
		done = 0
		for rank in range(-1, visits - 1):
			if done >= strings:
				break
			u = seed if rank < 0 else task.near[seed, rank]
			k = plan.who[u]
			if k < 0 or ruined[k]:
				continue
			size = plan.size[k]
			at = 0
			while plan.route[k, at] != u:
				at += 1
			most = min(string_most, size)
			length = int(np.random.random() * most + 1.0)
			length = min(length, size)
			kept = 0
			if length < size and length > 1 and np.random.random() < split:
				kept = 1
				while length + kept < size and np.random.random() > 0.5:
					kept += 1
			whole = length + kept
			lowest = max(0, at - whole + 1)
			highest = min(at, size - whole)
			begin = lowest + int(np.random.random() * (highest - lowest + 1))
			hole = begin + 1 + int(np.random.random() * (length - 1)) if kept > 0 else 0
			if not touched[k]:
				touched[k] = True
				copy_route(plan, saved, k)
			ruined[k] = True
			write = begin
			for place in range(begin, size):
				node = plan.route[k, place]
				inside = place < begin + whole and not (kept > 0 and hole <= place < hole + kept)
				if inside:
					if node > 0:
						plan.who[node] = -1
						absent[count] = node
						count += 1
				else:
					plan.route[k, write] = node
					write += 1
			if write == 1 and plan.route[k, 0] == 0:
				write = 0
			plan.size[k] = write
			# A stop at the store that was taken out, but is needed by what is left, comes back.
			if not refresh(task, plan, k):
				plan.store_at[k] = -1
				repair_store(task, plan, k)
			else:
				without_needless_store(task, plan, k)
			done += 1
		# In which order they come back.
		draw = np.random.random() * 12.0
		for place in range(count):
			u = absent[place]
			if draw < 4.0:
				ranks[place] = np.random.random()
			elif draw < 6.0:
				ranks[place] = task.closes[u] - task.opens[u]
			elif draw < 8.0:
				ranks[place] = choices[u]
			elif draw < 9.0:
				ranks[place] = -task.travel[0, u]
			elif draw < 10.0:
				ranks[place] = task.travel[0, u]
			elif draw < 11.0:
				ranks[place] = task.opens[u]
			else:
				ranks[place] = -task.closes[u]
		order[:count] = np.argsort(ranks[:count])
		lost = 0.0
		for place in range(count):
			u = absent[order[place]]
			cost = best_place(task, plan, u, blink, found)
			if found[0] < 0 or cost > task.unplanned[u]:
				plan.who[u] = -1
				lost += task.unplanned[u]
				continue
			k = found[0]
			if not touched[k]:
				touched[k] = True
				copy_route(plan, saved, k)
			put(task, plan, u, found)
			refresh(task, plan, k)
		new = lost
		for k in range(technicians):
			if touched[k] and plan.store_at[k] >= 0:
				without_needless_store(task, plan, k)
			new += plan.cost[k]
		if new < state[0] - heat * np.log(np.random.random()):
			state[0] = new
			if new < state[1] * knobs[4]:
				keep_routes(plan, pool, touched, marks, new)
			if new < state[1] - 1e-9:
				state[1] = new
				for k in range(technicians):
					copy_route(plan, best, k)
				best.who[:] = plan.who
		else:
			for k in range(technicians):
				if touched[k]:
					for place in range(plan.size[k]):
						plan.who[plan.route[k, place]] = -1
			for k in range(technicians):
				if touched[k]:
					copy_route(saved, plan, k)
					for place in range(plan.size[k]):
						plan.who[plan.route[k, place]] = k
			plan.who[0] = -1
