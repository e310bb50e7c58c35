"""One engineer's month as it is marked: figures to scores, scores to a total. The same for open months and frozen ones (J2, J3).

Everything comes in as plain data, so that what was frozen at closing gives the same total for ever: whoever changes how a
month is marked raises FORMULA_VERSION and keeps the way of the versions before for the months closed by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fsm_app.engine.aggregates import COUNTING, Figure
from fsm_app.engine.kpi_formula import evaluate
from fsm_app.engine.scoring import WeightedScore, score_of, weigh

FORMULA_VERSION = 1
FORMULA = "Formula"
KPI_PART = "KPI"
AWAY = "Away"
LOWER_IS_BETTER = "Lower is Better"

# Why a KPI was not scored.
DISABLED, NO_DOCUMENTS, TOO_FEW, WAS_AWAY, NO_DATA = (
	"Disabled",
	"No documents",
	"Too few documents",
	"Away",
	"No data",
)


@dataclass(frozen=True)
class Rule:
	"""How a KPI's figure becomes a score, without where its documents are found."""

	name: str
	kind: str = "Documents"
	aggregate: str = "Percentage"
	unit: str = ""
	disabled: bool = False
	minimum_sample: int = 1
	divide_by: float = 1.0
	percentile: float = 90.0
	per_kpi: str = ""
	per_factor: float = 1.0
	prorate: bool = False
	formula: str = ""
	symbols: Mapping[str, str] = field(default_factory=dict)
	direction: str = ""
	target: float = 0.0
	curve_kind: str = "Linear"
	curve: Sequence[Sequence[float]] = ()


@dataclass(frozen=True)
class Presence:
	"""Whether somebody was at work in the period, on how many of its days, and why that is said."""

	state: str = "At Work"
	days: float = 0.0
	period_days: int = 0
	reason: str = ""
	# On leave, or not here at all: whatever is counted in their name was not theirs to change. Months frozen before know none.
	excused: bool = False


@dataclass(frozen=True)
class Item:
	"""A KPI in a scheme: its weight, and the fewest documents where the scheme asks for more or fewer than the KPI."""

	kpi: str
	weight: float
	minimum_sample: int = 0


@dataclass(frozen=True)
class Scheme:
	"""The KPIs and their weights, the weights of the appraisal's parts, and what happens to a weight without data."""

	items: Sequence[Item]
	parts: Mapping[str, float] = field(default_factory=lambda: {KPI_PART: 100.0})
	when_no_data: str = "Spread Weight"
	neutral_score: float = 0.0


@dataclass(frozen=True)
class Measure:
	"""A KPI's value for one engineer (None: no data, and why), with what was counted and what was looked at."""

	value: float | None
	numerator: float = 0.0
	denominator: int = 0
	reason: str = ""


def measure(
	name: str, rules: Mapping[str, Rule], figures: Mapping[str, Figure | None], presence: Presence
) -> Measure:
	"""The value of the KPI `name`, from the figures of the documents by KPI.

	Nothing counted is 0 for whoever was at work and no data for whoever was away; a rate or a mean of nothing is no data.
	Who is excused has no data of any kind: a ticket that waits for somebody on leave is no ticket that they did not solve.
	"""
	rule = rules[name]
	if rule.disabled:
		return Measure(None, reason=DISABLED)
	if presence.excused:
		return Measure(None, reason=WAS_AWAY)
	if rule.kind == FORMULA:
		return _formula(rule, rules, figures, presence)
	figure = figures.get(name)
	if rule.aggregate not in COUNTING:
		return Measure(*figure) if figure else Measure(None, reason=NO_DOCUMENTS)
	if presence.state == AWAY:
		return Measure(None, reason=WAS_AWAY)
	own = figure or Figure(0.0, 0.0, 0)
	if not rule.per_kpi:
		return Measure(*own)
	per = measure(rule.per_kpi, rules, figures, presence)
	if not per.value:
		return Measure(None, own.value, per.denominator, NO_DOCUMENTS)
	return Measure(rule.per_factor * own.value / per.value, own.value, per.denominator)


