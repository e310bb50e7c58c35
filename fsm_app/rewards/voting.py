"""Nominating and voting for an award: one vote each, none for oneself, and nobody can tell who voted for whom (K1).

Of a vote two things are kept that know nothing of each other: that somebody has voted (a ballot, under a digest that is made
of the round and the voter), and a candidate's number of votes. So a vote cannot be taken back, nor looked up.
"""

import hashlib
import hmac
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import formatdate
from frappe.utils.verified_command import get_secret

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.rewards import deciding
from fsm_app.rewards.awards import ROUND, STAFF, TALLY, VOTING, voters

BALLOT = "Award Ballot"
PURPOSE = "fsm_app.award_ballot"
NOBODY = "Administrator"


class VoteRefused(frappe.ValidationError):
	"""A nomination or a vote that is not allowed: too late, twice, for oneself, for nobody."""


def may_vote(user: str, company: str | None) -> bool:
	"""Whether the user is of the staff of the service of this company; an engineer is in their own company alone."""
	own = frappe.db.get_value("Service Engineer", {"user": user, "status": ["!=", "Left"]}, "company")
	is_staff = bool(STAFF & set(frappe.get_roles(user)))
	return is_staff and (own or company) == company and sees_company(user, company, ROUND)


def nominate(name: str, engineer: str, reason: str) -> None:
	"""Put an engineer up for the award of a round, with the reason."""
	document = _open_round(name)
	reason = deciding.given(reason)
	found = frappe.db.get_value(
		"Service Engineer", engineer, ["user", "company", "status", "engineer_name"], as_dict=True
	)
	if not found or found.company != document.company or found.status == "Left":
		_refuse(_("Engineer: choose one who works for {0}.").format(document.company))
	_refuse_oneself(found.user)
	if any(row.engineer == engineer for row in document.candidates):
		_refuse(_("{0} is a candidate already. Vote for them.").format(found.engineer_name))
	row = document.append("candidates", {"engineer": engineer, "reason": reason})
	document.save(ignore_permissions=True)  # by this rule alone
	# Who nominated stands in the tally, for those who decide.
	frappe.db.set_value(ROUND, document.name, "modified_by", NOBODY, update_modified=False)
	frappe.db.set_value(
		"Award Candidate", row.name, {"owner": NOBODY, "modified_by": NOBODY}, update_modified=False
	)
	frappe.get_doc(
		{
			"doctype": TALLY,
			"round": document.name,
			"company": document.company,
			"engineer": engineer,
			"nominated_by": frappe.session.user,
			"tally_key": f"{document.name}:{engineer}",
		}
	).insert(ignore_permissions=True)  # likewise


def vote(name: str, engineer: str) -> None:
	"""Give one's vote in a round to a candidate. It cannot be changed."""
	document = _open_round(name)
	if not any(row.engineer == engineer for row in document.candidates):
		_refuse(_("Engineer: choose a candidate of this round."))
	_refuse_oneself(frappe.db.get_value("Service Engineer", engineer, "user"))
	key = voter_key(document.name, frappe.session.user)
	if frappe.db.exists(BALLOT, {"voter_key": key}):
		_refuse(_("You have voted in this round already. Each person votes once."))
	ballot = frappe.get_doc({"doctype": BALLOT, "round": document.name, "voter_key": key})
	ballot.insert(ignore_permissions=True)  # by this rule alone
	# Neither who voted nor the hour stands on it.
	frappe.db.set_value(
		BALLOT,
		ballot.name,
		{
			"owner": NOBODY,
			"modified_by": NOBODY,
			"creation": document.creation,
			"modified": document.creation,
		},
		update_modified=False,
	)
	tally = frappe.qb.DocType(TALLY)
	(
		frappe.qb.update(tally)
		.set(tally.votes, tally.votes + 1)
		.where(tally.tally_key == f"{document.name}:{engineer}")
		.run()
	)


def has_voted(name: str, user: str) -> bool:
	"""Whether the user has voted in the round."""
	return bool(frappe.db.exists(BALLOT, {"voter_key": voter_key(name, user)}))


def voter_key(name: str, user: str) -> str:
	"""By what a round knows that a user has voted: a digest with the site's secret."""
	message = "\n".join((PURPOSE, name, user))
	return hmac.new(get_secret().encode(), message.encode(), hashlib.sha256).hexdigest()


def remind_voters() -> None:
	"""Daily: on the last day but one, once, those who have not voted."""
	tomorrow = now().date() + timedelta(days=1)
	for name in frappe.get_all(
		ROUND,
		filters={"state": VOTING, "voting_until": ["<=", tomorrow], "reminded_on": ["is", "not set"]},
		pluck="name",
	):
		document = frappe.get_doc(ROUND, name)
		document.db_set("reminded_on", now().date())
		voted = set(frappe.get_all(BALLOT, filters={"round": name}, pluck="voter_key"))
		deciding.tell(
			[user for user in voters(document.company) if voter_key(name, user) not in voted],
			lambda code, document=document: _("{0} of {1}: you can vote until {2}.", code).format(
				_(document.award, code), document.period_label, formatdate(document.voting_until)
			),
			document,
		)


def _open_round(name: str):
	document = frappe.get_doc(ROUND, name, for_update=True)
	if document.state != VOTING or document.voting_until < now().date():
		_refuse(_("{0}: the voting is over. Vote in the next round.").format(document.name))
	return document


def _refuse_oneself(user: str | None) -> None:
	if user and user == frappe.session.user:
		_refuse(_("Engineer: choose a colleague, not yourself."))


def _refuse(message: str) -> None:
	frappe.throw(message, VoteRefused)
