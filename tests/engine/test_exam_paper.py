"""Papers drawn from a bank, and marks (H2)."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.exam_paper import NotEnoughQuestions, Question, Rule, draw, is_right

TOPICS, DIFFICULTIES = ("A", "B"), ("Easy", "Hard")
banks = st.lists(
	st.tuples(st.sampled_from(TOPICS), st.sampled_from(DIFFICULTIES)), min_size=1, max_size=12
).map(lambda rows: [Question(f"Q{number}", *row) for number, row in enumerate(rows)])
rules_of_any_kind = st.lists(
	st.builds(Rule, st.integers(0, 3), st.sampled_from(("", *TOPICS)), st.sampled_from(("", *DIFFICULTIES))),
	min_size=1,
	max_size=4,
)


def can_be_filled(rules, bank) -> bool:
	"""Hall's condition, asked of every set of slots: together they must find as many questions as they are."""
	slots = [rule for rule in rules for _slot in range(rule.count)]
	for chosen in range(1, 1 << len(rules)):
		asking = [rule for number, rule in enumerate(rules) if chosen >> number & 1]
		found = sum(any(rule.fits(question) for rule in asking) for question in bank)
		if sum(rule.count for rule in asking) > found:
			return False
	return len(slots) <= len(bank) or not slots


@given(rules_of_any_kind, banks, st.integers())
def test_a_paper_is_drawn_whenever_the_bank_can_fill_the_rules(rules, bank, seed):
	if not can_be_filled(rules, bank):
		with pytest.raises(NotEnoughQuestions):
			draw(rules, bank, random.Random(seed))
		return
	paper = draw(rules, bank, random.Random(seed))
	assert len(paper) == len(set(paper)) == sum(rule.count for rule in rules)
	drawn = [question for question in bank if question.name in paper]
	for rule in rules:
		assert sum(rule.fits(question) for question in drawn) >= rule.count


def test_an_overlapping_rule_gives_way_to_one_that_has_no_choice():
	bank = [Question("only-hard", "A", "Hard"), Question("easy", "A", "Easy")]
	for seed in range(20):
		assert set(draw([Rule(1, "A"), Rule(1, "A", "Hard")], bank, random.Random(seed))) == {
			"only-hard",
			"easy",
		}


def test_papers_differ_from_one_another():
	bank = [Question(f"Q{number}", "A", "Easy") for number in range(100)]
	papers = {tuple(draw([Rule(10)], bank, random.Random(seed))) for seed in range(50)}
	assert len(papers) == 50


def test_the_refusal_says_which_rule_lacks_questions():
	with pytest.raises(NotEnoughQuestions) as refused:
		draw([Rule(2, "A", "Hard")], [Question("Q1", "A", "Hard")], random.Random(1))
	assert (refused.value.topic, refused.value.needed, refused.value.found) == ("A", 2, 1)


@pytest.mark.parametrize(
	("asked", "right", "wrong"),
	[
		({"question_type": "Single Choice", "right": [2]}, [2], [1, [2], "2", True, None]),
		(
			{"question_type": "Multiple Choice", "right": [0, 2]},
			[[0, 2], [2, 0]],
			[[0], [0, 1, 2], 0, [], ["0", "2"], None],
		),
		({"question_type": "True or False", "right": False}, [False], [True, 0, "False", None]),
		(
			{"question_type": "Number", "number": 0.3, "tolerance": 0},
			[0.1 + 0.2, "0.3", "０．３", "0,3"],
			[0.31, "x", "", True, [], None, "nan"],
		),
		({"question_type": "Number", "number": 24, "tolerance": 0.5}, [23.5, "24.5"], [23.4, 24.6]),
		(
			{"question_type": "Short Text", "accepted": ["Modbus TCP", "现场总线"]},
			["modbus  tcp ", "ＭＯＤＢＵＳ TCP", "现场总线"],
			["modbus", "", 1, None],
		),
	],
)
def test_answers_are_marked_by_the_kind_of_question(asked, right, wrong):
	assert [answer for answer in right if not is_right(asked, answer)] == []
	assert [answer for answer in wrong if is_right(asked, answer)] == []
