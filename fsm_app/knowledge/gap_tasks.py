"""A missing case as a task: whoever solved the fault best is asked, may decline, and it ends when a case is published (G3)."""

from collections import Counter
from datetime import datetime

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.common import clock
from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.common.roles import SERVICE_KNOWLEDGE_REVIEWER
from fsm_app.engine.case_gaps import FAULT_CODE, OFFERING, Gap
from fsm_app.engine.search_words import code_key
from fsm_app.engine.stages import TICKET
from fsm_app.knowledge import from_ticket, gap_search
from fsm_app.knowledge.stages import CASE, PUBLISHED
from fsm_app.knowledge.visibility import REVIEWS
from fsm_app.workforce.audience import Audience

GAP = "Knowledge Gap"
OPEN, WRITTEN, NOT_NEEDED = "Open", "Written", "Not Needed"
# Nobody is asked for more at a time.
MOST_EACH = 2
# What a person changes is whom to ask; the rest follows.
CHOSEN = ("engineer",)
ENGINEER = "Service Engineer"


class GapRefused(frappe.ValidationError):
	"""A missing case that cannot be asked for, declined or closed so."""


class NotYourGap(frappe.PermissionError):
	"""A missing case that somebody else was asked for."""


def propose_gaps(at: datetime | None = None) -> int:
	"""Daily: ask for the cases that are missing, each once; returns how many are new.

	Those for which there is a case by now are closed. A gap that fails is logged and keeps no other waiting.
	"""
	at = at or now()
	asked = gap_search.rules(at.date())
	if asked.tickets <= 0:
		return 0
	with clock.at(at):
		close_covered()
		there = set(frappe.get_all(GAP, filters={"gap_key": ["is", "set"]}, pluck="gap_key"))
		gaps = [gap for gap in gap_search.find_gaps(asked) if gap.key not in there]
		users = _users_of({name for gap in gaps for name in gap.solvers})
		busy = Counter(
			frappe.get_all(GAP, filters={"state": OPEN, "engineer": ["is", "set"]}, pluck="engineer")
		)
		solvers = {gap.key: _choose(gap, users, busy) for gap in gaps}
		examples = gap_search.examples(set(filter(None, solvers.values())), asked.since)
		return sum(_open(gap, solvers[gap.key], examples) for gap in gaps)


def _users_of(engineers: set[str]) -> dict[str, str]:
	"""The company of those of the engineers who are at work and have an enabled user."""
	rows = frappe.get_all(
		ENGINEER,
		filters={"name": ["in", sorted(engineers)], "status": "Active", "user": ["is", "set"]},
		fields=["name", "user", "company"],
		limit_page_length=0,
	)
	enabled = set(
		frappe.get_all(
			"User", filters={"name": ["in", [row.user for row in rows]], "enabled": 1}, pluck="name"
		)
	)
	return {row.name: row.company for row in rows if row.user in enabled}


def _choose(gap: Gap, companies: dict[str, str], busy: Counter, declined: tuple[str, ...] = ()) -> str | None:
	"""The best solver who is there, has not declined and has not been asked for enough already."""
	for engineer in gap.best():
		free = companies.get(engineer) == gap.company and engineer not in declined
		if free and busy[engineer] < MOST_EACH:
			busy[engineer] += 1
			return engineer
	return None


def _open(gap: Gap, engineer: str | None, examples: dict) -> int:
	frappe.db.savepoint("knowledge_gap")
	try:
		document = frappe.get_doc(
			{
				"doctype": GAP,
				"kind": gap.kind,
				"about": gap.about[:140],
				"offering": gap.offering,
				"company": gap.company,
				"tickets": gap.tickets,
				"gap_key": gap.key,
				**_asked(gap, engineer, examples),
			}
		)
		document.flags.of_app = True
		document.insert(ignore_permissions=True)  # the scheduler acts, no user
	except Exception:
		frappe.db.rollback(save_point="knowledge_gap")
		frappe.log_error(title=f"Knowledge gap {gap.key}")
		return 0
	finally:
		frappe.db.commit()
	return 1


