"""What phones send, done once each: in the order in which it was done, each act in a transaction of its own (N1).

An act that is refused changes nothing and stops only what follows on its own ticket. What is already here answers as it did
the first time. What the server fails at is to be sent again.
"""

from datetime import timedelta
from html import unescape

import frappe
from frappe import _
from frappe.utils import strip_html

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.common.arguments import WrongArgument
from fsm_app.common.clock import now
from fsm_app.common.site_time import NotAMoment, site_moment
from fsm_app.engine.stages import TICKET
from fsm_app.field_app import act as sent_acts
from fsm_app.field_app import acts, keeping, kinds, receipts
from fsm_app.field_app.act import Act
from fsm_app.spare_parts.just_changed import StockJustChanged, again_if_disturbed
from fsm_app.workforce.engineers import engineer_of

MOST = 50
WAITS, REFUSED, AGAIN = "waits", "refused", "again"
# Somebody else was in the way, or the site is being maintained: worth another try as it is.
DISTURBED = (
	StockJustChanged,
	frappe.QueryDeadlockError,
	frappe.QueryTimeoutError,
	frappe.TimestampMismatchError,
	frappe.DocumentLockedError,
	frappe.InReadOnlyMode,
	frappe.RateLimitExceededError,
	frappe.QueueOverloaded,
	acts.FilesMissing,
)


class NotTheirPhone(frappe.PermissionError):
	"""What was done by one person is sent under the login of another."""


class NoEngineer(frappe.PermissionError):
	"""Only engineers have a day of work on their phone."""


def own_engineer() -> dict:
	"""The Service Engineer of the session's user; raises NoEngineer."""
	engineer = engineer_of()
	if not engineer or engineer.status == "Left":
		frappe.throw(
			_("This page is for service engineers. Ask your manager for a Service Engineer with your user."),
			NoEngineer,
		)
	return engineer


def deliver(user: str, sent: list[dict], sent_at: str | None, files: dict[str, bytes]) -> list[dict]:
	"""Do what `user` did on the phone; `files` by the hash under which acts name them, `sent_at` by the phone's clock.

	Returns for each act its `key` and `result`: done, conflict, kept (the ticket was taken away, the office has it), refused
	(`problem` says why), waits (an earlier one of its ticket was refused), again (send it once more).
	Raises NotTheirPhone, NoEngineer and WrongArgument.
	"""
	if user != frappe.session.user:
		frappe.throw(
			_("What {0} did is sent when they log in again. You are logged in as {1}.").format(
				user[:140], frappe.session.user
			),
			NotTheirPhone,
		)
	engineer = own_engineer()
	if not isinstance(sent, list) or len(sent) > MOST or not all(isinstance(each, dict) for each in sent):
		frappe.throw(_("Acts: send a list of up to {0}.").format(MOST), WrongArgument)
	is_off = _how_far_off(sent_at)
	stopped, results = set(), []
	for each in sent:
		# What belongs to no ticket stops nothing and waits for nothing.
		ticket = str(each.get("ticket") or "") or None
		result = {"result": WAITS} if ticket in stopped else _one(each, files, is_off, engineer)
		if ticket and result["result"] in (REFUSED, AGAIN, WAITS):
			stopped.add(ticket)
		results.append({"key": each.get("key"), **result})
	return results


def _one(sent: dict, files: dict[str, bytes], is_off: timedelta, engineer) -> dict:
	try:
		return _once(sent_acts.read(sent, files.get(str(sent.get("file"))), is_off), engineer)
	except DISTURBED as disturbed:
		frappe.db.rollback()
		return {"result": AGAIN, "problem": _text(disturbed)}
	except (frappe.ValidationError, frappe.PermissionError) as refusal:
		return {"result": REFUSED, "problem": _text(refusal)}
	except Exception:  # whatever fails must neither lose the act nor stop the others
		frappe.db.rollback()
		frappe.log_error(title="An act from a phone failed", message=frappe.get_traceback())
		frappe.db.commit()
		return {"result": AGAIN, "problem": _("The server could not do this. It is sent again later.")}
	finally:
		frappe.clear_messages()


def _once(act: Act, engineer) -> dict:
	"""The act's answer, the first time and again."""
	if first := receipts.of_key(act.key):
		return receipts.answer_of(first)
	if act.kind in kinds.WITHOUT_TICKET and not _was_theirs(act.ticket, engineer):
		# An incident is not lost for a ticket that is gone, nor hung on one that is somebody else's.
		act.ticket = ""
	try:
		return again_if_disturbed(lambda: _done(act, engineer))
	except frappe.UniqueValidationError:
		# The same act came twice at once, and the other one was first.
		if first := receipts.of_key(act.key, just_now=True):
			return receipts.answer_of(first)
		raise
	except (frappe.ValidationError, frappe.PermissionError):
		if why := keeping.reason(act, engineer):
			return _kept(act, engineer, why)
		raise


def _was_theirs(ticket: str, engineer) -> bool:
	"""Whether the engineer sees the ticket, or had it before somebody else got it."""
	if not ticket or not frappe.db.exists(TICKET, ticket):
		return False
	return keeping.had(ticket, engineer.name) or bool(frappe.has_permission(TICKET, "read", ticket))


def _done(act: Act, engineer) -> dict:
	with all_or_nothing("field_act"):
		receipt = receipts.reserve(act, engineer, _company(act, engineer))
		answer, conflicts = acts.do(act, receipt)
		result = receipts.IN_CONFLICT if conflicts else receipts.DONE
		receipts.close(receipt, result, answer, conflicts=conflicts)
	frappe.db.commit()  # the phone forgets what it has an answer for
	return receipts.answer_of(receipt)


def _kept(act: Act, engineer, why: str) -> dict:
	with all_or_nothing("field_act"):
		receipt = receipts.reserve(act, engineer, _company(act, engineer))
		keeping.keep(act, receipt, why)
	frappe.db.commit()
	return receipts.answer_of(receipt)


def _company(act: Act, engineer) -> str:
	if not act.ticket:
		return engineer.company
	company = frappe.db.get_value(TICKET, act.ticket, "company")
	if not company:
		frappe.throw(
			_("{0} is not there any more. Drop what was to be sent for it.").format(act.ticket), WrongArgument
		)
	return company


def _how_far_off(sent_at: str | None) -> timedelta:
	"""How far the phone's clock is behind the server's."""
	if not isinstance(sent_at, str) or not sent_at:
		return timedelta()
	try:
		return now() - site_moment(sent_at)
	except (NotAMoment, OverflowError):
		return timedelta()


def _text(error: Exception) -> str:
	"""A refusal's words as plain text, a line for each item of a list."""
	if isinstance(error, frappe.MandatoryError) and (labels := _missing(str(error))):
		return _("{0}: nothing is entered. Enter it, and send it again.").format(", ".join(labels))
	text = strip_html(str(error).replace("</li>", "\n").replace("<br>", "\n"))
	if plain := unescape(text).strip():
		return plain
	if isinstance(error, frappe.PermissionError):
		return _("You may not do this, or not any more. Load the day anew.")
	return type(error).__name__


def _missing(said: str) -> list[str]:
	"""The labels of the fields that are empty; Frappe names them as in [Safety Incident, SI-00001]: place, what_happened."""
	document, _end, fields = said.partition("]: ")
	doctype = document.removeprefix("[").partition(", ")[0]
	if not fields or not frappe.db.exists("DocType", doctype):
		return []
	meta = frappe.get_meta(doctype)
	return [_(meta.get_label(field)) for field in fields.split(", ") if meta.has_field(field)]
