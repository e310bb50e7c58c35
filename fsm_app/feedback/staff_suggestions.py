"""The suggestion box of the staff: what one puts in anonymously nobody can trace, not even an administrator (I4).

Frappe writes with each document who made it and when, keeps versions, timelines, notifications and a note of each form that
somebody opens. An anonymous suggestion goes past all that: its row is written alone, by nobody, on a day and not at a time,
under a random name; nobody is told until the night, and the sender gets no link to it.
"""

from datetime import datetime, time

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.plain_texts import keep_plain
from fsm_app.common.roles import HR_MANAGER
from fsm_app.workforce.audience import Audience

BOX = "Staff Suggestion"
NEW, ACCEPTED, DONE, DECLINED = "New", "Accepted", "Done", "Declined"
ENDED = (ACCEPTED, DONE, DECLINED)
# Whose every row of Frappe's could be: there are no traces of this one to follow.
NOBODY = "Guest"
LONGEST_TITLE = 140
LONGEST_TEXT = 5000
# Of all anonymous ones together, for senders are not counted.
ANONYMOUS_A_DAY = 200


class SuggestionRefused(frappe.ValidationError):
	"""A suggestion that is empty, too long, or ended without an answer."""


def put_in(title: str, suggestion: str, anonymous: bool) -> None:
	"""Put a suggestion into the box; returns nothing, for its name would lead from the sender to it.

	The caller has checked that the user belongs to the staff. Raises SuggestionRefused.
	"""
	title, suggestion = " ".join(cstr(title).split()), cstr(suggestion).strip()
	if not title or not suggestion:
		_refuse(_("Title and Suggestion: write down both."))
	if len(title) > LONGEST_TITLE or len(suggestion) > LONGEST_TEXT:
		_refuse(
			_("Title and Suggestion: {0} and {1} characters at most. Shorten it.").format(
				LONGEST_TITLE, LONGEST_TEXT
			)
		)
	values = {
		"doctype": BOX,
		"title": title,
		"suggestion": suggestion,
		"state": NEW,
		"suggested_on": now().date(),
	}
	if anonymous:
		_write_for_nobody(values)
	else:
		frappe.get_doc({**values, "author": frappe.session.user}).insert(
			ignore_permissions=True  # all of the staff may, see above
		)


def _write_for_nobody(values: dict) -> None:
	today = values["suggested_on"]
	if frappe.db.count(BOX, {"anonymous": 1, "suggested_on": today}) >= ANONYMOUS_A_DAY:
		_refuse(_("The box is full for today. Put it in tomorrow."))
	document = frappe.get_doc({**values, "anonymous": 1, "author": None})
	keep_plain(document)
	midnight = datetime.combine(today, time())
	document.update(
		{
			"name": frappe.generate_hash(length=20),
			"owner": NOBODY,
			"modified_by": NOBODY,
			"creation": midnight,
			"modified": midnight,
		}
	)
	document.db_insert()


def forget_visit(visit, method: str | None = None) -> None:
	"""Route History's after_insert: who has looked at the box, and when, is not kept.

	On a day on which one person was there and one suggestion came, it would say whose it is.
	"""
	if f"/{BOX}" in cstr(visit.route):
		frappe.db.delete("Route History", {"name": visit.name})


def validate(document) -> None:
	"""Keep who suggested it and when, and ask for an answer where it ends."""
	before = document.get_doc_before_save()
	if before:
		document.update({field: before.get(field) for field in ("anonymous", "author", "suggested_on")})
	answer = cstr(document.answer).strip()
	if document.state in ENDED and not answer:
		_refuse(_("Answer: say what becomes of the suggestion."))
	if before and answer != cstr(before.answer).strip():
		document.answered_on = now().date() if answer else None
	if before and answer and answer != cstr(before.answer).strip() and document.author:
		notify_of_others(
			[document.author],
			lambda language: _("Your suggestion was answered: {0}", language).format(document.title),
			BOX,
			document.name,
			answer,
			WISH_OF_ASSIGNMENTS,
		)


def tell_of_new() -> int:
	"""Daily: tell the managers how many suggestions are new; returns the number."""
	new = frappe.get_all(BOX, filters={"state": NEW, "told": 0}, fields=["name", "title"], order_by="name")
	if not new:
		return 0
	audience = Audience()
	notify_of_others(
		[*audience.managers(), *audience.with_role(HR_MANAGER)],
		lambda language: _("New in the suggestion box: {0}", language).format(len(new)),
		BOX,
		new[0].name,
		", ".join(row.title for row in new),
		WISH_OF_ASSIGNMENTS,
	)
	frappe.db.set_value(BOX, {"name": ["in", [row.name for row in new]]}, "told", 1, update_modified=False)
	return len(new)


def _refuse(message: str) -> None:
	frappe.throw(message, SuggestionRefused)
