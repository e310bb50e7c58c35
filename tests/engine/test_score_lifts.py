"""What would lift a score most: worked out again here from whole lists of documents, by appending those to come (J3)."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fsm_app.engine.frozen_score import figures_of
from fsm_app.engine.score_lifts import GOOD, LEAST, lifts, tickets_to_come, value_for, work_to_come
from fsm_app.engine.score_sheet import Item, Presence, Rule, Scheme, sheet
from fsm_app.engine.scoring import score_of

HERE = Presence("At Work", 31, 31)
UP = ((0, 0), (80, 60), (100, 100))
DOWN = ((0, 100), (30, 80), (60, 60), (120, 0))
LOWER = "Lower is Better"
SHARE = Rule("Share", curve=UP)
AGAIN = Rule("Again", direction=LOWER, curve=((0, 100), (5, 80), (30, 0)))
MINUTES = Rule("Minutes", aggregate="Average", direction=LOWER, curve=DOWN, divide_by=60)
MIDDLE = Rule("Middle", aggregate="Median", direction=LOWER, curve=DOWN)
CLOSED = Rule("Closed", aggregate="Count", curve=((0, 0), (30, 80), (60, 100)))
COMPLAINTS = Rule(
	"Complaints", aggregate="Count", per_kpi="Closed", per_factor=100, direction=LOWER, curve=((0, 100), (20, 0))
)  # fmt: skip
COST = Rule(
	"Cost", aggregate="Sum", per_kpi="Closed", direction=LOWER, curve=((0, 100), (500, 80), (3000, 0))
)  # fmt: skip
PROMOTERS, DETRACTORS = (
	Rule("Promoters", curve=UP),
	Rule("Detractors", direction=LOWER, curve=((0, 100), (50, 0))),
)
NPS = Rule(
	"NPS", kind="Formula", formula="p - d", symbols={"p": "Promoters", "d": "Detractors"},
	curve=((-50, 0), (0, 40), (80, 100)),
)  # fmt: skip
RULES = {
	rule.name: rule
	for rule in (SHARE, AGAIN, MINUTES, MIDDLE, CLOSED, COMPLAINTS, COST, PROMOTERS, DETRACTORS, NPS)
}

ZERO_OR_ONE = st.lists(st.integers(0, 1), max_size=12)
SECONDS = st.lists(st.floats(0, 9000), max_size=12)
DOCUMENTS = st.fixed_dictionaries(
	{
		"Share": ZERO_OR_ONE,
		"Again": ZERO_OR_ONE,
		"Minutes": SECONDS,
		"Middle": SECONDS,
		"Closed": st.lists(st.just(1), max_size=40),
		"Complaints": st.lists(st.just(1), max_size=4),
		"Cost": SECONDS,
		"Promoters": ZERO_OR_ONE,
		"Detractors": ZERO_OR_ONE,
	}
).map(
	lambda found: {
		kpi: {"names": [f"{kpi}-{n}" for n in range(len(values))], "values": values}
		for kpi, values in found.items()
	}
)
COMING = st.fixed_dictionaries({kpi: st.integers(0, 30) for kpi in RULES if kpi != "NPS"})
SCHEMES = st.builds(
	Scheme,
	st.lists(st.sampled_from(sorted(RULES)), min_size=1, unique=True).flatmap(
		lambda kpis: st.tuples(*[st.floats(1, 100).map(lambda w, k=kpi: Item(k, w)) for kpi in kpis])
	),
	st.sampled_from([{"KPI": 100.0}, {"KPI": 60.0, "Supervisor": 40.0}]),
	st.sampled_from(["Spread Weight", "Neutral Score", "Zero"]),
	st.floats(0, 100),
)


def of(values: dict) -> dict:
	return {kpi: {"names": list(map(str, range(len(each)))), "values": each} for kpi, each in values.items()}


def only(rule: Rule, values, coming: int, **others):
	rules = {**RULES, rule.name: rule}
	return lifts(
		Scheme([Item(rule.name, 100)]),
		rules,
		of({rule.name: values, **others}),
		HERE,
		{},
		{rule.name: coming},
	)


@given(SCHEMES, DOCUMENTS, COMING, st.sampled_from([{}, {"Supervisor": 70.0}]))
def test_a_gain_is_real_the_most_first_and_never_beyond_a_hundred(scheme, documents, coming, parts):
	before = sheet(scheme, RULES, figures_of(documents, RULES), HERE, parts)["total"] or 0.0
	found = lifts(scheme, RULES, documents, HERE, parts, coming)
	assert [lift.gain for lift in found] == sorted((lift.gain for lift in found), reverse=True)
	for lift in found:
		assert lift.gain >= LEAST and before + lift.gain <= 100 + 1e-9
		assert lift.coming > 0


@given(SCHEMES, DOCUMENTS)
def test_where_nothing_is_to_come_nothing_lifts(scheme, documents):
	assert lifts(scheme, RULES, documents, HERE, {}, {}) == []


@given(st.lists(st.integers(0, 1), min_size=1, max_size=20), st.integers(1, 20))
def test_a_share_gains_what_appending_good_documents_gives(values, coming):
	"""By other code: the percentage of the longer list, put on the curve, times the weight."""
	rest = {"Minutes": [1800.0, 1800.0]}
	scheme = Scheme([Item("Share", 30), Item("Minutes", 70)])
	found = {
		lift.kpi: lift
		for lift in lifts(scheme, RULES, of({"Share": values, **rest}), HERE, {}, {"Share": coming})
	}
	now = 100 * sum(values) / len(values)
	then = 100 * (sum(values) + coming) / (len(values) + coming)
	gain = 0.3 * (score_of("Linear", UP, 0, False, then) - score_of("Linear", UP, 0, False, now))
	if gain >= LEAST:
		assert found["Share"].value == pytest.approx(now) and found["Share"].value_then == pytest.approx(then)
		assert math.isclose(found["Share"].gain, gain, abs_tol=1e-9)
	else:
		assert "Share" not in found


@given(ZERO_OR_ONE, SECONDS, st.integers(0, 15), st.integers(0, 15))
def test_more_to_come_lifts_no_less(shares, seconds, few, more):
	assume(shares and seconds)
	for rule, values in ((SHARE, shares), (AGAIN, shares), (MINUTES, seconds)):
		gains = [sum(lift.gain for lift in only(rule, values, n)) for n in sorted((few, few + more))]
		assert gains[0] <= gains[1] + 1e-9


@given(st.sampled_from(["Linear", "Steps"]), st.floats(0, 100), st.sampled_from([(UP, ""), (DOWN, LOWER)]))
def test_the_value_for_a_score_gives_it(kind, score, way):
	curve, direction = way
	rule = Rule("Any", curve_kind=kind, curve=curve, direction=direction)
	value = value_for(rule, score)
	reached = score_of(kind, curve, 0, bool(direction), value)
	assert reached >= score - 1e-6


def test_what_the_hand_works_out():
	# two of four good, four more: 75 % instead of 50 %, on the line to 60 at 80
	(lift,) = only(SHARE, [1, 1, 0, 0], 4)
	assert (lift.value, lift.value_then, lift.coming) == (50, 75, 4)
	assert lift.gain == pytest.approx(56.25 - 37.5)
	# the mean of 60 min and one at 15 min, which is worth 90: 37.5 min
	(lift,) = only(MINUTES, [3600], 1)
	assert lift.value_then == pytest.approx(37.5) and lift.gain == pytest.approx(75 - 60)
	# reworked one of ten, ten more without: 5 %
	(lift,) = only(AGAIN, [1] + [0] * 9, 10)
	assert lift.value_then == 5 and lift.gain == pytest.approx(80 - 64)


def test_a_rate_gets_what_it_is_a_rate_of():
	found = lifts(
		Scheme([Item("Complaints", 100)]), RULES, of({"Complaints": [1], "Closed": [1] * 10}), HERE, {},
		{"Closed": 10, "Complaints": 1},
	)  # fmt: skip
	assert [(lift.value, lift.value_then, lift.coming) for lift in found] == [(10, 5, 10)]


def test_costs_go_on_at_what_is_good_and_not_at_nothing():
	found = lifts(
		Scheme([Item("Cost", 100)]), RULES, of({"Cost": [8000.0], "Closed": [1] * 10}), HERE, {}, {"Closed": 10}
	)  # fmt: skip
	# 800 a ticket for ten, 250 for ten more
	assert [(lift.value, lift.value_then) for lift in found] == [(800, 525)]


def test_a_formula_takes_each_input_as_is_best_for_it():
	found = lifts(
		Scheme([Item("NPS", 100)]), RULES, of({"Promoters": [1, 0], "Detractors": [0, 1]}), HERE, {},
		{"Promoters": 2, "Detractors": 2},
	)  # fmt: skip
	# 75 % promoters less 25 % detractors
	assert [(lift.value, lift.value_then, lift.coming) for lift in found] == [(0, 50, 2)]


def test_whoever_is_good_already_has_nothing_to_gain_there():
	assert only(MINUTES, [60.0], 9) == [] and value_for(MINUTES, GOOD) == 15


def test_too_few_documents_are_lifted_once_there_are_enough():
	rule = Rule("Share", curve=UP, minimum_sample=4)
	assert only(rule, [1, 1], 1) == []
	(lift,) = only(rule, [1, 1], 2)
	assert lift.gain == 100


@pytest.mark.parametrize(
	("done", "in_hand", "gone", "left", "expected"),
	[
		(20, 3, 20, 10, 10),
		(20, 15, 29, 1, 1),
		(3, 2, 29, 1, 1),
		(3, 0, 29, 1, 0),
		(0, 2, 5, 20, 2),
		(20, 5, 30, 0, 0),
	],
)
def test_tickets_to_come_go_by_the_pace_and_by_what_is_in_hand_before_there_is_one(
	done, in_hand, gone, left, expected
):
	assert tickets_to_come(done, in_hand, gone, left) == expected


def test_documents_come_as_they_came_and_what_is_counted_can_be_one_more():
	documents = of({"Share": [1] * 5, "Closed": []})
	found = work_to_come(RULES, documents, tickets_done=20, tickets_coming=10, days_left=3)
	assert (found["Share"], found["Closed"], found["Minutes"], found["Complaints"]) == (2, 1, 0, 0)
	assert not any(work_to_come(RULES, of({}), 0, 0, 0).values())
