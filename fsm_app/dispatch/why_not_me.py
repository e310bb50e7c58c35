"""Why a ticket went to somebody else, told to an engineer by their own marks alone (E1).

Others' names, marks and reasons are nowhere in the answer. Decisions themselves are for those who dispatch.
"""

import json

import frappe
from frappe import _

from fsm_app.dispatch import kept_candidates
from fsm_app.dispatch.explanation import shown_candidate
from fsm_app.dispatch.kept_candidates import DECISION
from fsm_app.workforce.engineers import engineer_of

CHOSEN, RANKED, LEFT_OUT, UNKNOWN = "Chosen", "Ranked", "Left Out", "Not Known"


class NotAnEngineer(frappe.PermissionError):
	"""Only engineers are candidates."""


def own_standing(ticket: str) -> dict:
	"""How the user stood when the ticket was given away last: `outcome`, `sentence`, `place`, `of`, `score` and own `marks`.

	`outcome` is Chosen, Ranked, Left Out, or Not Known where nobody was considered, or it is forgotten. Raises NotAnEngineer.
	"""
	engineer = engineer_of()
	if not engineer or engineer.status == "Left":
		frappe.throw(
			_("Only engineers are candidates. Ask a dispatcher why the ticket went to whom."), NotAnEngineer
		)
	decision = _last_decision(ticket)
	if not decision:
		return _standing(UNKNOWN, _("Nobody was considered for this ticket yet."))
	kept = kept_candidates.unpacked(decision.all_candidates)
	place = kept.place_of(engineer.name)
	own = {}
	if place:
		row = kept.ranked[place - 1]
		shown = shown_candidate(row, place, kept, lambda name: name)
		own = {"place": place, "of": len(kept.ranked), "score": shown["score"], "marks": shown["marks"]}
	if decision.engineer == engineer.name:
		return _standing(CHOSEN, _("The ticket went to you."), **own)
	if place:
		return _standing(
			RANKED,
			_("You were number {0} of {1} who could have taken the ticket.").format(place, len(kept.ranked)),
			**own,
		)
	left_out = json.loads(decision.left_out_engineers or "{}")
	reason = next((reason for reason, names in left_out.items() if engineer.name in names), None)
	if reason:
		return _standing(LEFT_OUT, _("You were left out: {0}.").format(reason))
	return _standing(UNKNOWN, _("Your marks for this ticket are not kept, or no more."))


def _standing(outcome: str, sentence: str, **own) -> dict:
	return {
		"outcome": outcome,
		"sentence": sentence,
		"place": None,
		"of": None,
		"score": None,
		"marks": [],
		**own,
	}


def _last_decision(ticket: str):
	found = frappe.get_all(
		DECISION,
		filters={"ticket": ticket},
		fields=["engineer", "all_candidates", "left_out_engineers"],
		order_by="decided_at desc, creation desc",
		limit_page_length=1,
	)
	return found[0] if found else None
