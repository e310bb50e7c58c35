"""A dispatch decision in sentences: who came first and by what, who was equal, who was left out and why (E1)."""

import json

import frappe
from frappe import _

from fsm_app.workforce.engineers import engineer_names

# Marks that differ by less are shown as equal.
ALIKE = 0.05
NAMES_SHOWN = 30


def explain(decision) -> dict:
	"""What the form of a Dispatch Decision shows above the table of marks.

	`chosen` is the engineer's name; `sentences` say how it came to this; `left_out` are dicts of `reason`, `engineers`
	(names) and `more`, how many there are besides.
	"""
	left_out = json.loads(decision.left_out_engineers or "{}")
	ranked = [row for row in decision.candidates if not row.excluded_because]
	mentioned = {decision.engineer, *(row.engineer for row in decision.candidates)}
	mentioned.update(name for engineers in left_out.values() for name in engineers[:NAMES_SHOWN])
	names = engineer_names(mentioned)

	def named(engineer: str) -> str:
		return names.get(engineer) or engineer

	return {
		"chosen": named(decision.engineer),
		"sentences": _sentences(decision, ranked, named),
		"left_out": [
			{
				"reason": reason,
				"engineers": [named(name) for name in engineers[:NAMES_SHOWN]],
				"more": max(0, len(engineers) - NAMES_SHOWN),
			}
			for reason, engineers in left_out.items()
		],
	}


def _sentences(decision, ranked: list, named) -> list[str]:
	chosen = next((row for row in ranked if row.engineer == decision.engineer), None)
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
					", ".join(named(row.engineer) for row in equal)
				)
			)
		if any(row.score > chosen.score + ALIKE for row in ranked):
			sentences.append(
				_("Those with a higher score have no user and could neither see nor accept the ticket.")
			)
	if not frappe.get_cached_value("Service Engineer", decision.engineer, "user"):
		sentences.append(
			_("{0} has no user and can neither see nor accept the ticket.").format(named(decision.engineer))
		)
	return sentences
