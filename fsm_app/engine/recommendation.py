"""Which cases most likely solve a ticket, learnt from what solved earlier ones, and why (G2).

A linear model over the traits of tickets, one row of weights a case: what is learnt is read off word by word, and the same
examples always teach the same. A case's own text is its first example, so that a new case is found before it has solved
anything. A ticket that a case did not help with speaks against that case alone. scipy teaches; ranking needs numpy alone.
"""

import io
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from fsm_app.engine import ticket_traits
from fsm_app.engine.ticket_traits import Ticket, Trait

FORMAT = 1
# How much small weights are preferred to a close fit; found by cross-validation, and not sensitive.
_SMALLNESS = 1.2
_CASES_AT_ONCE = 64
# A group of letters that stands in one ticket alone teaches nothing about others, if there are others to learn from.
_SEEN_AT_LEAST = 2
_FEW = 50
# The commonest traits and the cases with most examples, so that a night's job keeps within its time and memory.
MOST_TRAITS = 150_000
MOST_CASES = 1_000
# Smaller weights change no order and take most of the room.
_SMALLEST_SHARE = 0.004
# What speaks against a case that was never used for this kind of device, once so many tickets of the kind are known.
_NEVER_FOR_KIND = 1.5
_KIND_IS_KNOWN = 20
_REASONS = 3
# What is said for a case by every ticket.
_ANYHOW = ticket_traits.key(Trait(ticket_traits.ALWAYS, ""))


class Example(NamedTuple):
	"""A ticket and the case that solved it; among the refuted ones, the case that did not."""

	ticket: Ticket
	case: str


class Reason(NamedTuple):
	"""What spoke for a case: a word of the text, or the kind, item, code or offering; and its share of all that spoke for it.

	`known`: of a word, how much of it was learnt to speak for the case; little where it only has letters of such words.
	"""

	what: str
	text: str
	share: float
	known: float = 1.0


class Recommended(NamedTuple):
	"""A case, how much speaks for it (above 0: more for than against), how many examples it has, and why.

	`by_ticket`: how much this ticket says for it, beside how often the case is needed at all.
	"""

	case: str
	score: float
	examples: int
	reasons: tuple[Reason, ...]
	by_ticket: float


class NotReadable(ValueError):
	"""What was saved is not of this format: learn anew."""


def learn(examples: Iterable[Example], refuted: Iterable[Example] = ()) -> "Recommender":
	"""Learn from tickets that were solved, and from cases that did not help; the order does not matter."""
	examples = sorted(_of_the_commonest(list(examples)))
	cases = sorted({example.case for example in examples})
	refuted = sorted(example for example in refuted if example.case in set(cases))
	traits, seen = _read(example.ticket for example in [*examples, *refuted])
	rarities = _rarities(traits, seen)
	names = sorted(rarities)
	by_kind: dict[str, Counter] = defaultdict(Counter)
	for example in examples:
		by_kind[_kind(example.ticket)][example.case] += 1
	table = _table(traits, seen, names, rarities)
	rows = _weights(table, examples, refuted, cases)
	known = _Known(
		cases,
		dict(Counter(example.case for example in examples)),
		{kind: dict(each) for kind, each in by_kind.items()},
	)
	return Recommender(known, names, [rarities[name] for name in names], rows)


class _Known(NamedTuple):
	cases: list[str]
	examples: dict[str, int]
	by_kind: dict[str, dict[str, int]]


