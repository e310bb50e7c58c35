"""What users read is written as the trade would put it, names nobody 'he', and one term has one Chinese word (Q3)."""

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.engine import error_messages
from tools import translations

ROOT = translations.ROOT
GENDERED = re.compile(r"\b(he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)
IN_CODE = re.compile(r"(?<![a-z])(he|his|him|himself|she|her|hers|herself)(?![a-z])", re.IGNORECASE)
CHINESE_HE = re.compile("她|(?<!其)他(?!人)")
STYLE = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

# Refusals of one sentence that say what to do: a verb, after the field's label or at once, or what must be.
ASKS = re.compile(
	r"^([^:]+: )?(please )?"
	r"(answer|ask|choose|enter|give|leave|log in|make|mark|name|offer|open|say|send|set|take|wait|write)\b|\bmust\b",
	re.IGNORECASE,
)
ENDS_WITH_ANOTHER = re.compile(r"(: |\. )\{\d*\}\.?$|^\{\d*\}$")

# Ways of putting things that one does not say: what to write instead.
CLUMSY = {
	r"^Empty:|\. Empty:": "Leave empty ...",
	r"(^|\. |; |\()0: |\b0 leaves": "0 = ...",
	r"\bat (Most|Least)$|\bat (Most|Least) \(": "Maximum ..., Minimum ...",
	r"\bof (its|their|a) own (row|policy|scheme)$|without a row of its own": "without its own row",
	r"^Of (tickets|times|the) .*\.$": "Used for ...",
	r"^Holds for ": "Used for ...",
	r"\bwithout an end\b": "never expires",
	r"\bstands? still\b(?!.$)": "is affected, pauses",
	r"\bwhere (he|she|it) is no\b|\bis no weekday\b": "is not a ...",
	r"^Who (opens|scans|holds) ": "Anybody who ..., users with ...",
	r"\bThat Stays$|\bThere$|^There Already$": "Merge Into, External ID, Already Imported",
	r"\b(from where|as long as|so long as) on\b": "beyond",
	r"\bthe request back\b|\bopened again\b": "Cancel this request, Reopened",
}


class Term(NamedTuple):
	"""A row of the table of terms in docs/style.md."""

	english: str
	chinese: list[str]
	not_said: list[str]


def table(heading: str) -> list[list[str]]:
	"""The rows of the table under a heading of docs/style.md, cell by cell, without the head."""
	section = STYLE.split(f"## {heading}\n")[1].split("\n## ")[0]
	lines = [line for line in section.splitlines() if line.startswith("|")]
	return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


TERMS = [
	Term(english, [word for word in chinese.split("、") if word], re.findall(r"`([^`]+)`", never))
	for english, chinese, _meaning, never in table("Terms")
]
SEVERAL_SENSES = {row[0] for row in table("Words with several senses")}
# Of code that is read, not of what stands under public/dist and the like.
CODE = sorted(
	path
	for folder in ("fsm_app", "devsite", "demo", "benchmarks", "tools", "tests")
	for pattern in ("*.py", "*.js", "*.html")
	for path in (ROOT / folder).rglob(pattern)
	# Neither what a build leaves.
	if path != Path(__file__) and not {"dist", "frontend"} & set(path.parts)
) + sorted(path for path in (ROOT / "frontend" / "src").rglob("*") if path.suffix in (".ts", ".vue", ".css"))


def is_said(word: str, text: str) -> bool:
	"""Whether the text holds the word: an English one whole, a Chinese one anywhere."""
	if word.isascii():
		return bool(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE))
	return word in text


@pytest.fixture(scope="module")
def texts() -> set[str]:
	return {text.source for text in translations.strings()}


@pytest.fixture(scope="module")
def chinese() -> dict[str, set[str]]:
	found = defaultdict(set)
	for text, translation in translations.read_csv().items():
		found[text.source].add(translation)
	return found


@pytest.fixture(scope="module")
def everything_read(texts, chinese) -> list[str]:
	"""Texts, their translations and manuals."""
	return [
		*texts,
		*(word for words in chinese.values() for word in words),
		*(without_quoted(path) for path in DOCUMENTS),
	]


def test_nobody_is_he_or_she_in_what_users_read(texts):
	assert sorted(text for text in texts if GENDERED.search(text)) == []


@pytest.mark.parametrize(
	"path", sorted((ROOT / "fsm_app" / "shipped").glob("*.json")), ids=lambda path: path.stem
)
def test_nobody_is_he_or_she_in_shipped_records(path):
	shipped = json.dumps([{**row, "words": ""} for row in json.loads(path.read_text(encoding="utf-8"))])
	assert GENDERED.findall(shipped) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_nobody_is_he_or_she_in_the_manuals(path: Path):
	lines = without_quoted(path).splitlines()
	assert [f"{number}: {line}" for number, line in enumerate(lines, 1) if GENDERED.search(line)] == []


