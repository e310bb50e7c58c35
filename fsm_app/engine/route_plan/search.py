"""Ruin and recreate: take strings of neighbouring visits out, put them back where they cost least, accept by annealing.

After Christiaens and Vanden Berghe, Slack Induction by String Removals (Transportation Science 54(2), 2020).
"""

import numpy as np

from fsm_app.engine.route_plan.kernel import NEARLY, NEVER, bounty, fast, refresh, walk, worth


@fast
def best_place(task, plan, u, blink, found):
	"""Where visit u costs least: found = technician, place, place of a new stop at the store or -1. Gives the cost."""
	visits = task.needs.shape[0] - 1
	technicians = task.stock.shape[0]
	travel, route, head, tail = task.travel, plan.route, plan.head, plan.tail
	opens, closes, service = task.opens[u], task.closes[u], task.service[u]
	best = NEVER
	found[0] = -1
	for k in range(technicians):
		if not task.possible[k, u]:
			continue
		size = plan.size[k]
		store = plan.store_at[k]
		start = visits + 1 + k
		end = start + technicians
		walked = task.weights[2] > 0.0
		rest = bounty(task, k)
		base = task.extra[k, u] + plan.extra[k] - plan.cost[k]
		longest = task.longest[k] + rest + NEARLY
		first = 0
		if not task.own[k, u]:
			first = store + 1 if store >= 0 else -1
		else:
			for part in range(plan.used.shape[1]):
				if plan.used[k, part] + task.needs[u, part] > task.stock[k, part]:
					first = store + 1 if store >= 0 else -1
					break
		if first >= 0:
			for i in range(first, size + 1):
				if blink > 0.0 and np.random.random() < blink:
					continue
				before = start if i == 0 else route[k, i - 1]
				after = end if i == size else route[k, i]
				d = head[k, i, 0] + travel[before, u]
				e, l = head[k, i, 1], head[k, i, 2]
				if e + d > closes + NEARLY:
					break
				wait = max(opens - d - l, 0.0)
				e = max(opens - d, e) - wait
				l = min(closes - d, l)
				d += service + wait + travel[u, after]
				if e + d > tail[k, i, 2] + NEARLY:
					continue
				d += max(tail[k, i, 1] - d - l, 0.0) + tail[k, i, 0]
				if d > longest:
					continue
				if walked:
					if worth(task, max(d - rest, 0.0)) + base >= best:
						continue
					d = walk(task, with_visit(plan, k, i, u, -1), size + 1, k)
				if d + base < best:
					best = d + base
					found[0], found[1], found[2] = k, i, -1
		elif store < 0:
			for p in range(size + 1):
				if blink > 0.0 and np.random.random() < blink:
					continue
				before = start if p == 0 else route[k, p - 1]
				d = head[k, p, 0] + travel[before, 0]
				e, l = head[k, p, 1], head[k, p, 2]
				if e + d > task.closes[0] + NEARLY:
					break
				wait = max(task.opens[0] - d - l, 0.0)
				e = max(task.opens[0] - d, e) - wait
				l = min(task.closes[0] - d, l)
				d += task.service[0] + wait
				if not walked and d + base >= best:
					continue
				before = 0
				for i in range(p, size + 1):
					after = end if i == size else route[k, i]
					dd = d + travel[before, u]
					if e + dd > closes + NEARLY:
						break
					wait = max(opens - dd - l, 0.0)
					ee = max(opens - dd, e) - wait
					ll = min(closes - dd, l)
					dd += service + wait + travel[u, after]
					if ee + dd <= tail[k, i, 2] + NEARLY:
						dd += max(tail[k, i, 1] - dd - ll, 0.0) + tail[k, i, 0]
						if dd <= longest:
							if walked:
								if worth(task, max(dd - rest, 0.0)) + base < best:
									dd = walk(task, with_visit(plan, k, i, u, p), size + 2, k)
								else:
									dd = NEVER
							if dd + base < best:
								best = dd + base
								found[0], found[1], found[2] = k, i, p
					if i == size:
						break
					d += travel[before, after]
					if e + d > task.closes[after] + NEARLY:
						break
					wait = max(task.opens[after] - d - l, 0.0)
					e = max(task.opens[after] - d, e) - wait
					l = min(task.closes[after] - d, l)
					d += task.service[after] + wait
					before = after
	return best


