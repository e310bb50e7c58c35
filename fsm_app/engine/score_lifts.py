"""What would lift an engineer's score most in the rest of a month: from the curves, the weights and the work to come (J3).

Each KPI is looked at by itself: so many more documents come as the pace so far lets expect, all of them go well, and the
sheet is worked out again. A document of which a value is taken goes well where the curve gives it GOOD.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from fsm_app.engine.aggregates import (
	AVERAGE,
	COUNTING,
	DISTINCT,
	MEDIAN,
	PERCENTAGE,
	PERCENTILE,
	SUM,
	figure_of,
)
from fsm_app.engine.score_sheet import (
	FORMULA,
	LOWER_IS_BETTER,
	Measure,
	Presence,
	Rule,
	Scheme,
	mark,
	measure,
	sheet,
)

GOOD = 90.0
# A smaller gain is none.
LEAST = 0.05
OF_ONE_VALUE = frozenset({AVERAGE, MEDIAN, PERCENTILE})
Documents = Mapping[str, Mapping[str, Sequence]]


class Lift(NamedTuple):
	"""What a KPI can still give: its value now (None: no data) and then, the documents to come, and the points of the total."""

	kpi: str
	value: float | None
	value_then: float
	coming: int
	gain: float


def tickets_to_come(done: int, in_hand: int, days_gone: int, days_left: int) -> int:
	"""The tickets to be expected in the rest of the month: as many a day as were done so far, or those in hand where none was."""
	if days_left <= 0:
		return 0
	if done <= 0 or days_gone <= 0:
		return in_hand
	return max(round(done * days_left / days_gone), min(in_hand, 1))


def documents_to_come(so_far: int, tickets_done: int, tickets_coming: int) -> int:
	"""The documents of a KPI to be expected with so many tickets: in proportion to those so far, one at least; none of none."""
	if not so_far or tickets_coming <= 0:
		return 0
	return max(1, round(so_far * tickets_coming / tickets_done)) if tickets_done > 0 else tickets_coming


def work_to_come(
	rules: Mapping[str, Rule], documents: Documents, tickets_done: int, tickets_coming: int, days_left: int
) -> dict[str, int]:
	"""By KPI the documents to be expected; of what is only counted one more can be made as long as the month runs."""
	found = {}
	for kpi, rule in rules.items():
		so_far = len(set(documents.get(kpi, {"names": ()})["names"]))
		count = documents_to_come(so_far, tickets_done, tickets_coming)
		is_counted = rule.kind != FORMULA and rule.aggregate in COUNTING and not rule.per_kpi
		found[kpi] = max(count, int(is_counted and days_left > 0))
	return found


def value_for(rule: Rule, score: float) -> float | None:
	"""The value nearest to the worse end for which the KPI gives at least `score`, or the most that it ever gives."""
	if rule.curve_kind == "Threshold":
		return rule.target
	points = [tuple(point) for point in rule.curve]
	if not points:
		return None
	wanted = min(score, max(each for _value, each in points))
	if rule.direction == LOWER_IS_BETTER:
		points.reverse()
	for value, each in points[:1]:
		if each >= wanted:
			return value
	for (value, before), (after, each) in pairwise(points):
		if each >= wanted:
			if rule.curve_kind == "Steps" or each == before:
				return after
			return value + (after - value) * (wanted - before) / (each - before)
	return None


def lifts(
	scheme: Scheme,
	rules: Mapping[str, Rule],
	documents: Documents,
	presence: Presence,
	parts: Mapping[str, float],
	coming: Mapping[str, int],
) -> list[Lift]:
	"""The KPIs of the scheme that can still give points, the most first.

	`documents`: by KPI their names and values, see frozen_score.figures_of; `coming`: by KPI how many more there will be.
	"""
	month = _Month(rules, documents, presence, coming)
	before = sheet(scheme, rules, month.figures, presence, parts)
	found = []
	for item in scheme.items:
		now = measure(item.kpi, rules, month.figures, presence)
		then = month.at_best(item.kpi, item.minimum_sample)
		if then is None or not month.coming_to(item.kpi):
			continue
		after = sheet(scheme, rules, month.figures, presence, parts, {item.kpi: then.value})
		gain = (after["total"] or 0.0) - (before["total"] or 0.0)
		if gain >= LEAST:
			found.append(Lift(item.kpi, now.value, then.value, month.coming_to(item.kpi), gain))
	return sorted(found, key=lambda lift: (-lift.gain, lift.kpi))


class _Month:
	"""The documents so far, and what may become of the figures by those to come."""

	def __init__(self, rules, documents: Documents, presence: Presence, coming: Mapping[str, int]):
		self.rules, self.documents, self.presence, self.coming = rules, documents, presence, coming
		self.figures = {kpi: self._figure(kpi, []) for kpi in documents}

	def coming_to(self, kpi: str) -> int:
		"""The documents to come of the KPI, or of the one of those that it is made of that gets the most."""
		return max((self.coming.get(each, 0) for each in (kpi, *self._inputs(kpi))), default=0)

	def at_best(self, kpi: str, minimum: int) -> Measure | None:
		"""The measure of the KPI that marks best of all that may become of it; None where none is marked."""
		best, best_score = None, None
		for figures in self._outcomes(kpi):
			measured = measure(kpi, self.rules, {**self.figures, **figures}, self.presence)
			score, _reason = mark(self.rules[kpi], measured, self.presence, minimum)
			if score is not None and (best_score is None or score > best_score):
				best, best_score = measured, score
		return best

	def _inputs(self, kpi: str) -> list[str]:
		rule = self.rules[kpi]
		direct = (
			list(rule.symbols.values()) if rule.kind == FORMULA else [rule.per_kpi] if rule.per_kpi else []
		)
		return [each for name in direct for each in (name, *self._inputs(name))]

	def _outcomes(self, kpi: str) -> list[dict]:
		"""By KPI the figures that may come of it and of what it is made of; a rate gets all that it is a rate of."""
		rule = self.rules[kpi]
		if rule.kind == FORMULA:
			return [self._of_formula(kpi)]
		own = [{kpi: self._figure(kpi, values)} for values in self._more(rule)]
		if not rule.per_kpi:
			return own
		per = self._outcomes(rule.per_kpi)[-1]
		return [{**per, **each} for each in own]

	def _of_formula(self, kpi: str) -> dict:
		"""One input after the other as is best for the formula, the others as found so far."""
		chosen: dict = {}
		for name in self.rules[kpi].symbols.values():
			ways = [{**chosen, **way} for way in self._outcomes(name)]
			chosen = max(ways, key=lambda way: self._mark_of(kpi, way))
		return chosen

	def _mark_of(self, kpi: str, figures: dict) -> float:
		measured = measure(kpi, self.rules, {**self.figures, **figures}, self.presence)
		score, _reason = mark(self.rules[kpi], measured, self.presence, 1)
		return -1.0 if score is None else score

	def _more(self, rule: Rule) -> list[list]:
		"""The values that the documents to come may have, where they go well or do not come at all; all that come stand last."""
		count = self.coming.get(rule.name, 0)
		if rule.aggregate == PERCENTAGE:
			return [[0] * count, [1] * count]
		if rule.aggregate in OF_ONE_VALUE:
			good = value_for(rule, GOOD)
			return [[]] if good is None else [[], [good * rule.divide_by] * count]
		if rule.aggregate == DISTINCT:
			return [[], [f"\0{number}" for number in range(count)]]
		if rule.aggregate == SUM:
			return self._sums(rule, count)
		return [[], [1] * count]

	def _sums(self, rule: Rule, count: int) -> list[list]:
		"""A rate of a sum goes on at what is good for it; a sum by itself with values as they were on average."""
		if rule.per_kpi:
			good, base = value_for(rule, GOOD), self.coming.get(rule.per_kpi, 0)
			return [[] if good is None else [good * base * rule.divide_by / rule.per_factor]]
		values = [float(each) for each in self._values(rule.name) if each is not None]
		return [[], [sum(values) / len(values)] * count] if values else [[]]

	def _values(self, kpi: str) -> Sequence:
		return self.documents.get(kpi, {"values": []})["values"]

	def _figure(self, kpi: str, more: list):
		rule = self.rules[kpi]
		names = set(self.documents.get(kpi, {"names": []})["names"])
		values = [*self._values(kpi), *more]
		return figure_of(rule.aggregate, values, len(names) + len(more), rule.divide_by, rule.percentile)
