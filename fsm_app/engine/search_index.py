"""A full-text index in a folder: documents in, the best ones for a question out, in Chinese and English (G2).

tantivy keeps it. Every change is one commit: whoever reads meanwhile, in whatever process, sees all of it or nothing, and
a writer that dies leaves the index as it was. Writers wait for one another; a lock ends with its process. The index holds
no readable text, only what it is searched by; whoever shows a hit takes its text from where the right to read it is asked.
"""

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from fsm_app.engine import file_lock, search_fields, search_words
from fsm_app.engine.search_words import Need

# Another number makes what stands in the folder void: then the index is built anew.
LAYOUT = 2
_ENDINGS_WEIGHT = 0.4
_CORRECTED_WEIGHT = 0.3
_TYPED_ON_WEIGHT = 0.5
_WORDS_OF_A_LIKENESS = 24
_TELLING_IN_ONE_OF = 8
_TELLS_UP_TO = 100
_HEAP = 64_000_000
_WAIT_FOR_WRITER = 60.0

_T = TypeVar("_T")


class IndexMissing(Exception):
	"""The folder holds no index that can be read: it has to be built anew, by `rebuild`."""


class IndexBusy(Exception):
	"""Another process kept writing for as long as one could wait."""


class Document(NamedTuple):
	"""What is found: by its title, its text, its codes. `audiences`: who may find it; `traits`: what else is asked of it."""

	id: str
	title: str
	body: str = ""
	codes: tuple[str, ...] = ()
	kind: str = ""
	audiences: tuple[str, ...] = ()
	traits: tuple[str, ...] = ()


class Hit(NamedTuple):
	"""A document found, and how well it fits; the figures of one answer compare, those of two do not."""

	id: str
	score: float


class Found(NamedTuple):
	"""The answer to a question: how many fit, the best of them, and the words that were taken for typing errors."""

	total: int
	hits: list[Hit]
	corrected: tuple[str, ...] = ()


class Among(NamedTuple):
	"""Where is looked: None sets no bound, an empty set finds nothing. Of each set of `traits` a document has to have one."""

	kinds: frozenset[str] | None = None
	audiences: frozenset[str] | None = None
	ids: frozenset[str] | None = None
	traits: tuple[frozenset[str], ...] = ()


EVERYTHING = Among()


