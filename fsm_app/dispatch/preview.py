"""Who could take a ticket, before anybody is chosen (E1)."""

from fsm_app.dispatch.candidates import consider
from fsm_app.dispatch.explanation import CANDIDATES_SHOWN, NAMES_SHOWN, named_left_out, shown_candidate
from fsm_app.dispatch.kept_candidates import Kept
from fsm_app.engine.stages import WITH_ENGINEER
from fsm_app.workforce.engineers import engineer_names


def candidates_for(ticket) -> dict:
	"""`candidates`: the best, see explanation.shown_candidate, with `without_user`; `more`; `left_out` by reason; `profile`;
	`start` and `end` of the appointment, None where there is none. Nothing is kept."""
	instead_of = ticket.engineer if ticket.stage in WITH_ENGINEER else None
	considered = consider(ticket, instead_of=instead_of)
	kept = Kept(considered.ranked, considered.facts, _counting(considered.weights), considered.means)
	shown = considered.ranked[:CANDIDATES_SHOWN]
	left_out = considered.left_out()
	names = engineer_names(
		[
			*(row.candidate for row in shown),
			*(name for engineers in left_out.values() for name in engineers[:NAMES_SHOWN]),
		]
	)

	def named(engineer: str) -> str:
		return names.get(engineer) or engineer

	work = considered.work
	return {
		"candidates": [
			{
				**shown_candidate(row, place, kept, named),
				"without_user": row.candidate in considered.without_user,
			}
			for place, row in enumerate(shown, 1)
		],
		"more": max(0, len(considered.ranked) - len(shown)),
		"left_out": named_left_out(left_out, named),
		"profile": considered.profile,
		"start": work.start if work.agreed else None,
		"end": work.end if work.agreed else None,
	}


def _counting(weights: dict[str, float]) -> dict[str, float]:
	return {name: weight for name, weight in weights.items() if weight}
