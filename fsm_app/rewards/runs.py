"""A rule's list for a closed cycle: made once, decided by people, made anew where a score or an appeal was decided (J5)."""

import json

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.rewards import deciding, payments, rules
from fsm_app.rewards.outcomes import follow, take_back

RUN, ROW = "Reward Run", "Reward Run Row"
TO_APPROVE, APPROVED, REJECTED, NOBODY = "To Approve", "Approved", "Rejected", "Nobody"
PROPOSED, TAKEN_BACK = "Proposed", "Taken Back"


class NothingToDecide(frappe.ValidationError):
	"""A list with nothing to approve or to reject."""


def run_rules(cycle_name: str) -> list[str]:
	"""Make the lists of all rules for a closed cycle; one that fails is logged and keeps no other from it. Idempotent."""
	cycle = frappe.get_doc("Performance Cycle", cycle_name)
	made = []
	for rule in frappe.get_all(
		rules.RULE, filters={"disabled": 0}, fields=["name", "only_company"], order_by="name"
	):
		if rule.only_company and rule.only_company != cycle.company:
			continue
		frappe.db.savepoint("reward_rule")
		try:
			made.append(run_rule(rule.name, cycle.name))
		except Exception:
			frappe.db.rollback(save_point="reward_rule")
			frappe.log_error(
				title=f"{rule.name} for {cycle.name}",
				reference_doctype=rules.RULE,
				reference_name=rule.name,
			)
	return made


def run_rule(rule_name: str, cycle_name: str) -> str:
	"""The list of one rule for one cycle: made if there is none, else brought up to date by the terms it was made with."""
	key = f"{rule_name}:{cycle_name}"
	name = frappe.db.get_value(RUN, {"run_key": key}, "name", for_update=True)
	if name:
		return bring_up_to_date(name)
	rule, cycle = frappe.get_doc(rules.RULE, rule_name), frappe.get_doc("Performance Cycle", cycle_name)
	terms = rules.terms_of(rule)
	run = frappe.get_doc(
		{
			"doctype": RUN,
			"rule": rule.name,
			"cycle": cycle.name,
			"company": cycle.company,
			"terms": json.dumps(terms, default=str, sort_keys=True),
			"run_key": key,
		}
	)
	_write(run, terms, rules.work_out(terms, cycle))
	return run.name


def bring_up_to_date(name: str) -> str:
	"""Make a list again by the terms that it was made with: after a correction, or when an appeal was decided."""
	run = frappe.get_doc(RUN, name, for_update=True)
	terms = frappe.parse_json(run.terms)
	_write(run, terms, rules.work_out(terms, frappe.get_doc("Performance Cycle", run.cycle)))
	return run.name


def waiting_runs() -> list[str]:
	"""The lists that wait for an appeal, or for another month."""
	return frappe.get_all(
		ROW,
		filters={"parenttype": RUN, "outcome": rules.WAITING},
		pluck="parent",
		distinct=True,
		order_by="parent",
	)


def preview(rule_name: str, cycle_name: str) -> dict:
	"""What the rule, as it is now, finds in the cycle. Writes nothing."""
	worked = rules.work_out(
		rules.terms_of(frappe.get_doc(rules.RULE, rule_name)), frappe.get_doc("Performance Cycle", cycle_name)
	)
	names = _names_of([row.engineer for row in worked.rows])
	return {
		"summary": worked.summary,
		"rows": [
			{
				"engineer": row.engineer,
				"engineer_name": names.get(row.engineer),
				"outcome": row.outcome,
				"score": row.score,
				"why": row.why,
			}
			for row in worked.rows
		],
	}


def approve(name: str) -> None:
	"""Approve what a list proposes: the bonuses go on their way. The caller has asked for the right."""
	run = _to_decide(name)
	proposed = [row for row in run.rows if row.decision == PROPOSED]
	deciding.refuse_own([row.engineer for row in proposed])
	for row in proposed:
		row.decision = APPROVED
	_decide(run)
	for row in proposed:
		follow(run, row.engineer, frappe.parse_json(run.terms))
	payments.tell_of_waiting(run)


def reject(name: str, reason: str) -> None:
	"""Reject what a list proposes, with the reason. The caller has asked for the right."""
	run = _to_decide(name)
	for row in run.rows:
		if row.decision == PROPOSED:
			row.decision = REJECTED
	_decide(run, deciding.given(reason))


def _to_decide(name: str):
	run = frappe.get_doc(RUN, name, for_update=True)
	if not any(row.decision == PROPOSED for row in run.rows):
		frappe.throw(
			_("{0} has nothing to decide. Open a list with proposals.").format(run.name), NothingToDecide
		)
	return run


def _decide(run, reason: str | None = None) -> None:
	run.update({"decided_by": frappe.session.user, "decided_at": now(), "reason": reason})
	_store(run)


def _write(run, terms: dict, worked: rules.Worked) -> None:
	"""Bring the rows to what was worked out, and let follow what needs nobody's approval, or falls away."""
	is_money = (terms.get("bonus_amount") or 0) > 0
	kept = {row.engineer: row for row in run.rows}
	before = _shown(run)
	new, lost = [], []
	for found in worked.rows:
		row = kept.get(found.engineer) or run.append("rows", {"engineer": found.engineer})
		row.row_key = f"{run.run_key}:{found.engineer}"
		if found.outcome == rules.ENTITLED:
			if row.decision not in (PROPOSED, APPROVED, REJECTED):
				row.decision = PROPOSED if is_money else APPROVED
				row.amount = terms.get("bonus_amount") or 0
				if not is_money:
					new.append(row.engineer)
		elif row.decision == APPROVED and found.outcome == rules.WAITING:
			continue  # given, and taken back only when the decision is there
		elif row.decision == APPROVED:
			lost.append(row)
		elif row.decision != TAKEN_BACK:
			row.update({"decision": "", "amount": 0})
		row.update({"outcome": found.outcome, "why": found.why, "score": found.score or 0})
	named = {found.engineer for found in worked.rows}
	for row in list(run.rows):
		if row.engineer in named:
			continue
		if row.decision == APPROVED:
			lost.append(row)
		elif row.decision != TAKEN_BACK:
			run.remove(row)
	for row in lost:
		row.update({"outcome": rules.NO_LONGER, "decision": TAKEN_BACK})
	run.summary = worked.summary
	if run.name and before == _shown(run):
		return
	run.worked_out_at = now()
	_store(run)
	for engineer in new:
		follow(run, engineer, terms)
	for row in lost:
		take_back(run, row.engineer)
	if lost:
		payments.tell_of_waiting(run)
	if run.state == TO_APPROVE:
		deciding.tell_deciders(
			run, lambda code: _("{0}: {1} is to be approved.", code).format(run.cycle, _(run.rule, code))
		)


def _shown(run) -> dict[str, tuple]:
	return {row.engineer: (row.outcome, row.decision, row.why) for row in run.rows}


def _store(run) -> None:
	decisions = {row.decision for row in run.rows}
	run.state = next(
		(
			state
			for decision, state in (
				(PROPOSED, TO_APPROVE),
				(APPROVED, APPROVED),
				(TAKEN_BACK, APPROVED),
				(REJECTED, REJECTED),
			)
			if decision in decisions
		),
		NOBODY,
	)
	run.save(ignore_permissions=True) if run.name else run.insert(ignore_permissions=True)


def _names_of(engineers: list[str]) -> dict[str, str]:
	return dict(
		frappe.get_all(
			"Service Engineer",
			filters={"name": ["in", engineers]},
			fields=["name", "engineer_name"],
			as_list=True,
			limit_page_length=0,
		)
	)
