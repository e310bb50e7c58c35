"""Calculations about spare parts: who bears them, refill, arrivals, what is usual, who is near (F2-F4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.coverage import (
	CHARGEABLE,
	CONTRACT,
	COVERAGES,
	GOODWILL,
	WARRANTY,
	borne_by_us,
	coverage_of,
)
from fsm_app.engine.distance import Position
from fsm_app.engine.entitlement import IN_WARRANTY, OUT_OF_WARRANTY, UNDER_CONTRACT, UNKNOWN
from fsm_app.engine.nearness import Holder, by_nearness
from fsm_app.engine.parts_arrival import Awaited, Delivery, arrived, expected
from fsm_app.engine.refill import refill
from fsm_app.engine.usual_parts import Used, judge, usual_of

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
	("state", "expected"),
	[
		(IN_WARRANTY, WARRANTY),
		(UNDER_CONTRACT, CONTRACT),
		(OUT_OF_WARRANTY, CHARGEABLE),
		(UNKNOWN, CHARGEABLE),
		(None, CHARGEABLE),
		("", CHARGEABLE),
	],
)
def test_the_state_of_the_device_decides(state, expected):
	assert coverage_of(state, DAY) == expected


def test_a_part_that_fails_within_its_own_warranty_is_ours_on_its_last_day_and_not_after():
	assert coverage_of(OUT_OF_WARRANTY, DAY, DAY) == WARRANTY
	assert coverage_of(OUT_OF_WARRANTY, DAY, date(2026, 11, 28)) == CHARGEABLE
	assert coverage_of(UNDER_CONTRACT, DAY, date(2026, 11, 28)) == CONTRACT


def test_only_what_is_chargeable_is_charged():
	assert [kind for kind in COVERAGES if not borne_by_us(kind)] == [CHARGEABLE]
	assert borne_by_us(GOODWILL) and not borne_by_us(None)


@pytest.mark.parametrize(
	("minimum", "up_to", "in_van", "on_the_way", "expected"),
	[
		(2, 5, 2, 0, 0),
		(2, 5, 1, 0, 4),
		(2, 5, 1, 1, 0),
		(2, 5, 0, 1, 4),
		(2, 0, 1, 0, 1),
		(0, 5, 0, 0, 0),
		(3, 2, 1, 0, 2),
		(2, 5, -1, 0, 5),
	],
)
def test_a_van_is_filled_up_below_its_minimum(minimum, up_to, in_van, on_the_way, expected):
	assert refill(minimum, up_to, in_van, on_the_way) == expected


amounts = st.floats(0, 1e6, allow_nan=False)


@given(amounts, amounts, amounts, amounts)
def test_what_is_proposed_is_not_proposed_again_once_it_is_on_its_way(minimum, up_to, in_van, on_the_way):
	proposed = refill(minimum, up_to, in_van, on_the_way)
	assert proposed >= 0
	again = refill(minimum, up_to, in_van, on_the_way + proposed)
	assert again == pytest.approx(0, abs=1e-6)


def _wait(key, qty, *warehouses, item="FAN"):
	return Awaited(key, f"ST-{key}", item, qty, warehouses)


def test_who_waits_longest_gets_the_last_part():
	waiting = [_wait("a", 1, "store"), _wait("b", 1, "store")]
	assert arrived(waiting, {("FAN", "store"): 1}) == {"a"}
	assert arrived(waiting, {("FAN", "store"): 2}) == {"a", "b"}
	assert arrived(waiting, {}) == set()


def test_a_quantity_that_is_there_in_part_is_left_to_the_next():
	waiting = [_wait("a", 3, "store"), _wait("b", 2, "store")]
	assert arrived(waiting, {("FAN", "store"): 2}) == {"b"}


def test_the_own_van_comes_first_and_the_store_gives_the_rest():
	waiting = [_wait("a", 2, "van a", "store"), _wait("b", 1, "van b", "store")]
	assert arrived(waiting, {("FAN", "van a"): 1, ("FAN", "store"): 1}) == {"a"}
	assert arrived(waiting, {("FAN", "van a"): 2, ("FAN", "store"): 1}) == {"a", "b"}


def test_negative_stock_is_nobodys_and_items_are_kept_apart():
	assert arrived([_wait("a", 1, "van", "store")], {("FAN", "van"): -3, ("FAN", "store"): 1}) == {"a"}
	assert arrived([_wait("a", 1, "store", item="PUMP")], {("FAN", "store"): 9}) == set()


@given(st.lists(st.integers(1, 5), max_size=8), st.integers(0, 20))
def test_no_more_is_promised_than_there_is(wanted, stock):
	waiting = [_wait(str(place), qty, "store") for place, qty in enumerate(wanted)]
	found = arrived(waiting, {("FAN", "store"): stock})
	assert sum(row.qty for row in waiting if row.key in found) <= stock


def test_who_waits_longest_is_served_by_the_first_delivery():
	first, second = Delivery(date(2026, 12, 1), 2, "PO-1"), Delivery(date(2026, 12, 8), 5, "PO-2")
	assert expected([2, 1], 0, [second, first]) == [first, second]
	assert expected([1, 1, 6], 0, [first, second]) == [first, first, None]
	assert expected([3], 1, [first]) == [first]
	assert expected([1], 0, []) == [None]


USUAL = [
	Used({"FAN": 1}, 100),
	Used({"FAN": 1}, 100),
	Used({"FAN": 1}, 110),
	Used({"BOARD": 1}, 900),
	Used({}, 0),
]


def test_usual_is_the_median_and_who_did_without_counts():
	usual = usual_of(USUAL, 5)
	assert (usual.tickets, usual.quantity, usual.cost) == (5, 1, 100)
	assert usual.parts == {"BOARD": 0, "FAN": 1}
	assert usual_of(USUAL, 6) is None
	assert usual_of([], 0) is None


def test_more_parts_for_more_money_are_listed():
	found = judge(Used({"FAN": 1, "BOARD": 1}, 1000), USUAL, 5, 1.5)
	assert found.over and found.excess_cost == 900


def test_one_dear_part_or_some_cheap_ones_are_not():
	assert not judge(Used({"BOARD": 1}, 900), USUAL, 5, 1.5).over
	assert not judge(Used({"SCREW": 4}, 4), USUAL, 5, 1.5).over


def test_too_few_tickets_tell_nothing():
	found = judge(Used({"FAN": 9}, 900), USUAL[:2], 5, 1.5)
	assert found.usual is None and not found.over and found.excess_cost == 0


def test_the_nearest_comes_first_then_the_own_region_then_the_most():
	here = Position(31.23, 121.47)
	far = Holder("far", 9, Position(31.30, 121.47), "East")
	near = Holder("near", 1, Position(31.24, 121.47), "West")
	same = Holder("same", 1, None, "East")
	other = Holder("other", 5, None, "West")
	most = Holder("most", 7, None, "West")
	rows = by_nearness([other, far, same, most, near], here, "East")
	assert [holder.name for holder, _metres in rows] == ["near", "far", "same", "most", "other"]
	assert rows[0][1] == pytest.approx(1112, abs=1)
	assert by_nearness([near], None, None) == [(near, None)]
