"""What is left of personal data when it is masked (D3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.masking import mask_email, mask_id, mask_name, mask_phone


@pytest.mark.parametrize(
	("mask", "value", "shown"),
	[
		(mask_phone, "13812345678", "138****78"),
		(mask_phone, "+86 138-1234-5678", "861****78"),
		(mask_phone, "110", "****"),
		(mask_id, "310101199001011234", "310****34"),
		(mask_email, "zhang.wei@example.com", "z****@example.com"),
		(mask_email, "not an address", "****"),
		(mask_name, "张伟", "张****"),
	],
)
def test_it_is_recognisable_and_of_no_use(mask, value, shown):
	assert mask(value) == shown


@pytest.mark.parametrize("mask", [mask_phone, mask_id, mask_email, mask_name])
def test_nothing_stays_nothing(mask):
	assert mask(None) == mask("") == ""


@given(st.text(alphabet="0123456789", min_size=1, max_size=20))
def test_at_least_half_of_a_number_is_hidden(number):
	shown = mask_phone(number).replace("****", "")
	assert len(shown) * 2 <= len(number)