class SearchIndex:
	"""The index in one folder. Any number of these, in any number of processes, may stand for the same folder."""

	def __init__(self, folder: str | os.PathLike):
		self._folder = Path(folder)
		self._read: tuple | None = None
		self._guard = threading.Lock()

	# Writing

	def put(self, documents: Iterable[Document], without: Iterable[str] = ()) -> None:
		"""Add documents, or replace those that have the same ids; take those `without` out in the same commit."""
		with self._writing() as writer:
			for each in without:
				_delete(writer, each)
			for document in documents:
				_delete(writer, document.id)
				writer.add_document(_stored(document))

	def remove(self, ids: Iterable[str]) -> None:
		"""Take documents out; those that are not there do not matter."""
		with self._writing() as writer:
			for each in ids:
				_delete(writer, each)

	def rebuild(self, documents: Iterable[Document]) -> int:
		"""Let the index hold these documents and no others; until it is done, the old ones are found. Tells how many."""
		with self._locked():
			count = 0
			with self._writer(self._open_or_create()) as writer:
				writer.delete_all_documents()
				for document in documents:
					writer.add_document(_stored(document))
					count += 1
			return count

	# Reading

	def search(
		self,
		question: str,
		among: Among = EVERYTHING,
		limit: int = 10,
		offset: int = 0,
		as_typed: bool = False,
	) -> Found:
		"""The documents that have all that the question asks for, best first.

		`as_typed`: the last word is still being written, and is found by its beginning. A word that nothing has, of those
		documents that are looked at, is taken for a typing error of one that is near.
		"""
		needs = search_words.needs_of(question)
		if not needs:
			return Found(0, [])
		return self._look(among, lambda look: _answer(look, needs, limit, offset, as_typed))

	def alike(self, text: str, among: Among = EVERYTHING, limit: int = 10) -> list[Hit]:
		"""The documents that have most in common with a text, such as a ticket's description."""
		words = search_words.telling_words(text)
		return self._look(among, lambda look: _most_alike(look, words, limit))

	def count(self, among: Among = EVERYTHING) -> int:
		"""How many documents there are."""
		everything = search_fields.tantivy().Query.all_query()
		return self._look(among, lambda look: look.best(everything, 1, 0)[0])

	def ids(self, among: Among = EVERYTHING) -> set[str]:
		"""The ids of all documents: what a comparison with the truth needs."""
		everything = search_fields.tantivy().Query.all_query()
		return self._look(
			among, lambda look: {hit.id for hit in look.best(everything, look.size(), 0, with_total=False)[1]}
		)

	# What lies beneath

	def _look(self, among: Among, at: Callable[["_Look"], _T]) -> _T:
		try:
			return at(_Look(self._searcher(), among))
		except IndexMissing:
			# Or another writer has put away a file that this look had not opened yet.
			with self._guard:
				self._read = None
			return at(_Look(self._searcher(), among))

	def _searcher(self):
		with self._guard:
			with _reading(self._folder):
				state = os.stat(self._folder / "meta.json")
				seen = (os.getpid(), state.st_ino, state.st_mtime_ns, state.st_size)
				if self._read is None or self._read[0] != seen:
					self._read = (seen, self._open().searcher())
				return self._read[1]

	def _open(self):
		if _layout_of(self._folder) != LAYOUT:
			raise ValueError("another layout")
		index = search_fields.tantivy().Index.open(str(self._folder))
		index.register_tokenizer("endings", search_fields.endings())
		index.register_tokenizer("spaces", search_fields.spaces())
		index.config_reader("manual", 0)
		index.reload()
		return index

	def _open_or_create(self):
		with contextlib.suppress(IndexMissing), _reading(self._folder):
			return self._open()
		# What cannot be read holds nothing that the documents do not hold.
		for entry in self._folder.iterdir():
			if entry.name != "write.lock":
				shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
		search_fields.tantivy().Index(search_fields.schema(), path=str(self._folder)).reload()
		(self._folder / "layout.json").write_text(json.dumps({"layout": LAYOUT}), encoding="utf-8")
		return self._open()

	@contextlib.contextmanager
	def _writing(self):
		with self._locked():
			with _reading(self._folder):
				index = self._open()
			with self._writer(index) as writer:
				yield writer

	@contextlib.contextmanager
	def _writer(self, index):
		writer = index.writer(heap_size=_HEAP, num_threads=1)
		try:
			yield writer
		except BaseException:
			writer.rollback()
			raise
		with _reading(self._folder):
			writer.commit()
			writer.wait_merging_threads()

	@contextlib.contextmanager
	def _locked(self) -> Iterator[None]:
		try:
			with file_lock.lock(self._folder / "write.lock", _WAIT_FOR_WRITER):
				yield
		except file_lock.Held as held:
			raise IndexBusy(str(self._folder)) from held


@contextlib.contextmanager
def _reading(folder: Path | str = "") -> Iterator[None]:
	"""What cannot be read is IndexMissing, also where the library breaks down over it."""
	try:
		yield
	except (OSError, ValueError) as trouble:
		raise IndexMissing(str(folder)) from trouble
	except BaseException as trouble:
		# Its type stands in no module.
		if type(trouble).__name__ != "PanicException":
			raise
		raise IndexMissing(str(folder)) from trouble


