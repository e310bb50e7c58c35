"""What is looked up in the database where no index can be searched: slower, and by the letters as they are written (G2)."""

from collections.abc import Iterable

import frappe

from fsm_app.engine import search_words
from fsm_app.knowledge.search_journal import OFFERING
from fsm_app.knowledge.stages import CASE, PUBLISHED

SEARCHED = {
	CASE: ("name", "title", "symptom", "cause", "solution", "snippet"),
	OFFERING: ("name", "description"),
}
# No more of those that have a word are looked at for the next one.
_MOST = 2_000


def looked_up(doctype: str, question: str, names: Iterable[str] | None = None) -> list[str]:
	"""The names of those that have all words of a question, the newest first; of all, or of those that are given."""
	words = _words(question)
	if not words:
		return []
	kept = list(names) if names is not None else None
	for word in words:
		kept = _with_word(doctype, word, kept)
	return kept


def _words(question: str) -> list[str]:
	try:
		return [need.text for need in search_words.needs_of(question)]
	except ImportError:
		return question.casefold().split()[:10]


def _with_word(doctype: str, word: str, names: list[str] | None) -> list[str]:
	pattern = "%" + word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
	filters: dict = {"stage": PUBLISHED} if doctype == CASE else {"disabled": 0}
	if names is not None:
		filters["name"] = ["in", names or [""]]
	ways = [[doctype, field, "like", pattern] for field in SEARCHED[doctype]]
	if doctype == CASE:
		ways.append([doctype, "name", "in", _with_code(word, pattern)])
	return frappe.get_all(
		doctype,
		filters=filters,
		or_filters=ways,
		pluck="name",
		order_by="modified desc",
		limit_page_length=_MOST,
	)


def _with_code(word: str, pattern: str) -> list[str]:
	return frappe.get_all(
		"Knowledge Fault Code",
		filters={"parenttype": CASE},
		or_filters=[["code", "like", pattern], ["code_key", "=", word]],
		pluck="parent",
		limit_page_length=_MOST,
	) or [""]
