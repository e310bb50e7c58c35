"""Protective equipment, permits and incidents as the phone has them: what the day shows, and what it sends (L1, L2, N1)."""

import os
from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import cstr, get_datetime

from fsm_app.common.arguments import WrongArgument, moment
from fsm_app.common.clock import now
from fsm_app.common.site_time import NotAMoment, site_moment
from fsm_app.field_app import attachments, receipts
from fsm_app.field_app.act import Act
from fsm_app.safety import incidents, permit_answers, permits, ppe_checks
from fsm_app.safety.equipment import items_of
from fsm_app.safety.needs import Needs, needs_of
from fsm_app.safety.permit_types import PERMIT, TYPE, measures_of

SHOWN = ("name", "permit_type", "state", "valid_from", "valid_to", "answer", "place")


def of_day(engineer, tickets: list) -> tuple[dict, dict[str, dict]]:
	"""What the day says of safety, and what each ticket (by name) has of it. A number of queries that does not grow."""
	needs = needs_of(tickets)
	found = _permits([ticket.name for ticket in tickets])
	of_ticket = {
		ticket.name: {
			"permits": found[ticket.name],
			"permits_needed": needs[ticket.name].permits,
			"ppe_needed": bool(needs[ticket.name].items),
		}
		for ticket in tickets
	}
	meta = frappe.get_meta(incidents.INCIDENT)
	return {
		"ppe": _equipment(engineer, needs),
		"permit_types": _types(engineer.company),
		"incident_kinds": _choices(meta, "kind"),
		"severities": _choices(meta, "severity"),
	}, of_ticket


def check_equipment(act: Act, engineer) -> dict:
	"""What the engineer found of their equipment on the day on which they looked."""
	with ppe_checks.done_at(act.made_at):
		return {"check": ppe_checks.record(engineer.name, act.values.get("items"))}


def ask_for_permit(act: Act) -> dict:
	"""Ask for a permit for the act's ticket."""
	measures = act.values.get("measures") or []
	if not isinstance(measures, list) or not all(isinstance(each, str) for each in measures):
		frappe.throw(_("Safety Measures: send a list of texts."), WrongArgument)
	kind = _text(act, "permit_type")
	if not frappe.db.exists(TYPE, kind):
		frappe.throw(
			_("Work Permit Type: {0} is not in use here. Choose another one.").format(kind), WrongArgument
		)
	found = permits.ask(
		act.ticket,
		kind,
		_text(act, "place"),
		_moment(act, "valid_from", _("Valid From")),
		_moment(act, "valid_to", _("Valid To")),
		measures,
		_text(act, "remark"),
	)
	return {"permit": found.name, "state": found.state}


def close_permit(act: Act) -> dict:
	"""Close a permit of the act's ticket."""
	name = _text(act, "permit")
	if frappe.db.get_value(PERMIT, name, "ticket") != act.ticket:
		frappe.throw(_("{0} is no permit of {1}. Load the day anew.").format(name, act.ticket), WrongArgument)
	return {"state": permit_answers.close(name, _text(act, "remark")).state}


def report_incident(act: Act, engineer) -> dict:
	"""Report an incident. It comes in also where the ticket is in other hands meanwhile."""
	happened_at = min(_moment(act, "happened_at", _("Happened At")) or act.made_at or now(), now())
	incident = frappe.get_doc(
		{
			"doctype": incidents.INCIDENT,
			"engineer": engineer.name,
			"company": engineer.company,
			"ticket": act.ticket or None,
			"kind": _text(act, "kind"),
			"severity": _text(act, "severity") or "Minor",
			"happened_at": happened_at,
			"place": _text(act, "place"),
			"what_happened": _text(act, "what_happened"),
			"first_measures": _text(act, "first_measures"),
			"is_anyone_hurt": _yes_or_no(act, "is_anyone_hurt", _("Somebody Is Hurt")),
		}
	)
	incident.flags.by_phone = True
	return {"incident": incident.insert().name}


def add_picture(act: Act) -> dict:
	"""A picture for an incident that this phone has reported, named by the client key of its report."""
	report = receipts.of_key(_text(act, "incident_key"))
	name = report and frappe.parse_json(report.answer or "{}").get("incident")
	if not name:
		frappe.throw(_("The report of the incident has not arrived yet. Send it first."), WrongArgument)
	extension = os.path.splitext(_text(act, "name"))[1] or ".jpg"
	return {"file": attachments.keep_with(incidents.INCIDENT, name, act.file, f"incident{extension}")}


def _permits(tickets: list[str]) -> dict[str, list[dict]]:
	found, at = defaultdict(list), now()
	for row in frappe.get_all(
		PERMIT,
		filters={"ticket": ["in", tickets or [""]]},
		fields=["ticket", "decided_at", *SHOWN],
		order_by="valid_from, name",
		limit_page_length=0,
	):
		row.update({"state": permits.state_at(row, at), "label": _(row.permit_type)})
		row["was_given"] = permits.was_given(row)
		del row["decided_at"]
		row.update({field: str(row[field]) for field in ("valid_from", "valid_to")})
		row.update({"answer": row.answer or "", "state_label": _(row.state)})
		found[row.pop("ticket")].append(row)
	return found


def _equipment(engineer, needs: dict[str, Needs]) -> dict:
	items = items_of(needs)
	checked = ppe_checks.checked_today(engineer.name) if items else {}
	return {
		"needed": bool(items),
		"done_today": bool(items) and all(checked.get(item) for item in items),
		"items": [{"item": item, "label": _(item), "is_ok": checked.get(item)} for item in items],
	}


def _types(company: str) -> list[dict]:
	rows = frappe.get_all(
		TYPE,
		filters={"disabled": 0},
		fields=["name", "max_hours", "only_company"],
		order_by="name",
		limit_page_length=0,
	)
	rows = [row for row in rows if row.only_company in (None, "", company)]
	measures = measures_of([row.name for row in rows])
	return [
		{
			"name": row.name,
			"label": _(row.name),
			"measures": measures[row.name],
			"measure_labels": [_(measure) for measure in measures[row.name]],
			"max_hours": row.max_hours,
		}
		for row in rows
	]


def _choices(meta, field: str) -> list[dict]:
	options = cstr(meta.get_field(field).options).split("\n")
	return [{"value": option, "label": _(option)} for option in options if option]


def _moment(act: Act, name: str, label: str):
	"""A moment as phones send it, with or without the zone of its clock, in the site's time; None where it is left out."""
	value = act.values.get(name)
	if value in (None, ""):
		return None
	if isinstance(value, str) and "T" in value:
		try:
			return site_moment(value)
		except (NotAMoment, OverflowError):
			frappe.clear_last_message()
	return get_datetime(moment(value, label))


def _yes_or_no(act: Act, name: str, label: str) -> int:
	"""Nothing is no. What could mean either is refused: whether somebody is hurt is not guessed."""
	value = act.values.get(name)
	if value in (None, "", False, "0"):
		return 0
	if value is not True and value not in (1, "1"):
		frappe.throw(_("{0}: send true or false.").format(label), WrongArgument)
	return 1


def _text(act: Act, name: str) -> str:
	value = act.values.get(name)
	if isinstance(value, dict | list):
		frappe.throw(_("{0}: send a text or a number.").format(name), WrongArgument)
	return cstr(value).strip()
