"""What the forms of rewards ask for and do: lists, payments, rounds, grants, the leaderboard."""

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument, parsed, permitted
from fsm_app.rewards import awards, deciding, grants, leaderboard, payments, rules, runs, voting

MOST_CHOSEN = 100


@frappe.whitelist(methods=["GET"])
def preview_rule(rule: str, cycle: str) -> dict:
	"""What a rule, as it is now, finds in a closed cycle: `summary` and `rows`. Writes nothing."""
	deciding.require_decider()
	permitted(rules.RULE, rule)
	permitted("Performance Cycle", cycle)
	return runs.preview(rule, cycle)


@frappe.whitelist(methods=["POST"])
def run_rule(rule: str, cycle: str) -> str:
	"""Make the list of a rule for a closed cycle; returns its name. Again, it is the same list."""
	deciding.require_decider()
	permitted(rules.RULE, rule)
	permitted("Performance Cycle", cycle)
	return runs.run_rule(rule, cycle)


@frappe.whitelist(methods=["POST"])
def approve_run(run: str) -> None:
	"""Approve what a list proposes."""
	deciding.require_decider()
	runs.approve(permitted(runs.RUN, run))


@frappe.whitelist(methods=["POST"])
def reject_run(run: str, reason: str) -> None:
	"""Reject what a list proposes, with the reason."""
	deciding.require_decider()
	runs.reject(permitted(runs.RUN, run), reason)


@frappe.whitelist(methods=["POST"])
def hand_over(payment: str) -> str:
	"""Hand a payment over to payroll, or take it back from there; returns its state."""
	deciding.require_decider()
	return payments.hand_over(permitted(payments.PAYMENT, payment))


@frappe.whitelist(methods=["GET"])
def salary_components(kind: str) -> list[str]:
	"""The names of HR's salary components of a type, Earning or Deduction, that the user may read; none without HRMS."""
	if kind not in ("Earning", "Deduction"):
		frappe.throw(_("kind: must be Earning or Deduction."), WrongArgument)
	if not rules.has_payroll() or not frappe.has_permission("Salary Component"):
		return []
	return frappe.get_list(
		"Salary Component", filters={"type": kind, "disabled": 0}, pluck="name", order_by="name"
	)


@frappe.whitelist(methods=["GET"])
def round_for_me(name: str) -> dict:
	"""What the session's user may do in a round: `may_vote`, `has_voted`, `may_decide`, and the candidates' names."""
	permitted(awards.ROUND, name)
	document = frappe.get_doc(awards.ROUND, name)
	user = frappe.session.user
	is_voting = document.state == awards.VOTING
	return {
		"may_vote": is_voting and voting.may_vote(user, document.company),
		"has_voted": is_voting and voting.has_voted(name, user),
		"may_decide": document.state == awards.TO_DECIDE and deciding.may_decide(),
		"candidates": awards.candidates_of(document),
	}


@frappe.whitelist(methods=["POST"])
def nominate(name: str, engineer: str, reason: str) -> None:
	"""Put an engineer up for the award of a round."""
	_require_voter(name)
	voting.nominate(name, engineer, reason)


@frappe.whitelist(methods=["POST"])
def vote(name: str, engineer: str) -> None:
	"""Vote for a candidate of a round: once, and never for oneself."""
	_require_voter(name)
	voting.vote(name, engineer)


@frappe.whitelist(methods=["POST"])
def decide_round(name: str, engineers: str | list, note: str | None = None) -> list[str]:
	"""Give the award of a round to these candidates, or with a reason to nobody; returns the grants."""
	deciding.require_decider()
	permitted(awards.ROUND, name)
	chosen = parsed(engineers, "engineers") or []
	if (
		not isinstance(chosen, list)
		or len(chosen) > MOST_CHOSEN
		or not all(isinstance(e, str) for e in chosen)
	):
		frappe.throw(_("engineers: give a list of the engineers who get it."), WrongArgument)
	return awards.decide(name, chosen, note)


@frappe.whitelist(methods=["POST"])
def keep_grant(grant: str, reason: str) -> None:
	"""Let an award in question stand, with the reason."""
	deciding.require_decider()
	grants.keep(permitted(grants.GRANT, grant), reason)


@frappe.whitelist(methods=["POST"])
def withdraw_grant(grant: str, reason: str) -> None:
	"""Withdraw an award in question, with the reason."""
	deciding.require_decider()
	grants.withdraw(permitted(grants.GRANT, grant), reason)


@frappe.whitelist(methods=["POST"])
def stay_off_leaderboard(stay_off: bool) -> None:
	"""Keep the session's engineer off the leaderboard, or put them on it again."""
	leaderboard.choose(stay_off)


@frappe.whitelist(methods=["GET"])
def my_leaderboard_choice() -> dict:
	"""Whether the session's user is an engineer, and stays off the leaderboard."""
	engineer = leaderboard.engineer_of(frappe.session.user)
	return {
		"is_engineer": bool(engineer),
		"stays_off": bool(engineer and leaderboard.stays_off(engineer.name)),
	}


def _require_voter(name: str) -> None:
	permitted(awards.ROUND, name)
	company = frappe.db.get_value(awards.ROUND, name, "company")
	if not voting.may_vote(frappe.session.user, company):
		frappe.throw(
			_("Only the staff of the service votes. Ask a service manager for a role if you belong to it."),
			frappe.PermissionError,
		)
