"""Giving a ticket to an engineer, and keeping why (E1, E2)."""

import json

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.dispatch.candidates import Considered, consider
from fsm_app.dispatch.kept_candidates import packed

# As many of the others as a reader of the decision can take in.
CANDIDATES_KEPT = 5
# The marks of all objectives are kept with all candidates.
MARKS_IN_ROWS = ("skill", "level", "load", "region")


class NoCandidate(frappe.ValidationError):
	"""No engineer passes the hard rules for the ticket."""


class EngineerNotSuitable(frappe.ValidationError):
	"""The chosen engineer does not pass the hard rules and nothing overrides that."""


def ensure_engineer(ticket) -> None:
	"""Before a ticket gets an engineer: take the best candidate, or check the one that the dispatcher chose.

	Raises NoCandidate or EngineerNotSuitable, saying why and what to do.
	"""
	considered = ticket.flags.considered
	if not considered:
		considered = consider(ticket)
		ticket.flags.update({"considered": considered, "chosen_by_hand": bool(ticket.engineer)})
	if not ticket.engineer:
		ticket.engineer = _best(considered, ticket)
	elif not considered.includes(ticket.engineer):
		# No reason overrides this.
		frappe.throw(
			_("{0} does not work for {1} or has left. Choose another engineer.").format(
				frappe.bold(_name(ticket.engineer)), ticket.company
			),
			EngineerNotSuitable,
		)
	elif ticket.engineer in considered.excluded.keys() - considered.by_hand and not ticket.override_reason:
		frappe.throw(
			_(
				"{0} cannot take this ticket: {1}. Choose another engineer, or enter a Reason for Override."
			).format(frappe.bold(_name(ticket.engineer)), considered.excluded[ticket.engineer]),
			EngineerNotSuitable,
		)
	if ticket.engineer in considered.without_user:
		frappe.msgprint(
			_(
				"{0} has no user and can neither see nor accept the ticket. Enter a user in the Service Engineer, or choose another engineer."
			).format(frappe.bold(_name(ticket.engineer))),
			indicator="orange",
			alert=True,
		)
	ticket.team = frappe.get_cached_value("Service Engineer", ticket.engineer, "team") or ticket.team


def reassign(ticket, reason: str, higher: bool = False, with_user: bool = False) -> str | None:
	"""Give a ticket in work to the best other engineer, with `higher` to one of a higher level, and keep why.

	With `with_user` to nobody who can neither see nor accept it. Returns the engineer, or None where nobody else can take it, which changes nothing.
	"""
	considered = consider(ticket, instead_of=ticket.engineer, higher=higher)
	if not considered.ranked or (with_user and considered.ranked[0].candidate in considered.without_user):
		return None
	ticket.update({"engineer": considered.ranked[0].candidate, "override_reason": None})
	ticket.flags.update({"considered": considered, "chosen_by_hand": False, "decision_reason": reason})
	ticket.save(ignore_permissions=True)  # the escalation ladder acts, not the user of the moment
	return ticket.engineer


def record_decision(ticket) -> None:
	"""Keep who was considered, with marks and reasons, so that the decision can be explained later."""
	considered: Considered = ticket.flags.pop("considered")
	reason = ticket.flags.pop("decision_reason", None)
	top = considered.ranked[:CANDIDATES_KEPT]
	chosen = [row for row in considered.ranked[CANDIDATES_KEPT:] if row.candidate == ticket.engineer]
	rows = [
		{
			"engineer": row.candidate,
			"score": row.score,
			**{f"{name}_score": row.marks.get(name) or 0.0 for name in MARKS_IN_ROWS},
		}
		for row in top + chosen
	]
	if ticket.engineer in considered.excluded:
		rows.append({"engineer": ticket.engineer, "excluded_because": considered.excluded[ticket.engineer]})
	frappe.get_doc(
		{
			"doctype": "Dispatch Decision",
			"ticket": ticket.name,
			"engineer": ticket.engineer,
			"company": ticket.company,
			"mode": "Manual" if ticket.flags.chosen_by_hand else "Automatic",
			"decided_at": now(),
			"decided_by": frappe.session.user,
			"override_reason": reason or ticket.override_reason,
			"profile": considered.profile,
			**_appointment(considered),
			"candidates": rows,
			"all_candidates": packed(considered),
			"left_out": considered.reasons(),
			# By number and not by name: who is forgotten leaves no name behind.
			"left_out_engineers": json.dumps(considered.left_out(), ensure_ascii=False),
		}
	).insert(
		ignore_permissions=True
	)  # a record of the user's own act, which the ticket's workflow has permitted


def delete_decisions(ticket: str) -> None:
	"""Delete the decisions about a ticket that is being deleted."""
	names = frappe.get_all("Dispatch Decision", filters={"ticket": ticket}, pluck="name")
	frappe.db.delete("Dispatch Candidate", {"parent": ["in", names], "parenttype": "Dispatch Decision"})
	frappe.db.delete("Dispatch Decision", {"ticket": ticket})


def _appointment(considered: Considered) -> dict:
	work = considered.work
	return {"appointment_start": work.start, "appointment_end": work.end} if work and work.agreed else {}


def _best(considered: Considered, ticket) -> str:
	if not considered.ranked:
		frappe.throw(
			_(
				"No engineer can take this ticket: {0}. Choose one yourself and enter a Reason for Override."
			).format(
				considered.reasons() or _("the company {0} has no engineers").format(ticket.company),
			),
			NoCandidate,
		)
	return considered.ranked[0].candidate


def _name(engineer: str) -> str:
	return frappe.get_cached_value("Service Engineer", engineer, "engineer_name") or engineer