class _Look:
	"""One look into the index, at what it holds in one moment and no further than is allowed."""

	def __init__(self, searcher, among: Among):
		self._searcher = searcher
		bounds = [("kind", among.kinds), ("audience", among.audiences), ("id", among.ids)]
		bounds = [
			(field, values)
			for field, values in (*bounds, *(("trait", each) for each in among.traits))
			if values is not None
		]
		self._bounds = [_query("term_set_query", field, sorted(values)) for field, values in bounds]
		self._is_empty = not all(values for _field, values in bounds)

	def need(self, need: Need, as_typed: bool):
		if not need.phrase:
			fields = search_fields.CHARACTER_WEIGHTS.items()
			return _any(
				[_boosted(_query("term_query", field, need.text, "freq"), by) for field, by in fields]
			)
		ways = []
		for field, weight in search_fields.WEIGHTS.items():
			ways.append(_boosted(_exact(field, need.phrase), weight))
			if need.parts:
				parts = _all([_query("term_query", field, part, "freq") for part in need.parts])
				ways.append(_boosted(parts, weight * _TYPED_ON_WEIGHT))
			if as_typed and need.is_last and len(need.phrase) == 1:
				begun = _query("fuzzy_term_query", field, need.text, 0, True, True)
				ways.append(_boosted(begun, weight * _TYPED_ON_WEIGHT))
		if need.may_be_mistyped:
			ways += [
				_boosted(_query("term_query", "endings", word), _ENDINGS_WEIGHT)
				for word in search_fields.endings().analyze(need.text)
			]
		return _any(ways)

	def corrected(self, need: Need):
		wrong = search_fields.wrong_letters(need.text)
		return _any(
			[
				_boosted(
					_query("fuzzy_term_query", field, need.text, wrong, True, False),
					weight * _CORRECTED_WEIGHT,
				)
				for field, weight in search_fields.WEIGHTS.items()
			]
		)

	def likeness(self, words: list[str]):
		# Of a long text the rarest words tell most.
		counts = {
			word: sum(self._searcher.doc_freq(field, word) for field in search_fields.WEIGHTS)
			for word in words
		}
		rarest = sorted((word for word in words if counts[word]), key=counts.__getitem__)[
			:_WORDS_OF_A_LIKENESS
		]
		ways = [
			_boosted(_query("term_query", field, word, "freq"), weight)
			for word in rarest
			for field, weight in search_fields.WEIGHTS.items()
		]
		return _any(ways) if ways else None

	def finds(self, query) -> bool:
		return not self._is_empty and bool(self._asked(query, 1, False).hits)

	def size(self) -> int:
		"""How many documents there are, at least one."""
		return max(self._searcher.num_docs, 1)

	def best(self, query, limit: int, offset: int, with_total: bool = True) -> tuple[int, list[Hit]]:
		if self._is_empty or limit < 1:
			return 0, []
		# Room is made for as many hits as are asked for, whether there are so many or not.
		held = self.size()
		limit, offset = min(limit, held), min(max(offset, 0), held)
		result = self._asked(query, limit, with_total, offset)
		hits = [Hit(self._searcher.doc(address)["id"][0], round(score, 4)) for score, address in result.hits]
		return result.count or 0, sorted(hits, key=lambda hit: (-hit.score, hit.id))

	def _asked(self, query, limit: int, with_total: bool, offset: int = 0):
		# A file of it that is read only now may be damaged or gone.
		with _reading():
			return self._searcher.search(self._bounded(query), limit, with_total, offset=offset)

	def _bounded(self, query):
		if not self._bounds:
			return query
		return _all([query, *(_boosted(_query_const(bound), 0.0) for bound in self._bounds)])


def _answer(look: _Look, needs: list[Need], limit: int, offset: int, as_typed: bool) -> Found:
	asked = [(look.need(need, as_typed), need) for need in needs]
	mistyped = [need for query, need in asked if need.may_be_mistyped and not look.finds(query)]
	queries = [look.corrected(need) if need in mistyped else query for query, need in asked]
	total, hits = look.best(_all(queries), limit, offset)
	return Found(total, hits, tuple(need.text for need in mistyped) if total else ())


def _most_alike(look: _Look, words: list[str], limit: int) -> list[Hit]:
	query = look.likeness(words)
	# Not counting lets the index pass over what cannot be among the best.
	return look.best(query, limit, 0, with_total=False)[1] if query else []


def _stored(document: Document):
	title, body = search_words.words_of(document.title), search_words.words_of(document.body)
	codes = [word for code in document.codes for word in search_words.words_of(code).words]
	stored = search_fields.tantivy().Document()
	stored.add_text("id", document.id)
	stored.add_text("kind", document.kind)
	for audience in document.audiences:
		stored.add_text("audience", audience)
	for trait in document.traits:
		stored.add_text("trait", trait)
	stored.add_text("title", " ".join(title.words))
	stored.add_text("body", " ".join(body.words))
	stored.add_text("codes", " ".join(codes))
	stored.add_text("title_characters", " ".join(title.characters))
	stored.add_text("body_characters", " ".join(body.characters))
	plain = (
		word for word in (*title.words, *body.words) if word.isascii() and word.isalpha() and len(word) > 3
	)
	stored.add_text("endings", " ".join(plain))
	return stored


def _delete(writer, id: str) -> None:
	writer.delete_documents_by_term("id", id)


def _exact(field: str, phrase: tuple[str, ...]):
	if len(phrase) == 1:
		return _query("term_query", field, phrase[0], "freq")
	return _query("phrase_query", field, list(phrase))


def _query(kind: str, *arguments):
	return getattr(search_fields.tantivy().Query, kind)(search_fields.schema(), *arguments)


def _query_const(query):
	return search_fields.tantivy().Query.const_score_query(query, 1.0)


def _boosted(query, by: float):
	return search_fields.tantivy().Query.boost_query(query, by)


def _all(queries: list):
	must = search_fields.tantivy().Occur.Must
	return search_fields.tantivy().Query.boolean_query([(must, query) for query in queries])


def _any(queries: list):
	should = search_fields.tantivy().Occur.Should
	return search_fields.tantivy().Query.boolean_query([(should, query) for query in queries])


def _layout_of(folder: Path) -> int | None:
	return json.loads((folder / "layout.json").read_text(encoding="utf-8")).get("layout")
