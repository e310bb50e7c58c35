"""A dispatch decision in sentences: who came first and by what, who was equal, who was left out and why (E1)."""

import json
from collections.abc import Callable

import frappe
from frappe import _
from frappe.utils import format_datetime

from fsm_app.dispatch import kept_candidates, mark_sentences
from fsm_app.dispatch.kept_candidates import Kept
from fsm_app.dispatch.profiles import labels
from fsm_app.engine.ranking import Ranked
from fsm_app.workforce.engineers import engineer_names

# Marks that differ by less are shown as equal.
ALIKE = 0.05
NAMES_SHOWN = 30
CANDIDATES_SHOWN = 20
# As many of the marks that decided as a reader takes in.
DECISIVE = 3


def explain(decision) -> dict:
	"""What the form of a Dispatch Decision shows above the table of marks.

	`chosen` is the engineer's name; `sentences` say how it came to this; `candidates` are the best (see _shown), `more` how
	many there are besides; `left_out` are dicts of `reason`, `engineers` (names) and `more`.
	"""
	left_out = json.loads(decision.left_out_engineers or "{}")
	kept = kept_candidates.unpacked(decision.all_candidates)
	ranked = kept.ranked or _rows_of(decision)
	shown = ranked[:CANDIDATES_SHOWN]
	mentioned = {decision.engineer, *(row.candidate for row in ranked[: CANDIDATES_SHOWN + NAMES_SHOWN])}
	mentioned.update(name for engineers in left_out.values() for name in engineers[:NAMES_SHOWN])
	names = engineer_names(mentioned)

	def named(engineer: str) -> str:
		return names.get(engineer) or engineer

	return {
		"chosen": named(decision.engineer),
		"sentences": _sentences(decision, ranked, kept, named),
		"candidates": [shown_candidate(row, place, kept, named) for place, row in enumerate(shown, 1)],
		"more": max(0, len(ranked) - len(shown)),
		"left_out": named_left_out(left_out, named),
	}


def all_candidates(decision, start: int, length: int) -> list[dict]:
	"""A page of all who were ranked, see shown_candidate."""
	kept = kept_candidates.unpacked(decision.all_candidates)
	page = kept.ranked[start : start + length]
	names = engineer_names(row.candidate for row in page)
	return [
		shown_candidate(row, place, kept, lambda engineer: names.get(engineer) or engineer)
		for place, row in enumerate(page, start + 1)
	]


def shown_candidate(row: Ranked, place: int, kept: Kept, named: Callable[[str], str]) -> dict:
	"""`place`, `engineer`, `name`, `score`, and `marks`: dicts of `objective`, `label`, `weight` (percent), `mark`, `sentence`."""
	called, total = labels(), sum(kept.weights.values())
	return {
		"place": place,
		"engineer": row.candidate,
		"name": named(row.candidate),
		"score": round(row.score, 1),
		"marks": [
			{
				"objective": name,
				"label": called.get(name, name),
				"weight": round(100 * weight / total),
				"mark": row.marks.get(name),
				"sentence": mark_sentences.sentence(
					name, row.marks.get(name), kept.facts.get(row.candidate, {}).get(name)
				),
			}
			for name, weight in kept.weights.items()
			if name in kept.means
		],
	}


def named_left_out(left_out: dict[str, list[str]], named: Callable[[str], str]) -> list[dict]:
	"""By reason the names of the first NAMES_SHOWN, and how many more there are."""
	return [
		{
			"reason": reason,
			"engineers": [named(name) for name in engineers[:NAMES_SHOWN]],
			"more": max(0, len(engineers) - NAMES_SHOWN),
		}
		for reason, engineers in left_out.items()
	]


def _rows_of(decision) -> list[Ranked]:
	"""What was kept of a decision from before all candidates were, or that is old: the best, without marks."""
	return [Ranked(row.engineer, row.score, {}) for row in decision.candidates if not row.excluded_because]


def _sentences(decision, ranked: list[Ranked], kept: Kept, named) -> list[str]:
	chosen = next((row for row in ranked if row.candidate == decision.engineer), None)
	sentences = []
	if decision.mode == "Manual":
		sentences.append(_("{0} was chosen by hand.").format(named(decision.engineer)))
	elif chosen:
		sentences.append(
			_("{0} has the best score of those who may take the ticket: {1} of 100.").format(
				named(decision.engineer), f"{chosen.score:.1f}"
			)
		)
		equal = [row for row in ranked if row is not chosen and abs(row.score - chosen.score) < ALIKE]
		if equal:
			sentences.append(
				_("Equal score: {0}. Of equals the engineer who was entered first is chosen.").format(
					", ".join(named(row.candidate) for row in equal[:NAMES_SHOWN])
				)
			)
		elif decisive := _decisive(chosen, ranked, kept, named):
			sentences.append(decisive)
		if any(row.score > chosen.score + ALIKE for row in ranked):
			sentences.append(
				_("Those with a higher score have no user and could neither see nor accept the ticket.")
			)
	if decision.appointment_start:
		sentences.append(
			_("Asked for the appointment from {0} to {1}.").format(
				format_datetime(decision.appointment_start), format_datetime(decision.appointment_end)
			)
		)
	if not frappe.get_cached_value("Service Engineer", decision.engineer, "user"):
		sentences.append(
			_("{0} has no user and can neither see nor accept the ticket.").format(named(decision.engineer))
		)
	return sentences


def _decisive(chosen: Ranked, ranked: list[Ranked], kept: Kept, named) -> str | None:
	"""By which marks the chosen one leads the next."""
	following = next((row for row in ranked if row is not chosen and row.score <= chosen.score), None)
	total = sum(kept.weights.values())
	if not following or not total or not chosen.marks:
		return None

	def lead(name: str) -> float:
		mine, theirs = (row.marks.get(name) for row in (chosen, following))
		mean = kept.means[name]
		return kept.weights[name] * ((mean if mine is None else mine) - (mean if theirs is None else theirs))

	leading = sorted((name for name in kept.means if lead(name) > ALIKE), key=lambda name: -lead(name))
	if not leading:
		return None
	called = labels()
	return _("Ahead of {0} by {1} points, by: {2}.").format(
		named(following.candidate),
		f"{chosen.score - following.score:.1f}",
		", ".join(called.get(name, name) for name in leading[:DECISIVE]),
	)
