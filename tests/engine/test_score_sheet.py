"""A month's sheet: figures to scores, scores to a total; frozen and worked out again (J2, J3)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine import kpi_formula
from fsm_app.engine.aggregates import Figure, figure_of, median_of, percentile_of
from fsm_app.engine.frozen_score import pack, recompute, unpack
from fsm_app.engine.score_sheet import Item, Presence, Rule, Scheme, measure, sheet
from fsm_app.engine.scoring import WeightedScore, is_hundred, ranks, runs_down, score_of, weigh

WEIGHTS = st.lists(
	st.tuples(st.none() | st.floats(0, 100), st.floats(0.25, 100)), min_size=1, max_size=12
).map(lambda rows: [WeightedScore(*row) for row in rows])
CURVE = ((0, 100), (2, 80), (5, 60), (10, 30), (20, 0))
AWAY = Presence("Away", 0, 30)


class TestWeighing:
	@given(WEIGHTS, st.sampled_from(["Spread Weight", "Neutral Score", "Zero"]), st.floats(0, 100))
	def test_effective_weights_are_a_hundred_and_points_the_sum(self, rows, way, neutral):
		weighed, total = weigh(rows, way, neutral)
		if all(row.score is None for row in rows):
			assert total is None
			return
		assert math.isclose(sum(row.effective_weight for row in weighed), 100)
		assert math.isclose(sum(row.points for row in weighed), total, abs_tol=1e-9)
		assert -1e-9 <= total <= 100 + 1e-9

	@given(WEIGHTS)
	def test_missing_is_not_zero(self, rows):
		_weighed, total = weigh(rows)
		present = [row for row in rows if row.score is not None]
		assert weigh(present)[1] == pytest.approx(total) if present else total is None

	def test_what_the_three_ways_make_of_a_missing_one(self):
		rows = [WeightedScore(80, 60), WeightedScore(None, 40)]
		assert weigh(rows)[1] == 80
		assert weigh(rows, "Neutral Score", 50)[1] == 68
		assert weigh(rows, "Zero")[1] == 48

	@pytest.mark.parametrize(
		("weights", "fits"),
		[
			([60, 30, 10], True),
			([0.75, 99.25], True),
			([33.33, 33.33, 33.34], True),
			([33.33] * 3, False),
			([0.1] * 1000, True),
			([100.01], False),
		],
	)
	def test_a_hundred_is_a_hundred(self, weights, fits):
		assert is_hundred(weights) is fits

	@given(st.dictionaries(st.text(), st.none() | st.floats(0, 100)))
	def test_ranks_fall_with_the_totals(self, totals):
		place = ranks(totals)
		known = {name: total for name, total in totals.items() if total is not None}
		assert all((place[name] == 0) == (name not in known) for name in totals)
		for name, total in known.items():
			higher = sum(round(other, 1) > round(total, 1) for other in known.values())
			assert place[name] == higher + 1


class TestCurves:
	def test_steps_hold_up_to_the_next(self):
		values = [-1, 0, 1.99, 2, 19.9, 20, 99]
		assert [score_of("Steps", CURVE, 0, True, value) for value in values] == [
			*(100, 100, 100, 80, 30, 0, 0)
		]

	@pytest.mark.parametrize(
		("value", "lower", "score"), [(90, False, 100), (89.9, False, 0), (90, True, 100), (91, True, 0)]
	)
	def test_a_threshold_is_reached_or_not(self, value, lower, score):
		assert score_of("Threshold", (), 90, lower, value) == score

	def test_which_way_a_curve_runs(self):
		assert (runs_down(CURVE), runs_down(((0, 0), (1, 1)))) == (True, False)
		assert (runs_down(((0, 0), (1, 1), (2, 0))), runs_down(((0, 5),))) == (None, None)


class TestAggregates:
	@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
	def test_the_median_has_half_on_either_side(self, numbers):
		numbers.sort()
		middle = median_of(numbers)
		assert sum(number < middle for number in numbers) * 2 <= len(numbers)
		assert sum(number > middle for number in numbers) * 2 <= len(numbers)

	@given(st.lists(st.integers(0, 100), min_size=1, max_size=50), st.floats(0.1, 100))
	def test_so_many_do_not_exceed_the_percentile(self, numbers, percentile):
		numbers.sort()
		found = percentile_of(numbers, percentile)
		assert found in numbers
		assert sum(number <= found for number in numbers) * 100 >= percentile * len(numbers)

	def test_each_by_hand(self):
		values = [1, 2, 2, 10]
		assert [
			figure_of(kind, values, 4, 1, 75).value for kind in ("Sum", "Average", "Median", "Percentile")
		] == [*(15, 3.75, 2, 2)]
		assert figure_of("Percentage", [1, 0, 1, 1], 4) == Figure(75, 3, 4)
		assert figure_of("Distinct", ["a", "b", "a", None], 4).value == 2
		assert figure_of("Average", [], 0) is None


class TestFormulas:
	VALUES = {"a": 8.0, "b": 2.0, "zero": 0.0, "none": None}

	@pytest.mark.parametrize(
		("formula", "value"),
		[
			("a - b", 6), ("100 * a / (a + b)", 80), ("-a + +b", -6), ("a / zero", None), ("none + 1", None),
			("a * 1e308 * 1e308", None), (" a ", 8),
		],
	)  # fmt: skip
	def test_it_is_arithmetic(self, formula, value):
		assert kpi_formula.evaluate(formula, self.VALUES) == value

	@pytest.mark.parametrize(
		"formula",
		[
			"a ** b", "__import__('os')", "a.real", "a if b else 1", "[a]", "'a' * 9", "lambda: 1", "a and b", "a < b",
			"a // b", "a % b", "a; b", "", "(", "a" * 201, "max(a, b)", "True", "a @ b", "f'{a}'", "1j", "a = 1", "(a := 1)",
			"~a", "not a", "((((" * 60,
		],
	)  # fmt: skip
	def test_and_nothing_else(self, formula):
		with pytest.raises(kpi_formula.FormulaError):
			kpi_formula.evaluate(formula, self.VALUES)

	def test_a_symbol_that_is_not_given_is_refused(self):
		with pytest.raises(kpi_formula.FormulaError):
			kpi_formula.evaluate("a + d", self.VALUES)

	@given(st.text(max_size=40))
	def test_whatever_is_written_gives_a_number_none_or_a_refusal(self, formula):
		try:
			result = kpi_formula.evaluate(formula, self.VALUES)
		except kpi_formula.FormulaError:
			return
		assert result is None or math.isfinite(result)


class TestNothingCounted:
	RULES = {
		"Complaints": Rule("Complaints", aggregate="Count", curve=CURVE, direction="Lower is Better"),
		"Closed": Rule("Closed", aggregate="Count", curve=((0, 0), (30, 100)), prorate=True),
		"Rate": Rule("Rate", aggregate="Count", per_kpi="Closed", per_factor=100, curve=CURVE),
		"SLA": Rule("SLA", curve=((0, 0), (100, 100))),
	}

	def test_it_is_zero_for_whoever_was_at_work(self):
		found = measure("Complaints", self.RULES, {}, Presence())
		assert (found.value, found.denominator) == (0.0, 0)

	def test_it_is_no_data_for_whoever_was_away(self):
		assert measure("Complaints", self.RULES, {}, AWAY).value is None
		assert measure("Rate", self.RULES, {"Closed": Figure(5, 5, 5)}, AWAY).value is None

	def test_whoever_is_excused_has_no_data_whatever_lies_in_their_name(self):
		found = {"SLA": Figure(0, 0, 2), "Closed": Figure(1, 1, 1)}
		scheme = Scheme([Item("SLA", 60), Item("Closed", 40)], when_no_data="Zero")
		sheet_of = sheet(scheme, self.RULES, found, Presence("Away", 0, 30, "", excused=True))
		assert sheet_of["total"] is None
		assert [row["reason"] for row in sheet_of["rows"]] == ["Away", "Away"]
		assert sheet(scheme, self.RULES, found, AWAY)["total"] == 0

	def test_a_share_of_nothing_and_a_rate_of_nothing_are_no_data(self):
		assert measure("SLA", self.RULES, {}, Presence()).value is None
		assert measure("Rate", self.RULES, {"Complaints": Figure(1, 1, 1)}, Presence()).value is None

	def test_of_two_equal_engineers_the_one_without_complaint_is_ahead(self):
		scheme = Scheme([Item("SLA", 70), Item("Rate", 30)])
		equal = {"SLA": Figure(60, 30, 50), "Closed": Figure(50, 50, 50)}
		without = sheet(scheme, self.RULES, equal, Presence())
		with_one = sheet(scheme, self.RULES, {**equal, "Rate": Figure(1, 1, 1)}, Presence())
		assert (without["total"], with_one["total"]) == (pytest.approx(72), pytest.approx(66))

	@given(st.integers(1, 31), st.integers(28, 31))
	def test_a_part_of_the_month_is_scored_as_if_it_had_gone_on(self, days, period):
		presence = Presence("Partly", float(days), period)
		found = sheet(Scheme([Item("Closed", 100)]), self.RULES, {"Closed": Figure(10, 10, 10)}, presence)
		carried_on = 10 * period / days if days < period else 10
		assert found["total"] == pytest.approx(min(100, carried_on / 30 * 100))
		assert found["rows"][0]["value"] == 10

	def test_fewer_documents_than_asked_are_no_data(self):
		figures = {"SLA": Figure(60, 3, 5)}
		(row,) = sheet(Scheme([Item("SLA", 100, 6)]), self.RULES, figures, Presence())["rows"]
		assert (row["scored"], row["reason"]) == (0, "Too few documents")


def content(values: list[int]) -> dict:
	return {
		"formula_version": 1,
		"scheme": {
			"items": [{"kpi": "SLA", "weight": 100.0, "minimum_sample": 0}],
			"parts": {"KPI": 100.0},
			"when_no_data": "Spread Weight",
			"neutral_score": 0.0,
		},
		"rules": {"SLA": {"name": "SLA", "curve": [[0, 0], [100, 100]]}},
		"presence": {"state": "At Work", "days": 30.0, "period_days": 30, "reason": ""},
		"parts": {},
		"corrected": {},
		"documents": {"SLA": {"names": [str(n) for n in range(len(values))], "values": values}},
	}


class TestFrozen:
	@given(st.lists(st.integers(0, 1), min_size=1))
	def test_it_gives_the_same_again(self, values):
		packed, checksum = pack(content(values))
		again = recompute(unpack(packed, checksum))
		assert again["total"] == pytest.approx(100 * sum(values) / len(values))
		assert pack(content(values)) == (packed, checksum)

	def test_what_was_changed_is_found_out(self):
		packed, checksum = pack(content([1]))
		with pytest.raises(ValueError):
			unpack(packed, "0" * 64)
		with pytest.raises(ValueError):
			unpack(packed[:-8], checksum)

	def test_a_correction_stands_in_place_of_what_was_counted(self):
		changed = {**content([0]), "corrected": {"SLA": 90.0}}
		assert recompute(changed)["total"] == 90
		assert recompute({**changed, "corrected": {"SLA": None}})["total"] is None
