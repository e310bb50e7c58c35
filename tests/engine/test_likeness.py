"""Which descriptions are taken for the same fault (C3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.likeness import Fault, is_same_fault, likeness

TEXTS = st.text(max_size=60)


@pytest.mark.parametrize(
	"one, other",
	[
		("No power after rain", "After the rain there is no power!"),
		("Compressor noisy", "NOISY compressor"),
		("压缩机噪音很大", "压缩机噪音大"),
		("屏幕不亮", "屏幕 不亮"),
		("E-07 压缩机", "压缩机 Ｅ-07"),
	],
)
def test_the_same_fault_in_other_words(one, other):
	assert is_same_fault(Fault(None, (one,)), Fault(None, (other,)))


@pytest.mark.parametrize(
	"one, other",
	[
		("The machine does not start", "The machine does not heat"),
		("It is not there", "It is not on"),
		("压缩机噪音很大", "屏幕不亮"),
		("", ""),
		(None, "No power"),
	],
)
def test_different_faults(one, other):
	assert not is_same_fault(Fault(None, (one,)), Fault(None, (other,)))


def test_codes_decide_where_both_are_known():
	assert is_same_fault(Fault("E07", ("No power",)), Fault(" e07 ", ("Leaks",)))
	assert not is_same_fault(Fault("E07", ("No power",)), Fault("E08", ("No power",)))
	assert is_same_fault(Fault("E07", ("No power",)), Fault(None, ("no power",)))


def test_one_description_that_fits_is_enough():
	assert is_same_fault(Fault(None, ("Repair, please", "No power")), Fault(None, ("Power no", None)))


@given(TEXTS, TEXTS)
def test_likeness_is_a_share_and_has_no_direction(one, other):
	assert 0 <= likeness(one, other) <= 1
	assert likeness(one, other) == likeness(other, one)


@given(TEXTS)
def test_a_text_is_like_itself_if_it_says_anything(text):
	assert likeness(text, text) in (0, 1)
	assert likeness(f"{text} 压缩机", f"{text} 压缩机") == 1
