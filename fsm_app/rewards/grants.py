"""Awards that people got: what goes with them, and what becomes of them when a score is corrected (K1)."""

import frappe
from frappe import _

from fsm_app.common.clock import now
from fsm_app.rewards import deciding, merits, payments
from fsm_app.rewards.leaderboard import stays_off
from fsm_app.rewards.outcomes import take_back

GRANT = "Award Grant"
GRANTED, IN_QUESTION, WITHDRAWN = "Granted", "In Question", "Withdrawn"


class NotInQuestion(frappe.ValidationError):
	"""A grant on which nothing is to be decided."""


def give(document, engineer: str, reason: str | None) -> str:
	"""Give the award of a round to the engineer, with its bonus and points; once."""
	key = f"{document.name}:{engineer}"
	if existing := frappe.db.get_value(GRANT, {"live_key": key}, "name", for_update=True):
		return existing
	award = frappe.get_doc("Award", document.award)
	grant = frappe.get_doc(
		{
			"doctype": GRANT,
			"award": award.name,
			"round": document.name,
			"company": document.company,
			"engineer": engineer,
			"period_label": document.period_label,
			"granted_on": now().date(),
			"granted_by": frappe.session.user,
			"announced": int(bool(award.announce) and not stays_off(engineer)),
			"citation": reason or award.citation,
			"state": GRANTED,
			"live_key": key,
		}
	)
	grant.insert(ignore_permissions=True)  # follows from a decision
	title = f"{award.name}, {document.period_label}"
	if (award.bonus_amount or 0) > 0:
		payments.open_bonus(grant, engineer, award, title, document.period_end)
		payments.tell_of_waiting(grant)
	if award.promotion_points:
		merits.give(grant, engineer, award.promotion_points, False, title)
	deciding.tell_engineer(
		engineer,
		lambda code: _("You get the award {0} of {1}. Congratulations!", code).format(
			_(award.name, code), document.period_label
		),
		grant,
	)
	return grant.name


def question_others(document, leading: set[str]) -> None:
	"""Put in question the grants of a round whose engineers no longer lead; those who do again are out of question.

	Nothing is taken from anybody: people decide.
	"""
	for name in frappe.get_all(
		GRANT, filters={"round": document.name, "state": ["!=", WITHDRAWN]}, pluck="name", order_by="name"
	):
		grant = frappe.get_doc(GRANT, name, for_update=True)
		holds = grant.engineer in leading
		if holds == (grant.state == GRANTED):
			continue
		grant.state = GRANTED if holds else IN_QUESTION
		grant.question = None if holds else _question(leading)
		grant.reminded_on = None if holds else now().date()
		grant.save(ignore_permissions=True)  # follows from a correction
		if not holds:
			deciding.tell_deciders(
				grant,
				lambda code, grant=grant: _(
					"{0}: a score was corrected. Decide whether the award stays.", code
				).format(grant.name),
			)


def keep(name: str, reason: str) -> None:
	"""Let a grant in question stand, with the reason. The caller has asked for the right."""
	grant = _in_question(name, reason)
	grant.update({"state": GRANTED, "question": None})
	grant.save(ignore_permissions=True)  # written by deciding alone
	grant.add_comment("Info", _("The award stays: {0}").format(reason))


def withdraw(name: str, reason: str) -> None:
	"""Withdraw a grant in question, with bonus and points. The caller has asked for the right."""
	grant = _in_question(name, reason)
	grant.update({"state": WITHDRAWN, "question": None, "live_key": None})
	grant.save(ignore_permissions=True)  # likewise
	grant.add_comment("Info", _("The award is withdrawn: {0}").format(reason))
	take_back(grant, grant.engineer)
	payments.tell_of_waiting(grant)
	deciding.tell_engineer(
		grant.engineer,
		lambda code: _("Your award {0} of {1} is withdrawn.", code).format(
			_(grant.award, code), grant.period_label
		),
		grant,
		reason,
	)


def _in_question(name: str, reason: str):
	deciding.given(reason)
	grant = frappe.get_doc(GRANT, name, for_update=True)
	if grant.state != IN_QUESTION:
		frappe.throw(
			_("{0} is {1}; nothing is to be decided.").format(grant.name, _(grant.state, context=GRANT)),
			NotInQuestion,
		)
	deciding.refuse_own([grant.engineer])
	return grant


def _question(leading: set[str]) -> str:
	names = frappe.get_all(
		"Service Engineer",
		filters={"name": ["in", list(leading)]},
		pluck="engineer_name",
		order_by="engineer_name",
	)
	return _("After a corrected score these lead: {0}.").format(", ".join(names) or "–")