class Recommender:
	"""What was learnt. It is made by `learn` or `from_bytes` and changes no more."""

	def __init__(self, known: _Known, names: list[str], rarities, rows):
		import numpy as np

		self._known = known
		self._names = names
		self._places = {name: place for place, name in enumerate(names)}
		self._rarities = np.asarray(rarities, dtype=np.float32)
		# By trait: from where on, for which cases, how much.
		self._starts, self._cases, self._weights = rows

	@property
	def cases(self) -> list[str]:
		"""The cases that it knows."""
		return list(self._known.cases)

	def rank(self, ticket: Ticket, limit: int = 5, among: Iterable[str] | None = None) -> list[Recommended]:
		"""The cases most likely to solve a ticket, best first. `among`: only these, which the reader may see."""
		seen = _traits(ticket)
		values = ticket_traits.values(ticket_traits.counts(seen), self._rarity)
		speaking = self._speaking(values)
		ranked = []
		for place, score in self._ordered(speaking, _kind(ticket), among)[:limit]:
			speaks = speaking.of(place)
			ranked.append(
				Recommended(
					self._known.cases[place],
					round(score, 4),
					self._known.examples[self._known.cases[place]],
					_reasons(ticket, seen, speaks),
					round(score - speaks.get(_ANYHOW, 0.0), 4),
				)
			)
		return ranked

	def order(self, ticket: Ticket, among: Iterable[str] | None = None) -> list[str]:
		"""All cases, the most likely first, without reasons."""
		values = ticket_traits.values(ticket_traits.counts(_traits(ticket)), self._rarity)
		ordered = self._ordered(self._speaking(values), _kind(ticket), among)
		return [self._known.cases[place] for place, _score in ordered]

	def to_bytes(self) -> bytes:
		"""All of it, to be stored; it holds no code, and nothing of the tickets but groups of letters."""
		import numpy as np

		stored = io.BytesIO()
		head = {"format": FORMAT, **self._known._asdict()}
		np.savez_compressed(
			stored,
			head=_text(json.dumps(head)),
			names=_text("\n".join(self._names)),
			rarities=self._rarities,
			starts=self._starts,
			cases=self._cases,
			weights=self._weights,
		)
		return stored.getvalue()

	@classmethod
	def from_bytes(cls, stored: bytes) -> "Recommender":
		"""What `to_bytes` gave; anything else is refused."""
		import zipfile

		import numpy as np

		try:
			with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
				head = json.loads(bytes(arrays["head"]).decode())
				if head.pop("format") != FORMAT:
					raise NotReadable("another format")
				names = bytes(arrays["names"]).decode().split("\n") if arrays["names"].size else []
				rows = arrays["starts"], arrays["cases"], arrays["weights"]
				return cls(_Known(**head), names, arrays["rarities"], rows)
		except (
			KeyError,
			TypeError,
			ValueError,
			EOFError,
			OSError,
			AttributeError,
			zipfile.BadZipFile,
		) as trouble:
			raise NotReadable(str(trouble)) from trouble

	def _rarity(self, name: str) -> float | None:
		place = self._places.get(name)
		return None if place is None else float(self._rarities[place])

	def _speaking(self, values: dict[str, float]) -> "_Speaking":
		"""What each of these traits says for each case."""
		import numpy as np

		names = sorted(values)
		places = np.array([self._places[name] for name in names], dtype=np.int64)
		starts, sizes = self._starts[places], self._starts[places + 1] - self._starts[places]
		before = np.cumsum(sizes) - sizes
		at = np.arange(sizes.sum()) + np.repeat(starts - before, sizes)
		told = np.array([values[name] for name in names])
		by = np.repeat(np.arange(len(names)), sizes)
		return _Speaking(names, by, self._cases[at], self._weights[at] * told[by])

	def _ordered(
		self, speaking: "_Speaking", kind: str, among: Iterable[str] | None
	) -> list[tuple[int, float]]:
		scores = self._scores(speaking, kind).tolist()
		allowed = None if among is None else frozenset(among)
		places = (place for place, case in enumerate(self._known.cases) if allowed is None or case in allowed)
		return sorted(((place, scores[place]) for place in places), key=lambda each: (-each[1], each[0]))

	def _scores(self, speaking: "_Speaking", kind: str):
		import numpy as np

		count = len(self._known.cases)
		scores = np.bincount(speaking.cases, weights=speaking.weights, minlength=count)
		used = self._known.by_kind.get(kind, {}) if kind else {}
		known = sum(used.values())
		if known:
			doubt = _NEVER_FOR_KIND * known / (known + _KIND_IS_KNOWN)
			# What was needed for no kind in particular may help with any.
			general = self._known.by_kind.get("", {})
			for place, case in enumerate(self._known.cases):
				if case not in used and case not in general:
					scores[place] -= doubt
		return scores


class _Speaking(NamedTuple):
	"""What the traits of one ticket say: a row for each trait, by its place in `names`, and case for which it says something."""

	names: list[str]
	by: Any
	cases: Any
	weights: Any

	def of(self, place: int) -> dict[str, float]:
		"""By trait how much it says for one case."""
		for_it = self.cases == place
		return dict(
			zip(
				(self.names[at] for at in self.by[for_it].tolist()),
				self.weights[for_it].tolist(),
				strict=True,
			)
		)


def _reasons(ticket: Ticket, seen: list[Trait], speaks: dict[str, float]) -> tuple[Reason, ...]:
	"""What spoke most for a case: each group of letters speaks for the word in which it stands."""
	times = Counter(ticket_traits.key(trait) for trait in seen)
	text = ticket_traits.folded(ticket)
	told: Counter = Counter()
	groups: Counter = Counter()
	speaking: Counter = Counter()
	word_at = {at: text[start:end] for start, end in ticket_traits.words(text) for at in range(start, end)}
	for trait in seen:
		name = ticket_traits.key(trait)
		if trait.block == ticket_traits.ALWAYS:
			continue
		said = speaks.get(name, 0.0) / times[name]
		if trait.start < 0:
			told[trait.block, getattr(ticket, trait.block)] += said
			continue
		within = {word_at[at] for at in range(trait.start, trait.end) if at in word_at}
		for word in within:
			told["word", word] += said / len(within)
		if trait.block == "letters" and len(within) == 1 and ticket_traits.tells_a_word(trait):
			groups[word] += 1
			speaking[word] += said > 0
	total = sum(weight for weight in told.values() if weight > 0)
	best = sorted((-weight, text, what) for (what, text), weight in told.items() if weight > 0)[:_REASONS]
	return tuple(
		Reason(
			what,
			text,
			round(-weight / total, 3),
			round(speaking[text] / max(groups[text], 1), 3) if what == "word" else 1.0,
		)
		for weight, text, what in best
	)