def _asked(gap: Gap | None, engineer: str | None, examples: dict) -> dict:
	return {
		"engineer": engineer,
		"asked_on": now().date() if engineer else None,
		"lasting": gap.solvers.get(engineer, (0, 0))[1] if gap else 0,
		"example": examples.get((engineer, gap.key)) if gap else None,
	}


def may(gap) -> dict[str, bool]:
	"""What the user may do with it, for the form."""
	user, is_open = frappe.session.user, gap.state == OPEN
	is_asked = is_open and _is_asked(gap, user)
	reviews = is_open and _reviews(user)
	return {"write": is_asked or reviews, "decline": is_asked, "close": reviews}


def validate(gap) -> None:
	"""Before saving: a person chooses whom to ask, as long as it is open; the rest follows."""
	if gap.flags.of_app:
		return
	before = gap.get_doc_before_save()
	for field in gap.meta.get_valid_columns():
		if before and field not in CHOSEN and gap.meta.has_field(field):
			gap.set(field, before.get(field))
	if not before or before.engineer == gap.engineer:
		return
	_refuse_closed(before)
	if gap.engineer and not _users_of({gap.engineer}):
		_refuse(
			_("Asked to Write: {0} is not at work or has no user. Choose somebody else.").format(
				frappe.bold(gap.engineer)
			)
		)
	asked = gap_search.rules(now().date())
	found = gap_search.find_gap(gap.gap_key, asked)
	examples = gap_search.examples({gap.engineer}, asked.since) if gap.engineer else {}
	gap.update(_asked(found, gap.engineer, examples))


def tell_of_choice(gap) -> None:
	"""After saving: tell whoever is asked, and where nobody is left, those who review cases."""
	before = gap.get_doc_before_save()
	if gap.state != OPEN or (before and before.engineer == gap.engineer):
		return
	audience = Audience()
	if gap.engineer:
		users = audience.engineer(gap.engineer)

		def message(language: str) -> str:
			text = _("Write a case about {0}: there is none, and you know how it is solved.", language)
			return text.format(gap.about)

	else:
		users = _reviewers(gap, audience)

		def message(language: str) -> str:
			return _("There is no case about {0}, and nobody to ask. Choose somebody.", language).format(
				gap.about
			)

	content = _("Tickets: {0}; solved by you: {1}").format(gap.tickets, gap.lasting) if gap.engineer else ""
	notify_of_others(users, message, GAP, gap.name, content, WISH_OF_ASSIGNMENTS)


def write_case(name: str) -> str:
	"""The draft of the missing case, begun with what is known; returns its name. Begun once, it is that one."""
	gap = frappe.get_doc(GAP, name, for_update=True)
	_refuse_closed(gap)
	if not (_is_asked(gap, frappe.session.user) or _reviews(frappe.session.user)):
		_refuse_other(gap)
	if gap.knowledge_case and frappe.db.exists(CASE, gap.knowledge_case):
		return gap.knowledge_case
	if _may_take_over(gap.example):
		case = from_ticket.draft_from(gap.example)["name"]
	else:
		case = _empty_draft(gap)
	gap.db_set("knowledge_case", case)
	return case


def _may_take_over(ticket: str | None) -> bool:
	return (
		bool(ticket) and frappe.has_permission(TICKET, "read", ticket) and from_ticket.may_take_over(ticket)
	)


def _empty_draft(gap) -> str:
	values = {
		"doctype": CASE,
		"title": gap.about,
		"author": gap.engineer,
		"fault_codes": [{"code": gap.about}] if gap.kind == FAULT_CODE else [],
		"offerings": [{"offering": gap.offering}] if gap.offering else [],
	}
	return frappe.get_doc(values).insert().name


