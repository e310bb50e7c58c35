"""Days to be planned, for the tests of the route planner."""

import random
from math import dist

from hypothesis import strategies as st

from fsm_app.engine.route_plan.day import Break, Day, Settings, Technician, Visit

SKILLS, TOOLS = "abcde", "xyz"


def grid(*points: tuple[float, float]) -> list[list[int]]:
	"""Minutes between points, whole."""
	return [[round(dist(one, other)) for other in points] for one in points]


def random_day(chance: random.Random, technicians: int, visits: int, breaks: int = 1) -> Day:
	"""A region's day: the store in place 0, then homes, then visits."""
	points = [(chance.uniform(0, 60), chance.uniform(0, 60)) for _ in range(technicians + visits + 1)]
	crew = []
	for number in range(1, technicians + 1):
		begins = sorted(chance.sample((480, 540, 600, 690, 720, 840, 960, 1020), chance.randint(0, breaks)))
		crew.append(
			Technician(
				f"t{number}",
				number,
				number,
				480,
				1020,
				overtime=chance.choice((0, 60)),
				longest=chance.choice((300, 480, 600)),
				skills=frozenset(chance.sample(SKILLS, 3)),
				tools=frozenset(chance.sample(TOOLS, 2)),
				parts={"p": chance.randint(0, 3)},
				areas=chance.choice((None, frozenset("n"), frozenset("ns"))),
				breaks=tuple(
					Break(each, each + chance.choice((0, 30, 90)), chance.choice((15, 45))) for each in begins
				),
				begun=chance.random() < 0.2,
			)
		)
	asked = []
	for number in range(visits):
		opens = chance.choice((480, 480, 600, 720, 840))
		asked.append(
			Visit(
				f"v{number}",
				None if chance.random() < 0.03 else 1 + technicians + number,
				chance.choice((20, 30, 45)),
				opens,
				opens + chance.choice((0, 60, 180, 240)),
				due=opens + chance.choice((30, 90, 1000)),
				skills=frozenset(chance.sample(SKILLS, 1)),
				tools=frozenset(chance.sample(TOOLS, chance.randint(0, 1))),
				parts={"p": 1} if chance.random() < 0.3 else {},
				area=chance.choice((None, None, "n", "s")),
				never=frozenset({"t1"}) if chance.random() < 0.1 else frozenset(),
				costs={"t1": 30} if chance.random() < 0.2 else {},
			)
		)
	store = 0 if chance.random() < 0.8 else None
	settings = Settings(fairness=chance.choice((0, 0, 0.5)))
	return Day(tuple(crew), tuple(asked), grid(*points), store=store, store_minutes=5, settings=settings)


@st.composite
def days(draw, technicians: int = 4, visits: int = 16) -> Day:
	"""Any small day."""
	chance = random.Random(draw(st.integers(0, 2**32)))
	return random_day(
		chance, draw(st.integers(1, technicians)), draw(st.integers(0, visits)), draw(st.integers(0, 2))
	)
