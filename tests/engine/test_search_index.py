"""What is found, by whom, and what a broken or busy index does (G2). The asks of section B are named in the tests."""

import multiprocessing
import os
import random
import signal
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsm_app.engine import search_index
from fsm_app.engine.search_excerpt import excerpt
from fsm_app.engine.search_index import Among, Document, IndexBusy, IndexMissing, SearchIndex

CASES = (
	Document("create", "如何製作form 1a", "先打开系统", kind="FAQ", audiences=("internal", "customers")),
	Document("bearing", "更换KX-200.1轴承", "电机停机后拆下。步骤见手册。", ("E-21",), "Case", ("internal",)),
	Document("leak", "电机漏水", "水泵密封圈老化，E7。", ("E7",), "Case", ("internal", "customers")),
	Document("pump", "水泵漏水", "更换密封圈，１０Ａ保险丝", (), "Case", ("internal",)),
	Document("motor", "电机异响", "轴承缺油", (), "Case", ("internal",)),
	Document("password", "密码 パスワード 비밀번호", "重置密码", (), "FAQ", ("customers",)),
	Document(
		"noise",
		"Compressor leaking oil",
		"The display shows e 21. Hot-plate stays cold.",
		(),
		"Case",
		("internal",),
	),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
	index = SearchIndex(tmp_path_factory.mktemp("index"))
	assert index.rebuild(CASES) == len(CASES)
	return index


@pytest.fixture
def own(tmp_path):
	index = SearchIndex(tmp_path / "index")
	index.rebuild(CASES)
	return index


def found(index, question, among=search_index.EVERYTHING, **options):
	return {hit.id for hit in index.search(question, among, **options).hits}


@pytest.mark.parametrize(
	("question", "ids"),
	[
		# asks B1: nothing is taken out of a question because it is no English
		*((word, {"password"}) for word in ("密码", "パスワード", "비밀번호", "비밀")),
		# asks B2: not from the start alone
		*((word, {"create"}) for word in ("製作", "何製作", "form", "1a", "如何制作", "FORM 1A")),
		# asks B3: short words, and all of them
		("漏水", {"leak", "pump"}),
		("水", {"leak", "pump"}),
		("E7", {"leak"}),
		("电机 漏水", {"leak"}),
		("电机漏水", {"leak"}),
		("电机漏水怎么办？", {"leak"}),
		# asks B4: codes and their parts, also where Chinese stands around them
		*((word, {"bearing"}) for word in ("KX-200.1", "kx200", "200.1", "kx 200.1", "KX2001")),
		("轴承", {"bearing", "motor"}),
		*((word, {"bearing", "noise"}) for word in ("E-21", "E21", "e 21", "Ｅ２１", "e21")),
		("E2", set()),
		("E22", set()),
		# asks B6: full and half width, traditional and simplified
		*((word, {"pump"}) for word in ("10A", "１０Ａ", "10a 水泵", "水泵 密封圈 10A")),
		("ﾊﾟｽﾜｰﾄﾞ", {"password"}),
		("軸承", {"bearing", "motor"}),
		("電機漏水", {"leak"}),
		# endings, words with a hyphen, typing errors
		*((word, {"noise"}) for word in ("leaks", "compressors", "hotplate", "hot plate", "hot-plate")),
		*((word, {"noise"}) for word in ("compresor", "comrpessor oil", "COMPRESSSOR leak")),
		("rotor", set()),
	],
)
def test_what_a_question_finds(index, question, ids):
	assert found(index, question) == ids


@pytest.mark.parametrize(
	"punctuation", [*"+-&|!(){}[]^\"~*?:\\/.,;'`%$#@<>=_", "AND", "OR NOT", "a:b", "\x00", "\ud7ff", "'; --"]
)
def test_no_punctuation_is_an_error(index, punctuation):
	index.search(punctuation)
	assert found(index, f"{punctuation} 漏水 {punctuation}") <= {"leak", "pump"}
	assert found(index, f"漏水{punctuation}" if not punctuation[-1].isalpha() else "漏水") == {"leak", "pump"}


def test_typing_on_finds_beginnings(index):
	assert found(index, "compr") == set()
	assert found(index, "compr", as_typed=True) == {"noise"}
	assert found(index, "kx2", as_typed=True) == {"bearing"}
	assert found(index, "oil compr", as_typed=True) == {"noise"}


def test_titles_and_codes_count_more_than_the_text(index):
	hits = index.search("轴承").hits
	assert [hit.id for hit in hits] == ["bearing", "motor"]
	assert [hit.id for hit in index.search("E21").hits] == ["bearing", "noise"]


def test_pages_follow_one_another(index):
	whole = index.search("水", limit=10)
	pages = [index.search("水", limit=1, offset=place) for place in range(3)]
	assert [page.total for page in pages] == [whole.total] * 3 == [2] * 3
	assert [hit for page in pages for hit in page.hits] == whole.hits
	assert index.search("水", limit=10**12) == whole
	assert index.search("水", offset=10**12) == (2, [], ())
	assert index.search("水", limit=0).hits == index.search("水", limit=-1).hits == []


def test_only_among_those_that_are_allowed(index):
	customers = Among(audiences=frozenset({"customers"}))
	assert found(index, "漏水", customers) == {"leak"}
	assert index.search("漏水", customers).total == 1
	assert found(index, "漏水", Among(ids=frozenset({"pump", "motor"}))) == {"pump"}
	assert found(index, "漏水", Among(kinds=frozenset({"FAQ"}))) == set()
	assert found(index, "漏水", Among(ids=frozenset())) == set()
	assert found(
		index, "密码", Among(frozenset({"FAQ"}), frozenset({"customers"}), frozenset({"password", "leak"}))
	) == {"password"}
	assert index.count(customers) == 3 and index.ids(customers) == {"create", "leak", "password"}
	assert index.alike("电机漏水，轴承异响", customers)[0].id == "leak"


def test_what_must_not_be_seen_corrects_no_question(own):
	own.put(
		[
			Document("secret", "compresor", audiences=("internal",)),
			Document("open", "compressor", audiences=("customers",)),
		]
	)
	answer = own.search("compresor", Among(audiences=frozenset({"customers"})))
	assert [hit.id for hit in answer.hits] == ["open"] and answer.corrected == ("compresor",)
	assert found(own, "compresor") == {"secret"}


def test_the_most_alike_to_a_ticket(index):
	assert index.alike("客户报告：电机处有漏水现象，水泵密封圈可能老化，请尽快处理")[0].id == "leak"
	assert index.alike("the COMPRESSOR lost oil over night")[0].id == "noise"
	assert index.alike("") == index.alike("的 the ???") == []


def test_an_excerpt_marks_what_was_found():
	text = f"{'前言。' * 100}拆下<b>KX-200.1</b>軸承，compressors hum.{'后记。' * 100}"
	piece = excerpt(text, "轴承 kx200 compresor", corrected=("compresor",), length=60)
	assert [part for part, is_hit in piece.pieces if is_hit] == ["KX-200", "軸承", "compressors"]
	joined = "".join(part for part, _hit in piece.pieces)
	assert joined in text and len(joined) == 60 and piece.is_cut_before and piece.is_cut_after


def test_an_excerpt_without_hits_is_the_beginning():
	assert excerpt("Some words", "other") == ([("Some words", False)], False, False)
	assert excerpt("", "other").pieces == []


def test_changes_are_seen_by_everybody_at_once(own, tmp_path):
	other = SearchIndex(tmp_path / "index")
	assert found(other, "漏水") == {"leak", "pump"}
	own.put([Document("leak", "电机异响"), Document("new", "漏水")])
	assert found(other, "漏水") == {"pump", "new"}
	own.remove(["pump", "not there"])
	assert found(other, "漏水") == {"new"} and other.count() == len(CASES)
	own.rebuild([])
	assert found(other, "漏水") == set() and other.count() == 0


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(own):
	def documents():
		yield Document("new", "漏水")
		raise RuntimeError("the database went away")

	with pytest.raises(RuntimeError, match="went away"):
		own.rebuild(documents())
	with pytest.raises(RuntimeError, match="went away"):
		own.put(documents())
	assert found(own, "漏水") == {"leak", "pump"} and own.ids() == {case.id for case in CASES}


def test_an_index_that_is_not_there_says_so_and_is_built_anew(tmp_path):
	index = SearchIndex(tmp_path / "none")
	for act in (
		lambda: index.search("漏水"),
		lambda: index.put(CASES),
		lambda: index.remove(["leak"]),
		index.count,
	):
		with pytest.raises(IndexMissing):
			act()
	index.rebuild(CASES)
	assert found(index, "漏水") == {"leak", "pump"}


@pytest.mark.parametrize("how", ["short", "half", "other", "gone"])
@pytest.mark.parametrize(
	"damage", ["meta.json", "layout.json", "*.term", "*.pos", "*.idx", "*.store", "*.fieldnorm"]
)
def test_a_damaged_index_says_so_and_is_built_anew(own, tmp_path, damage, how):
	[file] = (tmp_path / "index").glob(damage)
	content = file.read_bytes()
	file.unlink()
	if how != "gone":
		file.write_bytes(
			{"short": b"{", "half": content[: len(content) // 2], "other": b"x" * len(content)}[how]
		)
	fresh = SearchIndex(tmp_path / "index")
	with pytest.raises(IndexMissing):
		fresh.search("电机 漏水")
	with pytest.raises(IndexMissing):
		fresh.search("电机漏水")
	fresh.rebuild(CASES[:3])
	assert fresh.ids() == {"create", "bearing", "leak"}


def test_traits_are_asked_for_besides_the_words(own):
	own.put(
		[
			Document("one", "漏水", traits=("language:zh", "item:A")),
			Document("two", "漏水", traits=("language:zh", "group:P")),
			Document("three", "漏水", traits=("item:A",)),
		],
		without=["leak", "pump"],
	)
	of_a = frozenset({"item:A", "group:P"})
	assert found(own, "漏水", Among(traits=(of_a,))) == {"one", "two", "three"}
	assert found(own, "漏水", Among(traits=(of_a, frozenset({"language:zh"})))) == {"one", "two"}
	assert found(own, "漏水", Among(traits=(of_a, frozenset()))) == set()
	assert found(own, "漏水") == {"one", "two", "three"}


def test_another_layout_is_not_read(own, tmp_path, monkeypatch):
	monkeypatch.setattr(search_index, "LAYOUT", search_index.LAYOUT + 1)
	with pytest.raises(IndexMissing):
		SearchIndex(tmp_path / "index").search("漏水")


def test_who_waits_too_long_for_another_writer_is_told(own, tmp_path, monkeypatch):
	monkeypatch.setattr(search_index, "_WAIT_FOR_WRITER", 0.05)
	with own._locked(), pytest.raises(IndexBusy):
		SearchIndex(tmp_path / "index").put([Document("late", "漏水")])
	assert found(own, "漏水") == {"leak", "pump"}


def test_many_threads_write_and_read_at_once(own):
	def write(number):
		own.put([Document(f"thread-{number}", "漏水")])
		own.search("漏水")

	threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	assert found(own, "漏水", limit=20) == {"leak", "pump", *(f"thread-{number}" for number in range(6))}


def _write_and_die(folder, started):
	def documents():
		for number in range(1_000_000):
			if number == 2_000:
				started.set()
			yield Document(f"half-{number}", "漏水", "更换密封圈")

	SearchIndex(folder).rebuild(documents())


def test_a_writer_that_is_killed_leaves_the_index_and_no_lock(own, tmp_path):
	context = multiprocessing.get_context("spawn")
	started = context.Event()
	writer = context.Process(target=_write_and_die, args=(tmp_path / "index", started))
	writer.start()
	assert started.wait(60)
	os.kill(writer.pid, signal.SIGKILL)
	writer.join()
	assert own.ids() == {case.id for case in CASES}
	own.put([Document("after", "漏水")])
	assert found(SearchIndex(tmp_path / "index"), "漏水") == {"leak", "pump", "after"}


def test_many_random_changes_leave_exactly_what_should_be_there(own):
	chance = random.Random(13)
	truth = {case.id: case for case in CASES}
	for _round in range(8):
		changed = {}
		for _change in range(40):
			name = f"case-{chance.randrange(60)}"
			audiences = tuple(chance.sample(("internal", "customers", "partners"), chance.randrange(3)))
			changed[name] = Document(name, chance.choice(("漏水", "异响", "motor")), audiences=audiences)
		own.put(changed.values())
		truth.update(changed)
		gone = chance.sample(sorted(truth), 3)
		own.remove(gone)
		for name in gone:
			del truth[name]
		audience = chance.choice(("internal", "customers", "partners"))
		right = {one.id for one in truth.values() if "漏水" in one.title and audience in one.audiences}
		assert found(own, "漏水", Among(audiences=frozenset({audience})), limit=100) == right
	assert own.ids() == set(truth)


WORDS = st.text(alphabet="漏水电机轴承abE217-. 的", min_size=1, max_size=12)


@settings(max_examples=10)
@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_a_document_is_found_by_its_own_words(own, titles, more):
	documents = [Document(str(number), title, more) for number, title in enumerate(titles)]
	own.rebuild(documents)
	for document in documents:
		answer = own.search(document.title, limit=50)
		assert document.id in {hit.id for hit in answer.hits} or not search_index.search_words.needs_of(
			document.title
		)
		assert answer.total == len(answer.hits) == len({hit.id for hit in answer.hits})