def decline(name: str, reason: str) -> None:
	"""The engineer does not write it, and says why; the next best is asked."""
	gap = frappe.get_doc(GAP, name, for_update=True)
	_refuse_closed(gap)
	if not _is_asked(gap, frappe.session.user):
		_refuse_other(gap)
	reason = _given(reason)
	declined = (*cstr(gap.declined_by).split(), gap.engineer)
	asked = gap_search.rules(now().date())
	found = gap_search.find_gap(gap.gap_key, asked)
	busy = Counter(frappe.get_all(GAP, filters={"state": OPEN, "engineer": ["is", "set"]}, pluck="engineer"))
	chosen = _choose(found, _users_of(set(found.solvers)), busy, declined) if found else None
	examples = gap_search.examples({chosen}, asked.since) if chosen else {}
	said = frappe.db.get_value(ENGINEER, gap.engineer, "engineer_name")
	gap.update(
		{"declined_by": "\n".join(declined), "reason": f"{said}: {reason}", **_asked(found, chosen, examples)}
	)
	_save(gap)


def not_needed(name: str, reason: str) -> None:
	"""No case is wanted; it is not asked for again. For those who review cases."""
	gap = frappe.get_doc(GAP, name, for_update=True)
	_refuse_closed(gap)
	if not _reviews(frappe.session.user):
		_refuse_other(gap)
	gap.update({"state": NOT_NEEDED, "reason": _given(reason), "closed_on": now().date()})
	_save(gap)


def follow_case(case, method: str | None = None) -> None:
	"""Knowledge Case's on_update: a published case closes the gaps that it fills."""
	before = case.get_doc_before_save()
	if case.stage == PUBLISHED and (not before or before.stage != PUBLISHED):
		close_covered(case)


def close_covered(case=None) -> None:
	"""Close the open gaps for which there is a case by now: the one that was just published, or any."""
	gaps = frappe.get_all(
		GAP, filters={"state": OPEN}, fields=["name", "gap_key", "kind", "about", "company"]
	)
	if not gaps:
		return
	keys = _keys_of(case) if case else _keys_of_all()
	for row in gaps:
		about = code_key(row.about) if row.kind == FAULT_CODE else row.about
		filled = keys.get((None, row.kind, about)) or keys.get((row.company, row.kind, about))
		if filled:
			gap = frappe.get_doc(GAP, row.name)
			named = filled if isinstance(filled, str) else gap.knowledge_case
			gap.update(
				{"state": WRITTEN, "knowledge_case": named, "closed_on": now().date(), "gap_key": None}
			)
			_save(gap)


def _keys_of(case) -> dict:
	company = case.only_company or None
	codes = {(company, FAULT_CODE, code_key(row.code)): case.name for row in case.fault_codes}
	return codes | {(company, OFFERING, row.offering): case.name for row in case.offerings}


def _keys_of_all() -> dict:
	return {
		(known.company, known.kind, code_key(known.about) if known.kind == FAULT_CODE else known.about): True
		for known in gap_search.known_things()
	}


def forget_ticket(ticket, method: str | None = None) -> None:
	"""Service Ticket's on_trash: it is no example any more."""
	frappe.db.set_value(GAP, {"example": ticket.name}, "example", None, update_modified=False)


def _is_asked(gap, user: str) -> bool:
	return bool(gap.engineer) and frappe.db.get_value(ENGINEER, gap.engineer, "user") == user


def _reviews(user: str) -> bool:
	return user == "Administrator" or bool(REVIEWS & set(frappe.get_roles(user)))


def _reviewers(gap, audience: Audience) -> list[str]:
	users = [*audience.with_role(SERVICE_KNOWLEDGE_REVIEWER), *audience.managers()]
	return [user for user in dict.fromkeys(users) if sees_company(user, gap.company, GAP)]


def _save(gap) -> None:
	gap.flags.of_app = True
	gap.save(ignore_permissions=True)  # follows from a rule, or from a user who was asked


def _given(reason: str) -> str:
	if not cstr(reason).strip():
		_refuse(_("Reason: say why."))
	return cstr(reason).strip()


def _refuse_closed(gap) -> None:
	if gap.state != OPEN:
		_refuse(_("{0} is closed: {1}.").format(gap.name, _(gap.state, context=GAP)))


def _refuse_other(gap) -> None:
	frappe.throw(
		_("{0}: somebody else was asked. Ask them, or somebody who reviews cases.").format(gap.name),
		NotYourGap,
	)


def _refuse(message: str) -> None:
	frappe.throw(message, GapRefused)
