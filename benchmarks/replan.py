"""One more urgent visit in a full day of 200 visits and 25 technicians: how long it takes, how many visits change.

    python -m benchmarks.replan            (--urgent 12 --seconds 10 for the day before)

Beside it the same day planned anew without regard to what was promised by name: who changes then.
"""

import argparse
import random
import time
from dataclasses import replace
from math import dist

from fsm_app.engine.plan_checker import faults
from fsm_app.engine.route_plan.day import Break, Day, Technician, Visit
from fsm_app.engine.route_plan.planner import plan
from fsm_app.engine.route_plan.replan import differences, replan


def full_day(technicians: int = 25, visits: int = 200, seed: int = 1) -> Day:
	"""A region an hour wide; windows of two to four hours, a lunch break, skills, tools and one part."""
	chance = random.Random(seed)
	points = [(chance.uniform(0, 60), chance.uniform(0, 60)) for _ in range(technicians + visits + 1)]
	crew = tuple(
		Technician(
			f"technician {number}", number, number, 480, 1020, overtime=60,
			skills=frozenset(chance.sample("abcde", 3)), tools=frozenset(chance.sample("xyz", 2)),
			parts={"seal": chance.randint(0, 3)}, breaks=(Break(690, 780, 30),),
		)
		for number in range(1, technicians + 1)
	)  # fmt: skip
	asked = []
	for number in range(visits):
		opens = chance.choice((480, 480, 600, 720, 840))
		asked.append(
			Visit(
				f"visit {number}", 1 + technicians + number, chance.choice((20, 30, 45)),
				opens, opens + chance.choice((120, 180, 240)), due=opens + chance.choice((90, 120)),
				skills=frozenset(chance.sample("abcde", 1)), tools=frozenset(chance.sample("xyz", chance.randint(0, 1))),
				parts={"seal": 1} if chance.random() < 0.3 else {},
			)
		)  # fmt: skip
	return Day(crew, tuple(asked), [[round(dist(a, b)) for b in points] for a in points], store=0)


def main(urgent: int, seconds: float) -> None:
	"""Plan, disturb, print."""
	day = full_day()
	replan(day, plan(full_day(3, 9), turns=50))
	before = plan(day, seconds)
	print(
		f"before: {before.travel:,.0f} minutes of travel, {before.late:.0f} late, {len(before.unplanned)} left out"
	)
	chance = random.Random(2)
	spent = []
	for number in range(urgent):
		opens = chance.randrange(540, 900, 30)
		one = Visit(
			"urgent", chance.choice(day.visits).place, 60, opens, opens + 60, due=opens + 30,
			skills=frozenset(chance.sample("abcde", 2)), parts={"seal": 1}, unplanned_cost=5_000,
		)  # fmt: skip
		now = replace(day, visits=(*day.visits, one))
		clocks = time.perf_counter(), time.process_time()
		found = replan(now, before)
		spent.append(time.perf_counter() - clocks[0])
		wrong = faults(now, found.plan)
		print(
			f"urgent {number + 1}: {spent[-1]:.2f} s, {time.process_time() - clocks[1]:.2f} s of a core,"
			f" {len(found.changed)} changed, {found.technicians_changed} of them get somebody else,"
			f" {len(found.plan.unplanned)} left out, {len(wrong)} faults"
		)
	anew = plan(now, seconds)
	changed, _added = differences(before, anew)
	others = sum(not each.after or each.before.technician != each.after.technician for each in changed)
	print(
		f"longest {max(spent):.2f} s; the last one planned anew instead: {len(changed)} changed, {others} get somebody else"
	)


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--urgent", type=int, default=12)
	parser.add_argument("--seconds", type=float, default=10)
	asked = parser.parse_args()
	main(asked.urgent, asked.seconds)
