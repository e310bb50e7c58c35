"""What is to be planned, and what a plan is. Anything that is not understood is refused, by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from math import isfinite, isnan
from typing import Any

SKILL, SHIFT, WINDOW, TRAVEL, PART, TOOL, AREA, NO_LOCATION, TECHNICIAN = (
	"skill",
	"shift",
	"window",
	"travel",
	"part",
	"tool",
	"area",
	"no location",
	"technician",
)
FOREVER = 1e6
MOST_BREAKS = 3


class NotUnderstood(ValueError):
	"""Input that has an unknown field or an impossible value: named in the message."""


@dataclass(frozen=True)
class Break:
	"""A rest of so many minutes that begins in this window."""

	opens: float
	closes: float
	minutes: float


@dataclass(frozen=True)
class Technician:
	"""Who goes. `start` and `end` are places of the matrix; `start` is where one is when `shift_start` comes."""

	name: str
	start: int
	end: int
	shift_start: float
	shift_end: float
	overtime: float = 0
	longest: float = FOREVER
	worked: float = 0
	"""Minutes of work done already this day: they count toward `longest`."""
	begun: bool = False
	"""At work since before `shift_start`: waiting there is work, too."""
	skills: frozenset[str] = frozenset()
	tools: frozenset[str] = frozenset()
	parts: Mapping[str, int] = field(default_factory=dict)
	areas: frozenset[str] | None = None
	"""None: goes everywhere."""
	breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Visit:
	"""Where somebody has to go. Service begins in the window; after `due` it is late, which costs, but may be."""

	name: str
	place: int | None
	minutes: float
	opens: float = 0
	closes: float = FOREVER
	due: float = FOREVER
	late_cost: float = 2
	"""Of each minute after `due`, in minutes of work."""
	skills: frozenset[str] = frozenset()
	tools: frozenset[str] = frozenset()
	parts: Mapping[str, int] = field(default_factory=dict)
	area: str | None = None
	technician: str | None = None
	"""Locked: nobody else goes."""
	begins: float | None = None
	"""Locked: it begins just then."""
	never: frozenset[str] = frozenset()
	"""Technicians who must not come."""
	costs: Mapping[str, float] = field(default_factory=dict)
	"""By technician: what speaks against just them, in minutes of work."""
	unplanned_cost: float = 1_000


@dataclass(frozen=True)
class Settings:
	"""How much is what worth, in minutes of work."""

	overtime_cost: float = 0.5
	"""Of a minute of overtime, besides the minute itself."""
	fairness: float = 0
	"""0: only the sum of the working time counts. 1: long days cost much more than short ones."""
	most_extra_travel: float = 0.1
	"""How much more travel, of all of it, fairness may cost."""


@dataclass(frozen=True)
class Day:
	"""Technicians, visits, and minutes of travel from each place to each; None or infinite: no way known."""

	technicians: tuple[Technician, ...]
	visits: tuple[Visit, ...]
	travel: Any
	store: int | None = None
	store_opens: float = 0
	store_closes: float = FOREVER
	store_minutes: float = 0
	settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True)
class Stop:
	"""A visit, the store, or a break, with its times. `travel` is the way to it."""

	kind: str
	name: str
	arrives: float
	begins: float
	ends: float
	travel: float = 0
	late: float = 0


@dataclass(frozen=True)
class Route:
	"""A technician's day. Breaks before leaving and after returning are stops, too."""

	technician: str
	leaves: float
	stops: tuple[Stop, ...]
	returns: float
	travel: float
	work: float
	"""From leaving to returning, waiting included, breaks between not."""
	overtime: float

	@property
	def visits(self) -> tuple[str, ...]:
		"""The names of the visits, in order."""
		return tuple(stop.name for stop in self.stops if stop.kind == "visit")


@dataclass(frozen=True)
class Relaxation:
	"""The smallest change that would let a visit in: at whom, what, and how much of it."""

	technician: str | None
	cause: str
	what: tuple[str, ...] = ()
	by: float = 0
	"""Minutes; where changes are limited, how many."""


@dataclass(frozen=True)
class Unplanned:
	"""A visit that nobody goes to, the causes, and the smallest relaxation."""

	visit: str
	causes: tuple[str, ...]
	relaxation: Relaxation | None