@fast
def with_visit(plan, k, i, u, store):
	"""The route as it would be."""
	size = plan.size[k]
	route = np.empty(size + 2, np.int64)
	write = 0
	for place in range(size + 1):
		if place == store:
			route[write] = 0
			write += 1
		if place == i:
			route[write] = u
			write += 1
		if place < size:
			route[write] = plan.route[k, place]
			write += 1
	return route


@fast
def put(task, plan, u, found):
	"""Put visit u where `best_place` found it to fit."""
	k, i, store = found[0], found[1], found[2]
	route = plan.route
	size = plan.size[k]
	for place in range(size, i, -1):
		route[k, place] = route[k, place - 1]
	route[k, i] = u
	size += 1
	if store >= 0:
		for place in range(size, store, -1):
			route[k, place] = route[k, place - 1]
		route[k, store] = 0
		size += 1
	plan.size[k] = size
	plan.who[u] = k


@fast
def without_needless_store(task, plan, k):
	"""Move the stop at the store to where it costs least, or leave it out."""
	size = plan.size[k]
	store = plan.store_at[k]
	if store < 0:
		return
	route = plan.route
	for place in range(store, size - 1):
		route[k, place] = route[k, place + 1]
	size -= 1
	plan.size[k] = size
	if refresh(task, plan, k):
		return
	# The last place at which everything before is served from the van.
	last = size
	for part in range(plan.used.shape[1]):
		plan.used[k, part] = 0
	for place in range(size):
		node = route[k, place]
		short = not task.own[k, node]
		for part in range(plan.used.shape[1]):
			plan.used[k, part] += task.needs[node, part]
			if plan.used[k, part] > task.stock[k, part]:
				short = True
		if short:
			last = place
			break
	best, at = NEVER, store
	for p in range(last + 1):
		# A stretch with the store: walk it.
		visits = task.needs.shape[0] - 1
		start = visits + 1 + k
		end = start + task.stock.shape[0]
		before = start if p == 0 else route[k, p - 1]
		after = end if p == size else route[k, p]
		d = plan.head[k, p, 0] + task.travel[before, 0]
		e, l = plan.head[k, p, 1], plan.head[k, p, 2]
		if e + d > task.closes[0] + NEARLY:
			break
		wait = max(task.opens[0] - d - l, 0.0)
		e = max(task.opens[0] - d, e) - wait
		l = min(task.closes[0] - d, l)
		d += task.service[0] + wait + task.travel[0, after]
		if e + d > plan.tail[k, p, 2] + NEARLY:
			continue
		d += max(plan.tail[k, p, 1] - d - l, 0.0) + plan.tail[k, p, 0]
		if task.weights[2] > 0.0:
			d = walk(task, with_visit(plan, k, p, 0, -1), size + 1, k)
		if d < best:
			best, at = d, p
	for place in range(size, at, -1):
		route[k, place] = route[k, place - 1]
	route[k, at] = 0
	plan.size[k] = size + 1
	refresh(task, plan, k)


@fast
def copy_route(source, target, k):
	"""Technician k's route with all that is known of it."""
	size = source.size[k]
	target.size[k] = size
	target.store_at[k] = source.store_at[k]
	target.cost[k] = source.cost[k]
	target.takes[k] = source.takes[k]
	target.extra[k] = source.extra[k]
	for place in range(size):
		target.route[k, place] = source.route[k, place]
	for place in range(size + 1):
		for i in range(3):
			target.head[k, place, i] = source.head[k, place, i]
			target.tail[k, place, i] = source.tail[k, place, i]
	for part in range(source.used.shape[1]):
		target.used[k, part] = source.used[k, part]


@fast
def keep_routes(plan, pool, touched, marks):
	"""Remember routes for the recombination, each set of visits once a technician, at its cheapest."""
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
		if same and pool.cost[at] <= plan.cost[k] + 1e-9:
			continue
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
				keep_routes(plan, pool, touched, marks)
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


@fast
def repair_store(task, plan, k):
	"""Put a stop at the store in where what is left needs it."""
	size = plan.size[k]
	for place in range(size, 0, -1):
		plan.route[k, place] = plan.route[k, place - 1]
	plan.route[k, 0] = 0
	plan.size[k] = size + 1
	refresh(task, plan, k)
	without_needless_store(task, plan, k)