def _formula(rule: Rule, rules, figures, presence) -> Measure:
	inputs = {symbol: measure(kpi, rules, figures, presence) for symbol, kpi in rule.symbols.items()}
	denominator = max((each.denominator for each in inputs.values()), default=0)
	value = evaluate(rule.formula, {symbol: each.value for symbol, each in inputs.items()})
	return Measure(value, value or 0.0, denominator, "" if value is not None else NO_DATA)


def mark(rule: Rule, measured: Measure, presence: Presence, minimum: int = 0) -> tuple[float | None, str]:
	"""The score of a measured value, or None and why there is none."""
	if measured.value is None:
		return None, measured.reason
	counts_from_zero = rule.kind != FORMULA and rule.aggregate in COUNTING and not rule.per_kpi
	if not counts_from_zero and measured.denominator < max(1, minimum or rule.minimum_sample):
		return None, TOO_FEW
	value = measured.value
	if counts_from_zero and rule.prorate and 0 < presence.days < presence.period_days:
		value *= presence.period_days / presence.days
	lower = rule.direction == LOWER_IS_BETTER
	return score_of(rule.curve_kind, [tuple(point) for point in rule.curve], rule.target, lower, value), ""


def sheet(
	scheme: Scheme,
	rules: Mapping[str, Rule],
	figures: Mapping[str, Figure | None],
	presence: Presence,
	parts: Mapping[str, float] | None = None,
	corrected: Mapping[str, float | None] | None = None,
) -> dict:
	"""The whole sheet: a row for each KPI, the KPI score, the parts and the total; None where there is no data.

	`parts`: the scores of the parts beside the KPIs. `corrected`: values by KPI that stand in place of what was counted.
	"""
	rows = [_row(item, rules, figures, presence, corrected or {}) for item in scheme.items]
	weighed, kpi_score = weigh(
		[WeightedScore(row["score"] if row["scored"] else None, row["weight"]) for row in rows],
		scheme.when_no_data,
		scheme.neutral_score,
	)
	for row, each in zip(rows, weighed, strict=True):
		row.update(effective_weight=each.effective_weight, contribution=each.points)
	return {"rows": rows, "kpi_score": kpi_score, **_parts(scheme, kpi_score, parts or {})}


def _row(item: Item, rules, figures, presence: Presence, corrected: Mapping[str, float | None]) -> dict:
	rule = rules[item.kpi]
	measured = measure(item.kpi, rules, figures, presence)
	if item.kpi in corrected:
		value = corrected[item.kpi]
		measured = Measure(
			value, measured.numerator, max(1, measured.denominator), "" if value is not None else NO_DATA
		)
		score, reason = mark(rule, measured, presence, 1)
	else:
		score, reason = mark(rule, measured, presence, item.minimum_sample)
	return {
		"kpi": item.kpi,
		"value": measured.value or 0.0,
		"unit": rule.unit,
		"score": score or 0.0,
		"weight": item.weight,
		"numerator": measured.numerator,
		"denominator": measured.denominator,
		"scored": int(score is not None),
		"reason": reason,
	}


def _parts(scheme: Scheme, kpi_score: float | None, given: Mapping[str, float]) -> dict:
	scores = {**given, KPI_PART: kpi_score}
	used = [(part, weight) for part, weight in scheme.parts.items() if weight]
	weighed, total = weigh(
		[WeightedScore(scores.get(part), weight) for part, weight in used],
		scheme.when_no_data,
		scheme.neutral_score,
	)
	rows = [
		{
			"part": part,
			"score": scores.get(part) or 0.0,
			"has_data": int(scores.get(part) is not None),
			"weight": weight,
			"effective_weight": each.effective_weight,
		}
		for (part, weight), each in zip(used, weighed, strict=True)
	]
	return {"parts": rows, "total": total}
