"""SOP gates: a ticket leaves a stage only with what its offering asks for there (C4).

The asks are those of the catalogue release under which the ticket was opened, else those of the offering as it is now.
A gate stands at the stages of the main line; waiting, returning, carrying forward, cancelling and reopening pass none.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils import escape_html

from fsm_app.engine import stages
from fsm_app.engine.gate import Need, percent, stages_left
from fsm_app.field_work.evidence_kinds import (
	CHECKLIST,
	EVIDENCE,
	FAULT_SYMPTOM,
	PHOTO,
	RESOLUTION,
	SERIAL_NUMBER,
	SERVICE_REPORT,
	SIGNATURE,
	VISIT,
)
from fsm_app.service_catalogue.releases import frozen_content


class MissingEvidence(frappe.ValidationError):
	"""A stage cannot be left before all that is asked for there is given."""


def check(ticket) -> None:
	"""Before a ticket enters a stage: refuse to leave others behind without what they ask for; names all that is missing.

	Costs nothing for an offering that asks for nothing. Raises MissingEvidence.
	"""
	before = ticket.get_doc_before_save()
	if before is None or frappe.flags.fsm_gates_open:
		return
	if missing := _missing_on_way(ticket, before, ticket.stage):
		frappe.throw(
			_("The ticket cannot be moved to {0} yet. Missing: {1}").format(
				frappe.bold(_(ticket.stage)), _as_list([text_of(need) for need in missing])
			)
			+ _how_to_add(missing),
			MissingEvidence,
			title=_("Evidence Is Missing"),
		)


def text_asked(ticket, stage: str) -> str | None:
	"""The text field of the ticket that has to be filled in before the saved `ticket` enters `stage`; None where none has."""
	asked = {need.kind for need in _missing_on_way(ticket, ticket, stage)}
	return "resolution_summary" if RESOLUTION in asked else None


def _missing_on_way(ticket, before, stage: str) -> list[Need]:
	"""What is missing of what the ticket is asked for on the way from where it stood `before` to `stage`."""
	left = stages_left(stages.MAIN_LINE, place_on_line(before), stage)
	return [need for need in needs(ticket) if need.missing and need.stage in left] if left else []


@contextmanager
def open_gates() -> Iterator[None]:
	"""Within this context nothing is asked for: for the replay of a history, which brings no evidence along."""
	before = frappe.flags.fsm_gates_open
	frappe.flags.fsm_gates_open = True
	try:
		yield
	finally:
		frappe.flags.fsm_gates_open = before


def needs(ticket) -> list[Need]:
	"""All that is asked for in the ticket's present cycle, and how much of it is there, in the order of the stages."""
	asks = asks_of(ticket).evidence
	steps = [row for row in ticket.checklist if row.mandatory]
	found = _evidence_rows(ticket) if asks else Counter()
	all_needs = [_need(ticket, row, found) for row in asks]
	all_needs += [Need(CHECKLIST, row.stage, int(bool(row.done)), 1, row.step) for row in steps]
	return sorted(all_needs, key=lambda need: stages.STAGES.index(need.stage))


def open_needs(ticket) -> list[dict]:
	"""What is asked for at the ticket's present stage and later, with texts; `now` for the present."""
	here = place_on_line(ticket)
	ahead = stages.MAIN_LINE[stages.MAIN_LINE.index(here) :] if here in stages.MAIN_LINE else ()
	return [
		{
			"kind": need.kind,
			"stage": need.stage,
			"have": need.have,
			"need": need.need,
			"text": text_of(need),
			"now": need.stage == here,
		}
		for need in needs(ticket)
		if need.stage in ahead
	]


def completeness(ticket) -> float:
	"""How much of what is asked for over all stages is there, in percent; 100 where nothing is asked for."""
	return percent(needs(ticket))


def asks_of(ticket) -> frappe._dict:
	"""The rows `evidence` and `checklist` that hold for the ticket."""
	content = frozen_content(ticket)
	if content is None and ticket.offering:
		content = frappe.get_cached_doc("Service Offering", ticket.offering)
	return frappe._dict(
		evidence=content.evidence if content else [], checklist=content.checklist if content else []
	)


def place_on_line(ticket) -> str:
	"""The stage of the main line at which a ticket stands: a waiting one where it waits, a reopened one at the beginning."""
	stage = ticket.stage
	if stage in stages.WAITING:
		stage = ticket.waiting_from or stages.ON_SITE
	return stages.RECEIVED if stage == stages.REOPENED else stage


def text_of(need: Need) -> str:
	"""The need in one line, such as "Photo for On Site: 1 of 2"; plain text."""
	if need.kind == CHECKLIST:
		return _("Checklist for {0}: {1}").format(_(need.stage), _(need.detail))
	text = _("{0} for {1}: {2} of {3}").format(_(need.kind), _(need.stage), need.have, need.need)
	return f"{text} ({need.detail})" if need.detail else text


def _need(ticket, row, found: Counter) -> Need:
	have, detail = found[row.kind, row.stage], ""
	if row.kind == FAULT_SYMPTOM and not have and _has_text(ticket.fault_symptom):
		# What stands in the field belongs to the first cycle; after a reopening it is recorded anew.
		have = 0 if ticket.reopen_count else row.minimum_count
	elif row.kind == RESOLUTION:
		have = row.minimum_count if _has_text(ticket.resolution_summary) else 0
	elif row.kind == SERVICE_REPORT:
		if empty := _gaps_in_report(ticket):
			have, detail = 0, _("still empty: {0}").format(", ".join(empty))
		else:
			have = row.minimum_count
	return Need(row.kind, row.stage, have, row.minimum_count, detail)


def _gaps_in_report(ticket) -> list[str]:
	"""Labels of what a standard service report lacks: problem, solution, parts used, time."""
	filled = {
		"fault_symptom": _has_text(ticket.fault_symptom),
		"resolution_summary": _has_text(ticket.resolution_summary),
		"parts_used": bool(ticket.parts_used or ticket.no_parts_used),
	}
	labels = [_(ticket.meta.get_label(field)) for field, there in filled.items() if not there]
	if not ticket.arrived_at and not frappe.db.exists(VISIT, {"ticket": ticket.name}):
		labels.append(_("Time of the Work"))
	return labels


def _has_text(value: str | None) -> bool:
	return bool(value and value.strip())


def _evidence_rows(ticket) -> Counter:
	if ticket.is_new():
		return Counter()
	rows = frappe.get_all(
		EVIDENCE,
		filters={"ticket": ticket.name, "cycle": ticket.reopen_count or 0},
		fields=["kind", "stage"],
	)
	return Counter((row.kind, row.stage) for row in rows)


def _as_list(texts: list[str]) -> str:
	return "<ul>" + "".join(f"<li>{escape_html(text)}</li>" for text in texts) + "</ul>"


def _how_to_add(missing: list[Need]) -> str:
	ways = {
		PHOTO: _("Take photos with Add Photo."),
		SERIAL_NUMBER: _("Read it off the device with Enter Serial Number."),
		FAULT_SYMPTOM: _("Describe what you found with Enter Fault Symptom."),
		RESOLUTION: _("Write into Resolution Summary what was done."),
		SERVICE_REPORT: _(
			"Fill in the named fields of the ticket; tick No Parts Used where nothing was replaced."
		),
		SIGNATURE: _("Tap Sign to collect it."),
		CHECKLIST: _("Tick off the steps in the ticket's checklist."),
	}
	kinds = dict.fromkeys(need.kind for need in missing)
	return " ".join(ways[kind] for kind in kinds)
