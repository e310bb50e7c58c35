"""Chinese texts are punctuated as Chinese, and call a field, button or list by the word that its form shows (Q3)."""

import json
import re
from collections import defaultdict

import pytest

from tests.engine import error_messages
from tools import translations
from tools.translations import Text

HAN = "[\u4e00-\u9fff]"
HALF_WIDTH = re.compile(rf"{HAN}\s*[,;:?!()]|[,;:?!()]\s*{HAN}|\.\.\.|……|[}}\d] %")
LABEL_FIRST = re.compile(r"^([A-Z][^:{}.]{2,45}): ")
# Of an argument that stands on no form, or of a field whose label says the unit, too.
NOT_ON_A_FORM = {"Position", "Time Limit", "Year"}
# What is called so outside of this app.
CALLED_SO_ELSEWHERE = {"Web服务"}

# One English word, and what it means where it stands.
IN_ITS_SENSE = {
	("Reported", "Service Ticket"): "报修时间",
	("Reported By", "Safety Incident"): "上报人",
	("Course", "Safety Incident"): "事件经过",
	("Kept", "SLA Clock"): "达标",
	("Arrived", "Service Visit"): "到场",
	("Part", "Performance Appraisal Part"): "组成部分",
	("Questions", "Callback Script"): "问题",
	("Opened At", "Service Survey"): "开启时间",
	("Left Out", "Service Survey"): "不计入统计",
	("Times", "KPI Definition"): "乘以",
	("Steps", "KPI Definition"): "阶梯",
	("Start Now", "Day Plan Visit"): "目前开始",
	("Decline", "Ticket Offer"): "拒绝",
	("Declined", "Ticket Offer"): "已拒绝",
}


# What Frappe or ERPNext say in a sense of their own, and what stands where a context is asked for: a choice that is
# made, never shown in a list. Lists, what may only be read and, in version 15, headings of tables ask for none.
ONLY_IN_CONTEXT = """
	Active, Appointment, Attendance, Attendees, Away, Bonus, Count, Criteria, Customers, Desk, Finished, Left, List, Manual,
	Members, Name, New, Number, Off, On Leave, Onboarding, Opened, Pending, Points, Price, Public, Resolved, Revoked, Rules,
	Score, Skip, Skipped, States, Submitted, Topic, Transfer, Up, Down, Nearest, Over, Words,
	Chinese, English, French, German, Japanese, Korean, Spanish
"""


@pytest.fixture(scope="module")
def chinese() -> translations.Translations:
	return translations.read_csv()


@pytest.fixture(scope="module")
def words(chinese) -> dict[str, set[str]]:
	"""The Chinese words of each string, in whatever context it is used."""
	found = defaultdict(set)
	for text in translations.strings():
		found[text.source].add(chinese.get(text) or chinese.get(Text(text.source), ""))
	return found


def test_punctuation_is_chinese(chinese):
	"""Neither half-width marks beside Chinese words, nor two kinds of dots, nor a space before a percent sign."""
	assert sorted(translation for translation in chinese.values() if HALF_WIDTH.search(translation)) == []


def test_a_refusal_begins_with_the_label_that_the_form_shows(chinese, words):
	refusals = {
		text
		for path in (translations.ROOT / "fsm_app").rglob("*.py")
		for text in error_messages.refusals(path)
		if Text(text) in chinese
	}
	of_a_field = {
		text: label[1] for text in refusals if (label := LABEL_FIRST.match(text)) and label[1] in words
	}
	assert len(of_a_field) > 150
	wrong = {
		text: chinese[Text(text)]
		for text, label in of_a_field.items()
		if label not in NOT_ON_A_FORM and re.split("：|第 ", chinese[Text(text)])[0] not in words[label]
	}
	assert wrong == {}


def test_what_is_quoted_is_called_so(chinese):
	"""Of “...” in a text: a field, button, document or list has this name."""
	names = set(chinese.values()) | CALLED_SO_ELSEWHERE
	quoted = {word for text in chinese.values() for word in re.findall("“([^”{}]+)”", text)}
	assert {word for word in quoted - names if re.search(HAN, word)} == set()


@pytest.mark.parametrize(("source", "context"), IN_ITS_SENSE)
def test_a_word_is_translated_as_it_is_meant(chinese, source, context):
	assert chinese[Text(source, context)] == IN_ITS_SENSE[source, context]


def test_what_lists_and_tables_show_has_a_word_without_a_context(chinese):
	"""Frappe shows a choice in a list, and a table's heading in version 15, without asking for the document's own word."""
	shown = set()
	for path in (translations.ROOT / "fsm_app").glob("*/doctype/*/*.json"):
		for field in json.loads(path.read_text(encoding="utf-8")).get("fields", []):
			if field["fieldtype"] == "Select":
				shown |= set((field.get("options") or "").split("\n"))
			elif field["fieldtype"] == "Table" and not field.get("hidden"):
				shown.add(field["label"])
	known = {source for source, context in chinese if not context}
	in_context = {source for source, context in chinese if context}
	assert len(shown & known) > 300
	assert shown & in_context - known == {word.strip() for word in ONLY_IN_CONTEXT.split(",")}
