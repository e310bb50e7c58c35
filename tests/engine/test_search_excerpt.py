"""Which part of a text is shown of a hit, however long it is and however often it says the word (G2)."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fsm_app.engine.search_excerpt import _window

PLACES = st.lists(st.integers(0, 400), unique=True, max_size=40).map(sorted)


def _counted(comparison):
	def compare(self, other):
		Place.compared += 1
		return comparison(self, other)

	return compare


class Place(int):
	"""A place in a text that counts how often places are compared."""

	compared = 0
	__lt__, __le__ = _counted(int.__lt__), _counted(int.__le__)
	__gt__, __ge__ = _counted(int.__gt__), _counted(int.__ge__)


@given(PLACES, st.integers(400, 500), st.integers(1, 200))
def test_the_window_holds_as_many_hits_as_any_and_is_the_first_such(places, size, length):
	spans = list(pairwise(places))[::2]
	start, end = _window(size, spans, length)

	def within(start):
		return sum(start <= first and last <= start + length for first, last in spans)

	starts = [max(min(first - length // 4, size - length), 0) for first, _last in spans] or [0]
	assert (start, end) == (min(starts, key=lambda start: (-within(start), start)), start + length)


def test_a_word_that_comes_again_and_again_is_not_looked_at_each_time_for_each_time():
	"""10,000 characters of Chinese that say a word 1,000 times took a second for each hit."""
	spans = [(Place(place), Place(place + 2)) for place in range(0, 10_000, 10)]
	Place.compared = 0
	_window(10_000, spans, 160)
	assert Place.compared < 60 * len(spans)
