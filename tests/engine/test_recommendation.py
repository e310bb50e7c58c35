"""Which case is put first for a ticket, why, and what is learnt from how much (G2)."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm_app.engine import recommendation
from fsm_app.engine.recommendation import Example, NotReadable, Recommender, learn
from fsm_app.engine.ticket_traits import Ticket

FEW = (
	Example(Ticket("电机漏水，密封圈老化", "水泵"), "seal"),
	Example(Ticket("压缩机异响，轴承缺油", "空调"), "bearing"),
	Example(Ticket("显示屏黑屏 no picture", "打印机", code="E-21"), "display"),
	Example(Ticket("Paper jammed in the tray", "打印机"), "tray"),
	Example(Ticket("Does not charge, battery swollen", "平板", offering="Repair"), "battery"),
)


def many(count=60):
	"""Tickets of two kinds of device whose words mean another case on each."""
	chance = random.Random(5)
	words = {
		"noise": "rattles hums grinds loud",
		"power": "dead dark silent unplugged",
		"leak": "wet drips puddle oily",
	}
	filler = "the customer called today about machine near door again please come soon".split()
	for number in range(count):
		case = sorted(words)[number % 3]
		kind = ("pump", "press")[number % 2]
		said = [*chance.sample(words[case].split(), 2), *chance.sample(filler, 4)]
		chance.shuffle(said)
		yield Example(Ticket(" ".join(said), kind), f"{case}-{kind}")


@pytest.fixture(scope="module")
def few():
	return learn(FEW)


@pytest.fixture(scope="module")
def learnt():
	return learn(many())


@pytest.mark.parametrize(
	("ticket", "case"),
	[
		(Ticket("水泵處漏水了"), "seal"),
		(Ticket("dry bearings 轴承"), "bearing"),
		(Ticket("paper keeps JAMMING"), "tray"),
		(Ticket("bateries"), "battery"),
		(Ticket("？？", code="ｅ 21"), "display"),
		(Ticket("nothing that was ever said", offering="Repair"), "battery"),
	],
)
def test_one_example_a_case_is_enough_to_begin_with(few, ticket, case):
	assert few.rank(ticket)[0].case == case


@pytest.mark.parametrize(
	("said", "case"), [("it drips", "leak"), ("RATTLING", "noise"), ("unplugs", "power")]
)
@pytest.mark.parametrize("kind", ["pump", "press"])
def test_the_kind_of_device_decides_among_cases_of_the_same_words(learnt, said, case, kind):
	ranked = learnt.rank(Ticket(said, kind), limit=10)
	assert ranked[0].case == f"{case}-{kind}"
	assert {each.case for each in ranked[:3]} == {f"{each}-{kind}" for each in ("leak", "noise", "power")}


def test_reasons_are_the_words_that_weighed_most(learnt, few):
	best = learnt.rank(Ticket("The customer called: a puddle, it drips", "pump"))[0]
	assert {reason.text for reason in best.reasons if reason.what == "word"} >= {"puddle", "drips"}
	assert [reason.share for reason in best.reasons] == sorted(
		(reason.share for reason in best.reasons), reverse=True
	)
	assert 0 < sum(reason.share for reason in best.reasons) <= 1.001
	assert few.rank(Ticket("水泵漏水"))[0].reasons[0].text == "漏水"
	assert ("code", "E21") in {
		(reason.what, reason.text) for reason in few.rank(Ticket("", code="E21"))[0].reasons
	}


def test_it_tells_from_how_many_examples_it_speaks(learnt):
	assert learnt.rank(Ticket("drips", "pump"))[0].examples == 10


def test_only_among_those_that_may_be_seen(few):
	assert [each.case for each in few.rank(Ticket("电机漏水"), among=["tray", "battery"])] != []
	assert {each.case for each in few.rank(Ticket("电机漏水"), among=["tray", "battery", "other"])} == {
		"tray",
		"battery",
	}
	assert few.rank(Ticket("电机漏水"), among=[]) == []


def test_a_solved_ticket_more_brings_its_case_forward():
	ticket = Ticket("灯一直闪", "打印机")
	before = learn(FEW)
	after = learn([*FEW, *(Example(Ticket(f"灯闪 {number}", "打印机"), "tray") for number in range(3))])
	assert after.rank(ticket)[0].case == "tray"
	assert after.rank(ticket)[0].score > next(
		each.score for each in before.rank(ticket) if each.case == "tray"
	)


def test_a_case_that_did_not_help_comes_later_for_tickets_like_that_one_alone():
	examples = list(many())
	other = Ticket("machine hums near the door", "pump")
	before = learn(examples).rank(other, limit=10)
	refuted = [Example(Ticket(f"hums, hums near {number}", "pump"), "noise-pump") for number in range(4)]
	after = learn(examples, refuted).rank(other, limit=10)
	assert before[0].case == "noise-pump"
	assert next(each.score for each in after if each.case == "noise-pump") < before[0].score
	# Of the other cases such a ticket says nothing, and it is no example of what it refutes.
	(ranked,) = (each for each in after if each.case == "noise-pump")
	assert ranked.examples == 10
	assert learn(examples, refuted).rank(Ticket("rattles loud", "press"))[0].case == "noise-press"


def test_what_is_refuted_of_a_case_that_solved_nothing_teaches_nothing():
	refuted = [Example(Ticket("漏水", "水泵"), "unknown")]
	assert learn(FEW, refuted).to_bytes() == learn(FEW).to_bytes()
	assert learn([], refuted).rank(Ticket("漏水")) == []


def test_the_same_model_of_a_device_speaks_for_a_case():
	cases = [
		Example(Ticket("does not start", "pumps", item="PX-100"), "starter"),
		Example(Ticket("does not start", "pumps", item="PX-900"), "fuse"),
	]
	best = learn(cases).rank(Ticket("it does not start", "pumps", item="PX-900"))[0]
	assert best.case == "fuse" and ("item", "PX-900") in {(each.what, each.text) for each in best.reasons}


def test_a_case_for_no_kind_in_particular_may_help_with_any():
	examples = [*many(), Example(Ticket("forgotten password, locked account"), "password")]
	assert learn(examples).rank(Ticket("password forgotten", "pump"))[0].case == "password"
	owned = [*many(), Example(Ticket("forgotten password, locked account", "robot"), "password")]
	assert (
		learn(owned).rank(Ticket("password forgotten", "pump"), among=["password"])[0].score
		< learn(examples).rank(Ticket("password forgotten", "pump"), among=["password"])[0].score
	)


def test_how_much_the_ticket_itself_says(learnt):
	best = learnt.rank(Ticket("it drips, puddle", "pump"))[0]
	assert best.by_ticket > 0.2
	assert learnt.rank(Ticket(""))[0].by_ticket == 0
	assert learnt.rank(Ticket("qqq xxx 我们"))[0].by_ticket < 0.05


def test_a_case_that_the_kind_never_needed_comes_later_but_comes(learnt):
	ranked = learnt.order(Ticket("drips puddle", "pump"))
	assert len(ranked) == 6 and all(case.endswith("-pump") for case in ranked[:3])


def test_the_same_examples_in_any_order_teach_the_same():
	examples = list(many(30))
	first = learn(examples).to_bytes()
	random.Random(3).shuffle(examples)
	assert learn(examples).to_bytes() == first


def test_nothing_and_one_case():
	assert learn([]).rank(Ticket("x")) == []
	only = learn([Example(Ticket("Some fault"), "only")])
	assert [each.case for each in only.rank(Ticket("other"))] == ["only"]


def test_what_was_saved_answers_as_before(learnt, few):
	for recommender in (learnt, few, learn([]), learn(FEW[:1])):
		loaded = Recommender.from_bytes(recommender.to_bytes())
		for ticket in (Ticket("it drips", "pump"), Ticket("漏水", "水泵", "E-21"), Ticket("")):
			assert loaded.rank(ticket) == recommender.rank(ticket)
		assert loaded.to_bytes() == recommender.to_bytes()


def _pickled() -> bytes:
	import numpy as np

	stored = io.BytesIO()
	np.savez(stored, head=np.array([{"format": 1}], dtype=object), allow_pickle=True)
	return stored.getvalue()


@pytest.mark.parametrize("stored", [b"", b"PK\x03\x04", b"anything", b"\x80\x04.", _pickled()])
def test_what_is_not_ours_is_refused(stored):
	with pytest.raises(NotReadable):
		Recommender.from_bytes(stored)


def test_another_format_is_refused(few, monkeypatch):
	stored = few.to_bytes()
	monkeypatch.setattr(recommendation, "FORMAT", 2)
	with pytest.raises(NotReadable):
		Recommender.from_bytes(stored)


def test_a_part_of_what_was_saved_is_refused(few):
	stored = few.to_bytes()
	with pytest.raises(NotReadable):
		Recommender.from_bytes(stored[: len(stored) // 2])


def test_of_very_many_cases_those_with_most_examples_are_learnt(monkeypatch):
	monkeypatch.setattr(recommendation, "MOST_CASES", 2)
	recommender = learn(
		[*FEW, *(Example(Ticket("漏水", "水泵"), "seal"), Example(Ticket("jam", "打印机"), "tray"))]
	)
	assert recommender.cases == ["seal", "tray"]


@settings(max_examples=40)
@given(st.text(max_size=80), *(st.text(max_size=10) for _trait in range(4)))
def test_any_ticket_gets_an_answer(few, text, kind, code, offering, item):
	ticket = Ticket(text, kind, code, offering, item)
	ranked = few.rank(ticket, limit=10)
	assert sorted(each.case for each in ranked) == few.cases
	assert [each.case for each in ranked] == few.order(ticket)
	for each in ranked:
		assert all(0 < reason.share <= 1 for reason in each.reasons)
