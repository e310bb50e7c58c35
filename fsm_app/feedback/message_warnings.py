"""Warning signs in what customers write: scored by rules, told once for each message (C7)."""

from typing import NamedTuple

import frappe
from frappe import _

from fsm_app.engine.mail_words import own_words_of_html, words_of_html
from fsm_app.engine.message_tone import Text, Words, words_of
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.customer_messages import ticket_written_about
from fsm_app.service_desk.ticket_notices import tell
from fsm_app.workforce.audience import Audience

RULE = "Message Warning Rule"
WORDS = "Words"
EXCLAMATION_MARKS = "Many Exclamation Marks"
CAPITAL_LETTERS = "Capital Letters"

# As many words as one can take in at a glance.
WORDS_NAMED = 10


class WarningRuleError(frappe.ValidationError):
	"""A Message Warning Rule that could never apply or would tell nobody."""


class Rule(NamedTuple):
	"""A Message Warning Rule made ready for use."""

	name: str
	kind: str
	weight: int
	notify: str
	role: str | None
	user: str | None
	words: Words


class Verdict(NamedTuple):
	"""The weight of a text, the rules that applied, and the signs that they found, in the users' words."""

	weight: int
	rules: list[Rule]
	signs: list[str]


# The rules of each site that this process serves, with the stamps of the records from which they were made.
_prepared: dict[str, tuple[tuple, list[Rule]]] = {}


def validate_rule(rule) -> None:
	"""Refuse a rule without weight, without words, or without somebody to tell."""
	if (rule.weight or 0) <= 0:
		frappe.throw(
			_("Weight: {0} is not above 0. Enter a greater one.").format(rule.weight or 0), WarningRuleError
		)
	if rule.kind == WORDS:
		words = words_of((rule.words or "").split("\n"))
		if not words.phrases and not words.parts:
			frappe.throw(_("Words and Phrases: enter at least one, each on its own line."), WarningRuleError)
	if rule.notify in ("Role", "User") and not rule.get(rule.notify.lower()):
		frappe.throw(_("Notify: choose the {0} to notify.").format(_(rule.notify)), WarningRuleError)


def warn_of_request(ticket) -> None:
	"""Score the subject and description of a new ticket and warn where they are worth it."""
	if ticket.flags.imported:
		return  # what was written elsewhere was answered there
	if _warn(ticket, f"{ticket.subject}\n{words_of_html(ticket.description or '')}", _("the request")):
		ticket.tone_warning = 1


def warn_of_message(communication, method: str | None = None) -> None:
	"""Communication's after_insert: score what the customer has written about a ticket and warn where it is worth it."""
	ticket = communication.sent_or_received == "Received" and ticket_written_about(communication)
	if not ticket:
		return
	text = f"{communication.subject or ''}\n{own_words_of_html(communication.content or '')}"
	_warn(ticket, text, _("a message of the customer"))


def deal_with(ticket_name: str):
	"""Take the warning off a ticket, because it was dealt with, and say so on the timeline. Returns the ticket."""
	ticket = frappe.get_doc(TICKET, ticket_name)
	if ticket.tone_warning:
		ticket.tone_warning = 0
		ticket.flags.written_by_app = ("tone_warning",)
		ticket.save()
		ticket.add_comment("Info", _("The warning was dealt with."))
	return ticket


def judge(text: str) -> Verdict:
	"""What the rules say of a plain text; each counts once, however often it applies."""
	prepared, applied, signs = Text(text), [], []
	for rule in _rules():
		if found := _signs(rule, prepared):
			applied.append(rule)
			signs += [sign for sign in found if sign not in signs]
	return Verdict(sum(rule.weight for rule in applied), applied, signs)


def _warn(ticket, text: str, where: str) -> bool:
	threshold = frappe.db.get_single_value("Field Service Settings", "message_warning_threshold", cache=True)
	if not threshold:
		return False
	verdict = judge(text)
	if verdict.weight < threshold:
		return False
	# An open form of the ticket must not clash with a message that comes in.
	frappe.db.set_value(TICKET, ticket.name, "tone_warning", 1, update_modified=False)
	audience = Audience()
	users = [user for rule in verdict.rules for user in _recipients(rule, ticket, audience)]
	message = _("Warning signs in {0} of {1}: {2} (weight {3})").format(
		where, ticket.name, ", ".join(verdict.signs[:WORDS_NAMED]), verdict.weight
	)
	tell(list(dict.fromkeys(users)), message, ticket, audience)
	return True


def _recipients(rule: Rule, ticket, audience: Audience) -> list[str]:
	if rule.notify == "Role":
		return audience.with_role(rule.role)
	if rule.notify == "User":
		return audience.user(rule.user)
	if rule.notify == "Assigned Engineer":
		return audience.engineer(ticket.engineer)
	if rule.notify == "Team Supervisor":
		return audience.supervisor(ticket.team)
	return audience.managers()


def _signs(rule: Rule, text: Text) -> list[str]:
	if rule.kind == EXCLAMATION_MARKS:
		return [_("many exclamation marks")] if text.has_many_exclamation_marks() else []
	if rule.kind == CAPITAL_LETTERS:
		return [_("capital letters")] if text.is_shouted() else []
	return text.found(rule.words)


def _rules() -> list[Rule]:
	"""The enabled rules, made ready once and again when one of them has changed."""
	rows = frappe.get_all(RULE, filters={"disabled": 0}, fields=["name", "modified"], order_by="name")
	stamps = tuple((row.name, str(row.modified)) for row in rows)
	known = _prepared.get(frappe.local.site)
	if not known or known[0] != stamps:
		known = _prepared[frappe.local.site] = (stamps, _read_rules())
	return known[1]


def _read_rules() -> list[Rule]:
	rows = frappe.get_all(
		RULE,
		filters={"disabled": 0},
		fields=["name", "kind", "weight", "notify", "role", "user", "words"],
		order_by="weight desc, name",
	)
	return [Rule(**{**row, "words": words_of((row.words or "").split("\n"))}) for row in rows]