def without_quoted(path: Path) -> str:
	"""The text of a manual without what stands in backquotes: code, and words that are not to be said."""
	return re.sub(r"`[^`\n]*`", "", path.read_text(encoding="utf-8"))


def test_nobody_is_he_or_she_in_the_code():
	found = [
		f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
		for path in CODE
		for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
		if IN_CODE.search(line)
	]
	assert found == []


def test_nobody_is_he_or_she_in_chinese(chinese):
	assert [word for words in chinese.values() for word in words if CHINESE_HE.search(word)] == []


class TestTerms:
	"""The tables of docs/style.md hold for everything that users read."""

	def test_each_stands_once(self):
		names = [term.english for term in TERMS]
		assert len(names) > 40 and len(set(names)) == len(names)

	@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
	def test_what_is_not_said_stands_nowhere(self, term, everything_read):
		assert [text for text in everything_read for word in term.not_said if is_said(word, text)] == []

	@pytest.mark.parametrize("term", [term for term in TERMS if term.chinese], ids=lambda term: term.english)
	def test_its_chinese_stands_in_labels(self, term, chinese):
		labels = {
			source: words
			for source, words in chinese.items()
			if len(source.split()) <= 3 and re.search(rf"\b{term.english}s?\b", source, re.IGNORECASE)
		}
		wrong = {
			source: word
			for source, words in labels.items()
			for word in words
			if not any(known in word for known in term.chinese)
		}
		assert wrong == {}

	def test_words_with_several_senses_have_several_chinese_words(self, chinese):
		assert {word for word in SEVERAL_SENSES if len(chinese[word]) < 2} == set()


class TestErrorMessages:
	"""What is wrong, then what to do."""

	def test_a_refusal_says_what_to_do(self):
		found = [
			(path.relative_to(ROOT).as_posix(), text)
			for path in sorted((ROOT / "fsm_app").rglob("*.py"))
			for text in error_messages.refusals(path)
		]
		assert len(found) > 250
		assert [(path, text) for path, text in found if not says_what_to_do(text)] == []

	def test_texts_are_found_however_they_are_refused(self, tmp_path):
		path = tmp_path / "some.py"
		path.write_text(
			"def _refuse(why):\n\tfrappe.throw(why, Error)\n\n"
			"def f(a):\n"
			'\tfrappe.throw(_("One {0}.").format(_("inner")))\n'
			'\t_refuse(_("Two.") if a else _("Three."))\n'
			'\tsay(_("Four."))\n'
		)
		assert sorted(error_messages.refusals(path)) == ["One {0}.", "Three.", "Two."]

	def test_what_says_what_to_do(self):
		assert says_what_to_do("Year: {0} is too early. Enter another one.")
		assert says_what_to_do("Reason: say why.") and says_what_to_do("Marks: {0} must be above 0.")
		assert says_what_to_do("Steps, row {0}: {1}")
		assert not says_what_to_do("Year: {0} is too early.") and not says_what_to_do("Not allowed")


def says_what_to_do(text: str) -> bool:
	"""Whether a refusal has a sentence after the one that says what is wrong, or is itself what to do or what must be.

	Of one that ends with another text, that one is looked at where it stands.
	"""
	sentences = re.findall(r"[.?!](?=\s|$)", text)
	return len(sentences) > 1 or bool(ENDS_WITH_ANOTHER.search(text) or ASKS.search(text) or "; " in text)


@pytest.mark.parametrize("pattern", CLUMSY)
def test_labels_and_hints_are_put_naturally(texts, pattern):
	found = sorted(text for text in texts if re.search(pattern, text))
	assert found == [], f"write: {CLUMSY[pattern]}"


def test_a_term_has_one_chinese_word_unless_it_has_several_senses(chinese):
	assert {source for source, words in chinese.items() if len(words) > 1} - SEVERAL_SENSES == set()


def test_stages_are_told_apart_in_chinese(chinese):
	ticket = json.loads(
		(ROOT / "fsm_app/service_desk/doctype/service_ticket/service_ticket.json").read_text(encoding="utf-8")
	)
	(stages,) = [field["options"].split("\n") for field in ticket["fields"] if field["fieldname"] == "stage"]
	words = {stage: chinese[stage] for stage in stages if stage}
	assert {stage for stage, found in words.items() if len(found) != 1} == set()
	assert len({next(iter(found)) for found in words.values()}) == len(words)


def test_the_words_of_the_walk(chinese):
	"""Neither of them was one word."""
	assert chinese["Received"] == {"已收到"} and chinese["Accepted"] == {"已接受"}
	assert chinese["Priority"] == {"优先级"}


def test_shipped_texts_are_translated(texts):
	"""Steps, saved filters and descriptions, as well as names."""
	assert {
		"Secure the workplace and disconnect the device.",
		"Done, Not Closed",
		"Done within 7 days.",
		"Notify the engineer on duty.",
		"stars",
		"Documented Repair",
	} <= texts
