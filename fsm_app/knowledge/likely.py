"""The cases that most likely solve a ticket, with the reason, the likely cause and the usual parts (G2, E4).

What was learnt at night ranks them (learning.py); what was published since is found by its code, words and device. A case
that the reader may not see is never ranked: who may see which is asked first. Where nothing can be ranked the answer says
so; a ticket is opened and saved without any of this.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import frappe
from frappe import _

from fsm_app.engine.recommendation import NotReadable, Recommended
from fsm_app.engine.stages import TICKET
from fsm_app.engine.ticket_traits import Ticket
from fsm_app.knowledge import facts, just_published, models, readers, reasons, uses, usual_parts
from fsm_app.knowledge.stages import CASE, NOT_SOLVED, PUBLISHED

AT_MOST = 5
LOOKED_AT = 12
# So many of which nothing was learnt may stand before those that were.
NEW_AT_MOST = 2
# The parts of so many cases are told, the best ones.
WITH_PARTS = 3
# A case is proposed for a word that was learnt for it, and not for letters that many words have; or for very much else.
LEAST_KNOWN, SPEAKS_AGAINST, SPEAKS_LOUD, SPEAKS = 0.5, -0.25, 0.2, 0.05
SHOWN = ("name", "title", "kind", "symptom", "cause", "solved", "not_solved", "route")
LONGEST_TEXT = 240


def of_ticket(ticket: str) -> dict:
	"""The cases that the user reads which may solve a ticket, as of_facts; each with how it is marked on this ticket.

	One that did not help with this very ticket comes last.
	"""
	row = frappe.db.get_value(TICKET, ticket, list(facts.OF_TICKET), as_dict=True)
	return of_facts(row or {}, marked=uses.results_in(ticket))


def of_facts(
	values: Mapping, customers: Collection[str] = (), marked: Mapping[str, str] | None = None
) -> dict:
	"""The cases that may solve what `values` say (fields of a Service Ticket), best first.

	Cases that the session's user reads, who speaks for `customers` if they are no staff. Returns {available, cases,
	parts, note}: the cases with `reason`, `is_likely` and `marked`, the parts that the best of them usually take; `note`
	says why there is nothing.
	"""
	marked = marked or {}
	(ticket,) = facts.tickets_of([values])
	if not (ticket.text or ticket.code):
		return _answer([], _("Say what is wrong, and the cases that may help stand here."))
	try:
		ranked, note = _ranked(ticket, customers, marked)
	except NotReadable:  # said in the Error Log when it was read
		return _unavailable()
	except Exception:  # whatever it is, it must not keep anybody from their ticket
		frappe.log_error(title="Cases that may help cannot be found")
		return _unavailable()
	return _answer(_cards(ticket, ranked, marked), note)


class Ranked(NamedTuple):
	"""A case in its place, and what speaks for it: what was learnt, a sentence, or else its own words."""

	case: str
	learnt: Recommended | None = None
	sentence: str = ""
	is_likely: bool = False


def _ranked(
	ticket: Ticket, customers: Collection[str], marked: Mapping[str, str]
) -> tuple[list[Ranked], str]:
	"""The best cases, some more than are shown; and a note where nothing was learnt yet."""
	recommender = models.current()
	known = recommender.cases if recommender else []
	new = just_published.find(ticket, known, customers)
	seen = _readable([*known, *new.by_code, *new.by_words, *new.by_device], customers)
	best = recommender.rank(ticket, LOOKED_AT + len(marked), seen) if recommender else []
	learnt = [Ranked(each.case, each, is_likely=each.score > 0) for each in best]
	named = _("New; it names the fault code {0}").format(ticket.code)
	ranked = [
		*(Ranked(case, sentence=named, is_likely=True) for case in new.by_code),
		*(each for each in learnt if each.is_likely),
		*(Ranked(case) for case in new.by_words[: NEW_AT_MOST if learnt else AT_MOST]),
		*(each for each in learnt if not each.is_likely),
		*(Ranked(case, sentence=_("New; it is about this device")) for case in new.by_device),
	]
	ranked = [each for each in ranked if each.case in seen]
	ranked.sort(key=lambda each: marked.get(each.case) == NOT_SOLVED)
	return ranked, "" if recommender else _("Nothing has been learnt yet; this happens each night.")


def _readable(names: list[str], customers: Collection[str]) -> set[str]:
	some = (names[start : start + readers.MOST] for start in range(0, len(names), readers.MOST))
	return {name for together in some for name in readers.readable(together, customers)}


def _cards(ticket: Ticket, ranked: list[Ranked], marked: Mapping[str, str]) -> list[dict]:
	"""What is shown of the cases for which something speaks. They were asked for by the reader's rights."""
	rows = {
		row.name: row
		for row in frappe.get_all(
			CASE,
			filters={"name": ["in", [each.case for each in ranked] or [""]], "stage": PUBLISHED},
			fields=list(SHOWN),
			limit_page_length=0,
		)
	}
	cards = (_card(ticket, each, rows[each.case]) for each in ranked if each.case in rows)
	return [{**card, "marked": marked.get(card["name"], "")} for card in cards if card][:AT_MOST]


def _card(ticket: Ticket, each: Ranked, row) -> dict | None:
	"""One case as it is shown; None where nothing speaks for it."""
	# Cases that say the same take the words from one another; what is written in them still is.
	shared = reasons.shared_words(ticket.text, facts.together(row.title, row.symptom, row.cause))
	if not (shared or each.sentence or (each.learnt and _is_said(each.learnt))):
		return None
	learnt = each.learnt.reasons if each.learnt else ()
	return {
		**row,
		"symptom": _shortened(row.symptom),
		"cause": _shortened(row.cause),
		"reason": each.sentence or reasons.because_of(learnt, shared, row.solved or 0),
		"is_likely": each.is_likely,
	}


def _is_said(learnt: Recommended) -> bool:
	"""Whether what was learnt says something for the case; letters alone that many words have are noise."""
	if learnt.by_ticket >= SPEAKS_LOUD:
		return True
	if learnt.by_ticket < SPEAKS_AGAINST:
		return False
	told = [reason for reason in learnt.reasons if reason.what in ("word", "code", "item")]
	return any(reason.known >= LEAST_KNOWN for reason in told) or (
		learnt.by_ticket >= SPEAKS and len(told) < len(learnt.reasons)
	)


def _answer(cases: list[dict], note: str = "") -> dict:
	return {"available": True, "cases": cases, "parts": _parts(cases), "note": note}


def _unavailable() -> dict:
	return {**_answer([], _("Cases that may help cannot be found at the moment.")), "available": False}


def _parts(cases: list[dict]) -> list[dict]:
	"""What the best cases usually take, each part once, with the case that it is for."""
	best = [case["name"] for case in cases if case["marked"] != NOT_SOLVED][:WITH_PARTS]
	titles = {case["name"]: case["title"] for case in cases}
	found: dict[str, dict] = {}
	for case, parts in (usual_parts.of_cases(best) if best else {}).items():
		for part in parts:
			found.setdefault(part.item_code, {**part._asdict(), "case": case, "case_title": titles[case]})
	names = dict(
		frappe.get_all(
			"Item",
			filters={"name": ["in", list(found) or [""]]},
			fields=["name", "item_name"],
			as_list=True,
			limit_page_length=0,
		)
	)
	return [{**row, "item_name": names[item]} for item, row in found.items() if item in names]


def _shortened(text: str | None) -> str:
	text = " ".join((text or "").split())
	return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
