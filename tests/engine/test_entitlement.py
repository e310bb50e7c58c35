"""Whether a device is under warranty or contract on a day (C3)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.entitlement import (
	IN_WARRANTY,
	OUT_OF_WARRANTY,
	UNDER_CONTRACT,
	UNKNOWN,
	Cover,
	entitlement,
)

DAY = date(2026, 3, 2)
DAYS = st.dates(date(2024, 1, 1), date(2028, 1, 1))
COVERS = st.lists(
	st.builds(
		Cover,
		state=st.sampled_from((IN_WARRANTY, UNDER_CONTRACT)),
		doctype=st.just("Serial No"),
		document=st.just("SN-1"),
		until=st.none() | DAYS,
		since=st.none() | DAYS,
	),
	max_size=5,
)


def cover(state: str, until: date | None, since: date | None = None, document: str = "SN-1") -> Cover:
	return Cover(state, "Serial No", document, until, since)


def test_the_last_day_counts_and_the_next_does_not():
	warranty = cover(IN_WARRANTY, DAY)
	assert entitlement(DAY, [warranty]) == (IN_WARRANTY, warranty)
	assert entitlement(DAY + timedelta(days=1), [warranty]) == (OUT_OF_WARRANTY, warranty)


def test_a_warranty_goes_before_a_contract_that_lasts_longer():
	warranty, contract = cover(IN_WARRANTY, DAY), cover(UNDER_CONTRACT, None)
	assert entitlement(DAY, [contract, warranty]) == (IN_WARRANTY, warranty)
	assert entitlement(DAY + timedelta(days=1), [contract, warranty]) == (UNDER_CONTRACT, contract)


def test_of_several_the_longest_is_named():
	short, long = cover(UNDER_CONTRACT, DAY, document="A"), cover(UNDER_CONTRACT, DAY + timedelta(days=9))
	assert entitlement(DAY, [long, short])[1] == long


def test_what_has_not_begun_proves_nothing():
	assert entitlement(DAY, [cover(UNDER_CONTRACT, None, DAY + timedelta(days=1))]) == (UNKNOWN, None)
	assert entitlement(DAY, []) == (UNKNOWN, None)


@given(DAYS, COVERS)
def test_the_cover_named_bears_out_the_state(day, covers):
	state, named = entitlement(day, covers)
	if state in (IN_WARRANTY, UNDER_CONTRACT):
		assert named in covers and named.state == state and named.holds_on(day)
	elif state == OUT_OF_WARRANTY:
		assert named in covers and named.until < day
	else:
		assert named is None
	assert (state in (IN_WARRANTY, UNDER_CONTRACT)) == any(one.holds_on(day) for one in covers)