def _traits(ticket: Ticket) -> list[Trait]:
	return list(ticket_traits.traits(ticket, ticket_traits.folded(ticket)))


def _kind(ticket: Ticket) -> str:
	return ticket_traits.kind_of(ticket)


def _of_the_commonest(examples: list[Example]) -> list[Example]:
	counts = Counter(example.case for example in examples)
	if len(counts) <= MOST_CASES:
		return examples
	kept = set(sorted(counts, key=lambda case: (-counts[case], case))[:MOST_CASES])
	return [example for example in examples if example.case in kept]


class _Seen(NamedTuple):
	"""What was read of one ticket: the numbers of its traits, and how often each is there."""

	traits: array
	times: array


def _read(tickets: Iterable[Ticket]) -> tuple[list[tuple[str, str]], list[_Seen]]:
	"""All traits, each once; and by ticket which it has. Numbers, for the texts would need ten times the memory."""
	numbers: dict[tuple[str, str], int] = {}
	seen = []
	for ticket in tickets:
		counts = ticket_traits.counts(_traits(ticket))
		seen.append(
			_Seen(
				array("l", [numbers.setdefault(trait, len(numbers)) for trait in counts]),
				array("l", counts.values()),
			)
		)
	return list(numbers), seen


def _rarities(traits: list[tuple[str, str]], seen: list[_Seen]) -> dict[str, float]:
	"""By trait how much it tells: of the words the rare ones tell more; the others are as they are."""
	import math

	counts = Counter(number for each in seen for number in each.traits)
	tickets = {name: counts[number] for number, (_block, name) in enumerate(traits)}
	rare = {name for block, name in traits if block in ticket_traits.RARE}
	least = _SEEN_AT_LEAST if len(seen) > _FEW else 1
	kept = sorted(
		(name for name, count in tickets.items() if count >= least or name not in rare),
		key=lambda name: (name in rare, -tickets[name], name),
	)[:MOST_TRAITS]
	return {
		name: math.log((1 + len(seen)) / (1 + tickets[name])) + 1 if name in rare else 1.0 for name in kept
	}


def _table(traits: list[tuple[str, str]], seen: list[_Seen], names: list[str], rarities: dict[str, float]):
	"""A row a ticket, a column a trait: how much it tells."""
	from scipy import sparse

	places = {name: place for place, name in enumerate(names)}
	columns, numbers, starts = array("l"), array("d"), array("l", [0])
	for each in seen:
		counts = {traits[number]: times for number, times in zip(each.traits, each.times, strict=True)}
		values = ticket_traits.values(counts, rarities.get)
		columns.extend(places[name] for name in values)
		numbers.extend(values.values())
		starts.append(len(columns))
	return sparse.csr_matrix((numbers, columns, starts), shape=(len(seen), len(names)), dtype=float)


def _weights(table, examples: list[Example], refuted: list[Example], cases: list[str]):
	"""By trait: from where on in the two others its cases and weights stand."""
	import numpy as np
	from scipy import sparse

	if not cases:
		return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
	solved = np.array([example.case for example in examples])[:, None]
	against = np.array([example.case for example in refuted], dtype=object)[:, None]
	rows = []
	for first in range(0, len(cases), _CASES_AT_ONCE):
		together = np.array(cases[first : first + _CASES_AT_ONCE])
		# 0 where a ticket says nothing of a case: it was another one that did not help.
		wanted = np.vstack(
			[np.where(solved == together, 1.0, -1.0), np.where(against == together, -1.0, 0.0)]
		)
		weights = _ridge(table, wanted)
		weights[np.abs(weights) < _SMALLEST_SHARE * np.abs(weights).max(axis=0)] = 0
		rows.append(sparse.csr_matrix(weights.astype(np.float32)))
	by_trait = sparse.hstack(rows).tocsr()
	by_trait.sort_indices()
	return by_trait.indptr.astype(np.int64), by_trait.indices.astype(np.int32), by_trait.data


def _ridge(table, wanted):
	"""The weights, a column a case, by which the tickets come nearest to what is wanted: least squares, kept small."""
	from scipy.sparse.linalg import LinearOperator, cg

	turned = table.T.tocsr()
	speaks = wanted != 0

	def product(flat):
		each = flat.reshape(wanted.shape)
		return (speaks * (table @ (turned @ (speaks * each))) + _SMALLNESS * each).ravel()

	size = wanted.size
	solution, _steps = cg(
		LinearOperator((size, size), matvec=product, dtype=float), wanted.ravel(), rtol=1e-3, maxiter=200
	)
	return turned @ solution.reshape(wanted.shape)


def _text(text: str):
	import numpy as np

	return np.frombuffer(text.encode(), dtype=np.uint8)
