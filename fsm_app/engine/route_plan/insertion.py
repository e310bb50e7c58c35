"""Where a visit costs least, and putting it there; the stop at the store, where it is needed and only there."""

import numpy as np

from fsm_app.engine.route_plan.compiled import fast
from fsm_app.engine.route_plan.kernel import NEARLY, NEVER, bounty, refresh, walk, worth


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
				e, until = head[k, i, 1], head[k, i, 2]
				if e + d > closes + NEARLY:
					break
				wait = max(opens - d - until, 0.0)
				e = max(opens - d, e) - wait
				until = min(closes - d, until)
				d += service + wait + travel[u, after]
				if e + d > tail[k, i, 2] + NEARLY:
					continue
				d += max(tail[k, i, 1] - d - until, 0.0) + tail[k, i, 0]
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
				e, until = head[k, p, 1], head[k, p, 2]
				if e + d > task.closes[0] + NEARLY:
					break
				wait = max(task.opens[0] - d - until, 0.0)
				e = max(task.opens[0] - d, e) - wait
				until = min(task.closes[0] - d, until)
				d += task.service[0] + wait
				if not walked and d + base >= best:
					continue
				before = 0
				for i in range(p, size + 1):
					after = end if i == size else route[k, i]
					dd = d + travel[before, u]
					if e + dd > closes + NEARLY:
						break
					wait = max(opens - dd - until, 0.0)
					ee = max(opens - dd, e) - wait
					ll = min(closes - dd, until)
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
					wait = max(task.opens[after] - d - until, 0.0)
					e = max(task.opens[after] - d, e) - wait
					until = min(task.closes[after] - d, until)
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
		e, until = plan.head[k, p, 1], plan.head[k, p, 2]
		if e + d > task.closes[0] + NEARLY:
			break
		wait = max(task.opens[0] - d - until, 0.0)
		e = max(task.opens[0] - d, e) - wait
		until = min(task.closes[0] - d, until)
		d += task.service[0] + wait + task.travel[0, after]
		if e + d > plan.tail[k, p, 2] + NEARLY:
			continue
		d += max(plan.tail[k, p, 1] - d - until, 0.0) + plan.tail[k, p, 0]
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
def repair_store(task, plan, k):
	"""Put a stop at the store in where what is left needs it."""
	size = plan.size[k]
	for place in range(size, 0, -1):
		plan.route[k, place] = plan.route[k, place - 1]
	plan.route[k, 0] = 0
	plan.size[k] = size + 1
	refresh(task, plan, k)
	without_needless_store(task, plan, k)


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