@dataclass(frozen=True)
class Plan:
	"""Routes, what is left out and why. `searched` is false where only a plain insertion was possible."""

	routes: tuple[Route, ...]
	unplanned: tuple[Unplanned, ...]
	searched: bool
	alarms: tuple[str, ...] = ()

	without_fairness: float | None = None
	"""With fairness: minutes on the road of the plan that does without it."""

	@property
	def travel(self) -> float:
		"""Minutes on the road."""
		return sum(route.travel for route in self.routes)

	@property
	def work(self) -> float:
		"""Minutes of work."""
		return sum(route.work for route in self.routes)

	@property
	def late(self) -> float:
		"""Minutes that visits begin late."""
		return sum(stop.late for route in self.routes for stop in route.stops)

	@property
	def overtime(self) -> float:
		"""Minutes after the shifts' ends."""
		return sum(route.overtime for route in self.routes)


_TEXTS = ("name", "area", "technician")
_SETS = ("skills", "tools", "areas", "never")
_WITHIN = {"technicians": Technician, "visits": Visit, "settings": Settings, "breaks": Break}


def read(kind: type, data: Mapping[str, Any]):
	"""A Day, or a part of one, from plain data, as JSON gives it. A field that is unknown is refused, never ignored."""
	known = {each.name for each in fields(kind)}
	unknown = sorted(set(data) - known)
	if unknown:
		raise NotUnderstood(
			f"{kind.__name__}: unknown field {unknown[0]!r}; known are {', '.join(sorted(known))}"
		)
	values: dict[str, Any] = {}
	for name, value in data.items():
		within = _WITHIN.get(name)
		if within and isinstance(value, Mapping):
			value = read(within, value)
		elif within:
			value = tuple(each if isinstance(each, within) else read(within, each) for each in value)
		elif name in _SETS and value is not None:
			value = frozenset(value)
		values[name] = value
	try:
		return kind(**values)
	except TypeError as trouble:
		raise NotUnderstood(f"{kind.__name__}: {trouble}") from trouble


def check(day: Day) -> None:
	"""Refuse what cannot be meant: names twice, windows that end before they begin, negative or endless minutes."""
	places = len(day.travel)
	for row in day.travel:
		if len(row) != places:
			raise NotUnderstood("travel: not as many columns as rows")
		for minutes in row:
			if minutes is not None and (isnan(minutes) or minutes < 0):
				raise NotUnderstood("travel: negative or not a number")
	for kind, each in (("technician", day.technicians), ("visit", day.visits)):
		names = [one.name for one in each]
		if len(set(names)) != len(names):
			raise NotUnderstood(
				f"{kind}: {next(name for name in names if names.count(name) > 1)!r} is there twice"
			)
		for one in each:
			_check_numbers(kind, one)
	if day.store is not None and not 0 <= day.store < places:
		raise NotUnderstood(f"store: no place {day.store}")
	known = {technician.name for technician in day.technicians}
	for technician in day.technicians:
		_check_window("technician", technician.name, technician.shift_start, technician.shift_end)
		for each in (technician.start, technician.end):
			if not 0 <= each < places:
				raise NotUnderstood(f"technician {technician.name!r}: no place {each}")
		if len(technician.breaks) > MOST_BREAKS:
			raise NotUnderstood(f"technician {technician.name!r}: more than {MOST_BREAKS} breaks")
		for each in technician.breaks:
			_check_numbers(f"break of {technician.name!r}", each)
			_check_window("break of", technician.name, each.opens, each.closes)
	for visit in day.visits:
		_check_window("visit", visit.name, visit.opens, visit.closes)
		if visit.place is not None and not 0 <= visit.place < places:
			raise NotUnderstood(f"visit {visit.name!r}: no place {visit.place}")
		strangers = ({visit.technician} if visit.technician else set()) | set(visit.costs)
		for name in sorted(strangers - known):
			raise NotUnderstood(f"visit {visit.name!r}: no technician {name!r}")


def _check_numbers(kind: str, one) -> None:
	for each in fields(one):
		value = getattr(one, each.name)
		numbers = list(value.values()) if isinstance(value, Mapping) else [value]
		if each.name in (*_TEXTS, *_SETS, "breaks", "begun") or value is None:
			continue
		for number in numbers:
			wrong = isinstance(number, bool) or not isinstance(number, int | float) or not isfinite(number)
			if wrong or (number < 0 and each.name != "costs"):
				name = getattr(one, "name", "")
				raise NotUnderstood(f"{kind} {name!r}: {each.name} is {number!r}")


def _check_window(kind: str, name: str, opens: float, closes: float) -> None:
	if opens > closes:
		raise NotUnderstood(f"{kind} {name!r}: the window ends ({closes}) before it begins ({opens})")
