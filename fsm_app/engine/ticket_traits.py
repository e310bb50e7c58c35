"""What the recommendation sees of a ticket: groups of letters, alone and with the kind of device; its codes and item (G2).

Groups of letters find the stem of a word in any language, a compound's parts, and the word behind a typing error; Chinese
needs no dictionary for it. The same group tells different things of different devices.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fsm_app.engine import search_words

READ_AT_MOST = 4000
# Between a kind and its group of letters; no text has it.
_OF = "\x1f"
_SIZES, _SHORTEST_WITH_KIND = range(2, 6), 3
_UNSPACED_SIZES = range(1, 4)
# Thai is the first of the scripts without spaces.
_FIRST_UNSPACED = "\u0e00"


class Ticket(NamedTuple):
	"""What is known of a ticket when its case is looked for; `kind`: such as pumps, `item`: this model of a pump."""

	text: str
	kind: str = ""
	code: str = ""
	offering: str = ""
	item: str = ""


class Trait(NamedTuple):
	"""One thing that is seen, in one of the blocks; and where in the text, so that it can be told as a reason."""

	block: str
	name: str
	start: int = -1
	end: int = -1


# How much each block weighs beside the others; each block of a ticket has length one, however long its text.
WEIGHTS = {
	"letters": 1.0,
	"letters of kind": 0.7,
	"kind": 0.7,
	"code": 1.0,
	"offering": 0.5,
	"item": 0.5,
	"always": 0.3,
}
# What every ticket has: by it the cases that are used most come first where nothing else is known.
ALWAYS = "always"
RARE = frozenset({"letters", "letters of kind"})


def folded(ticket: Ticket) -> str:
	"""The text in the writing in which traits are found."""
	return search_words.fold(ticket.text[:READ_AT_MOST])


def kind_of(ticket: Ticket) -> str:
	"""The kind of device in one writing."""
	return search_words.fold(ticket.kind).strip()


def traits(ticket: Ticket, text: str) -> Iterator[Trait]:
	"""All that is seen of a ticket whose folded text this is."""
	kind = kind_of(ticket)
	for start, end, is_unspaced in search_words.runs(text):
		for group, first, last in _groups(text[start:end], is_unspaced):
			yield Trait("letters", group, start + first, start + last)
			if kind and (is_unspaced or len(group) >= _SHORTEST_WITH_KIND):
				yield Trait("letters of kind", f"{kind}{_OF}{group}", start + first, start + last)
	yield Trait(ALWAYS, "")
	if kind:
		yield Trait("kind", kind)
	if ticket.offering:
		yield Trait("offering", ticket.offering)
	if ticket.item:
		yield Trait("item", ticket.item)
	for code in _codes(ticket.code):
		yield Trait("code", code)


def _groups(word: str, is_unspaced: bool) -> Iterator[tuple[str, int, int]]:
	"""Groups of neighbouring letters, and where in the word they stand."""
	if is_unspaced:
		for size in _UNSPACED_SIZES:
			for place in range(len(word) - size + 1):
				yield word[place : place + size], place, place + size
		return
	# The ends of a word tell, too: a space stands for them. A short word stands for itself in every size.
	padded = f" {word} "
	for size in _SIZES:
		for place in range(max(len(padded) - size, 0) + 1):
			group = padded[place : place + size]
			yield group, max(place - 1, 0), min(place - 1 + len(group), len(word))


def tells_a_word(trait: Trait) -> bool:
	"""Whether a group of letters is long enough for the word to be known by it."""
	is_unspaced = trait.name >= _FIRST_UNSPACED
	return len(trait.name) >= (2 if is_unspaced else _SHORTEST_WITH_KIND)


def key(trait: Trait) -> str:
	"""A trait's name among those of all blocks."""
	return trait.name if trait.block == "letters" else f"{trait.block}{_OF}{trait.name}"


def counts(seen: Iterable[Trait]) -> dict[tuple[str, str], int]:
	"""By block and key how often each trait is there."""
	return Counter((trait.block, key(trait)) for trait in seen)


def values(counts: Mapping[tuple[str, str], int], weight_of) -> dict[str, float]:
	"""By key how much each trait tells in this ticket. `weight_of(key)`: how rare it is, None for one never learnt."""
	blocks: dict[str, dict[str, float]] = defaultdict(dict)
	for (block, name), count in counts.items():
		weight = weight_of(name)
		if weight is not None:
			blocks[block][name] = (1 + math.log(count)) * weight
	found = {}
	for block, told in blocks.items():
		length = math.sqrt(sum(value * value for value in told.values()))
		found.update((name, value * WEIGHTS[block] / length) for name, value in told.items())
	return found


def words(text: str) -> list[tuple[int, int]]:
	"""Where the words of a folded text stand, as a reader sees words."""
	return search_words.word_places(text)


def _codes(code: str) -> list[str]:
	return [need.text for need in search_words.needs_of(code)]
