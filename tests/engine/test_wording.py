"""What users read is written as the trade would put it, names nobody 'he', and one term has one Chinese word (Q3)."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tools import translations

ROOT = translations.ROOT
GENDERED = re.compile(r"\b(he|his|him|himself|she|her|hers|herself)\b", re.IGNORECASE)
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

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
# Terms whose Chinese differs by where they stand, because they mean different things there.
SEVERAL_SENSES = {
	"Answer",  # an answer to a question; the text of an option
	"Answered At",  # of a survey; of a question
	"Attempt",  # a sitting; its number; a try to send
	"Attempts",
	"Documents",  # papers; records that are counted
	"Failed",  # did not work; did not pass
	"From",  # of something; a date; a time of day
	"In Progress",
	"Marks",  # given; possible
	"Medium",  # of a priority; of a difficulty
	"None",  # nothing; no clocks
	"Number",  # of a certificate; a kind of question
	"Open",  # each kind of record waits for something else
	"Points",  # given; possible
	"Question",  # of an exam; of a customer
	"Rank",  # a place; an order
	"Rejected",  # a proposal; a complaint
	"Result",
	"Right",  # a permission; correct
	"Running",  # a clock; an exam
	"Score",
	"Steps",
	"To",
	"Travel",
}


@pytest.fixture(scope="module")
def texts() -> set[str]:
	return {text.source for text in translations.strings()}


@pytest.fixture(scope="module")
def chinese() -> dict[str, set[str]]:
	found = defaultdict(set)
	for text, translation in translations.read_csv().items():
		found[text.source].add(translation)
	return found


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
	lines = path.read_text(encoding="utf-8").splitlines()
	assert [f"{number}: {line}" for number, line in enumerate(lines, 1) if GENDERED.search(line)] == []


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
