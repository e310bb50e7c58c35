"""How an engineer stands with a certification (H2, H3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.certificate_standing import (
	BEGINS_LATER,
	ENDED,
	ENDS_SOON,
	HOLDS,
	MISSING,
	NONE,
	UNVERIFIED,
	Certificate,
	standing,
)

TODAY = date(2026, 3, 1)
DAYS = st.integers(-400, 400).map(lambda days: TODAY + timedelta(days=days))


def until(days: int, **values) -> Certificate:
	return Certificate(date(2020, 1, 1), TODAY + timedelta(days=days), **values)


@pytest.mark.parametrize(
	("certificates", "kind", "day"),
	[
		([], NONE, None),
		([Certificate(None, None)], HOLDS, None),
		([until(91)], HOLDS, TODAY + timedelta(days=91)),
		([until(90)], ENDS_SOON, TODAY + timedelta(days=90)),
		([until(0)], ENDS_SOON, TODAY),
		([until(-1)], ENDED, TODAY - timedelta(days=1)),
		([until(-1), until(300, verified=False)], ENDED, TODAY - timedelta(days=1)),
		([until(300, verified=False)], UNVERIFIED, None),
		([Certificate(TODAY + timedelta(days=5), None)], BEGINS_LATER, TODAY + timedelta(days=5)),
	],
)
def test_one_certificate(certificates, kind, day):
	found = standing(certificates, TODAY, 90)
	assert (found.kind, found.day) == (kind, day)


def test_what_is_required_and_not_there_is_missing():
	assert standing([], TODAY, 90, required=True).kind == MISSING


def test_a_renewal_without_a_gap_carries_the_end_on():
	now = until(10)
	next_one = Certificate(now.last + timedelta(days=1), TODAY + timedelta(days=400))
	late_one = Certificate(now.last + timedelta(days=2), TODAY + timedelta(days=400))
	assert standing([next_one, now], TODAY, 90).day == next_one.last
	assert standing([late_one, now], TODAY, 90).day == now.last


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), max_size=6))
def test_it_holds_on_every_day_up_to_the_one_it_names(spans):
	certificates = [Certificate(*span) for span in spans]
	found = standing(certificates, TODAY, 90)

	def holds(day: date) -> bool:
		return any(one.begin <= day <= one.end for one in certificates)

	if found.kind in (HOLDS, ENDS_SOON):
		span = (found.day - TODAY).days
		assert all(holds(TODAY + timedelta(days=days)) for days in range(span + 1))
		assert not holds(found.day + timedelta(days=1))
	else:
		assert not holds(TODAY)
