"""Reading an SLA Policy: which one holds for a ticket, its targets, and its warnings and ladder as steps."""

from typing import NamedTuple

import frappe
from frappe import _
from frappe.utils.nestedset import get_ancestors_of

from fsm_app.engine.escalation import Step
from fsm_app.engine.sla_targets import Choice, Facts, TargetRow, choose

BREACH = "breach"
WARNING = "warning"
LADDER = "ladder"


class Target(NamedTuple):
	"""Seconds of working time, and the sentence that explains the figure."""

	seconds: int
	reason: str


def policy_of(offering: str):
	"""The SLA Policy document that takes new tickets of `offering`, or None where there is none or it is disabled."""
	policy = named_policy(offering)
	return None if policy is None or policy.disabled else policy


def policy_for(ticket):
	"""The SLA Policy document by which the ticket's clocks run, or None where there is none.

	The one rule for disabled policies: they take no new tickets; a ticket that one has taken stays under it to its end,
	with new replies, other priorities and when it is reopened. It is taken with its first clock.
	"""
	if policy := policy_of(ticket.offering):
		return policy
	policy = named_policy(ticket.offering)
	return policy if policy and _has_taken(policy, ticket) else None


def named_policy(offering: str):
	"""The SLA Policy document that an offering leads to, disabled or not; None where there is none.

	It is the offering's own, else that of its delivery class, else the default of Field Service Settings.
	"""
	offered = frappe.get_cached_doc("Service Offering", offering)
	name = offered.sla_policy
	if not name and offered.delivery_class:
		name = frappe.get_cached_value("Delivery Class", offered.delivery_class, "sla_policy")
	name = name or frappe.db.get_single_value("Field Service Settings", "default_sla_policy", cache=True)
	return frappe.get_cached_doc("SLA Policy", name) if name else None


def why_none(offering: str) -> str:
	"""A sentence that says why a ticket of the offering has no policy."""
	if policy := named_policy(offering):
		return _("The SLA policy {0} is disabled and takes no tickets.").format(policy.name)
	return _("{0} has no SLA policy.").format(offering)


def _has_taken(policy, ticket) -> bool:
	return bool(ticket.name and frappe.db.exists("SLA Clock", {"ticket": ticket.name, "policy": policy.name}))


def target_of(policy, metric: str, ticket) -> Target | None:
	"""The target that the policy sets for `metric` of `ticket`, and why it is that one; None where it sets none (B1)."""
	rows = _rows(policy)
	facts = Facts(
		ticket.offering,
		ticket.service_tier,
		_regions(ticket.region) if any(row.region for row in rows) else (),
		ticket.priority,
	)
	choice = choose(rows, metric, facts)
	return Target(choice.row.seconds, _reason(policy, choice)) if choice else None


def calendar_of(policy, region: str | None) -> str:
	"""The calendar of the ticket's region or the nearest region above it that the policy names, else the policy's own."""
	own = {row.region: row.calendar for row in policy.region_calendars}
	regions = _regions(region) if own else ()
	return next((own[region] for region in regions if region in own), policy.calendar)


def _rows(policy) -> list[TargetRow]:
	return [
		TargetRow(row.idx, row.metric, int(row.target), row.offering, row.tier, row.region, row.priority)
		for row in policy.targets
	]


def _regions(region: str | None) -> list[str]:
	"""The region and those above it, the nearest first."""
	return [region, *get_ancestors_of("Territory", region)] if region else []


def _reason(policy, choice: Choice) -> str:
	row = choice.row
	named = [value for value in (row.offering, row.tier, row.region, row.priority) if value]
	scope = ", ".join(_(value) for value in named) if named else _("every ticket")
	reason = _("Row {0} of {1}, which is for {2}.").format(row.number, policy.name, scope)
	if choice.beaten:
		rows = ", ".join(str(number) for number in choice.beaten)
		reason += " " + _("It is more specific than row {0}.").format(rows)
	return reason


def pauses_in(policy, stage: str) -> bool:
	"""Whether the policy's clocks stand still in `stage` (B2)."""
	return any(row.stage == stage for row in policy.pause_stages)


def steps_of(policy, metric: str) -> list[Step]:
	"""The warnings, the breach and the ladder of a metric, in the order in which equal moments are acted on (B3, B4)."""
	warnings = [Step(f"{WARNING}:{row.percent:g}", row.percent) for row in policy.warnings]
	# Using up exactly the target still meets it: the breach, and what follows from it, comes one second later.
	breach = [Step(BREACH, 100, 1)]
	ladder = [
		Step(f"{LADDER}:{row.level}", row.percent, int(row.delay or 0) + (1 if row.percent == 100 else 0))
		for row in sorted(policy.ladder, key=lambda row: row.level)
		if not row.metric or row.metric == metric
	]
	return warnings + breach + ladder


def ladder_row(policy, key: str):
	"""The row of the escalation ladder that the step `key` was made from."""
	level = int(key.partition(":")[2])
	return next(row for row in policy.ladder if row.level == level)


def warning_row(policy, key: str):
	"""The row of the warnings that the step `key` was made from."""
	return next(row for row in policy.warnings if f"{WARNING}:{row.percent:g}" == key)


class PolicyError(frappe.ValidationError):
	"""An SLA Policy by which no clock can run."""


def validate_policy(policy) -> None:
	"""Refuse a policy whose rows contradict one another or could never take effect."""
	seen = set()
	for row in policy.targets:
		if int(row.target or 0) <= 0:
			_refuse(_("Targets, row {0}: Target must be longer than 0 minutes.").format(row.idx))
		scope = (row.metric, *(row.get(field) or "" for field in ("offering", "tier", "region", "priority")))
		if scope in seen:
			_refuse(
				_("Targets, row {0}: another row sets {1} for the same. Delete one of them.").format(
					row.idx, _(row.metric)
				)
			)
		seen.add(scope)
	_validate_warnings(policy)
	_validate_ladder(policy)


def _validate_warnings(policy) -> None:
	percents = [row.percent for row in policy.warnings]
	if any(not 0 < percent <= 100 for percent in percents):
		_refuse(_("Warnings: each percentage must lie above 0 and be 100 at most."))
	if percents != sorted(set(percents)):
		_refuse(_("Warnings: the percentages must rise from row to row."))


def _validate_ladder(policy) -> None:
	levels = [row.level for row in policy.ladder]
	if len(levels) != len(set(levels)):
		_refuse(_("Escalation Ladder: each level may stand in one row only. Number the rows anew."))
	for row in policy.ladder:
		if row.percent <= 0:
			_refuse(_("Escalation Ladder, row {0}: Percent of Target must lie above 0.").format(row.idx))
		if int(row.delay or 0) < 0:
			_refuse(_("Escalation Ladder, row {0}: Additional Delay must not be negative.").format(row.idx))
		if row.notify in ("Role", "User") and not row.get(row.notify.lower()):
			_refuse(
				_("Escalation Ladder, row {0}: choose the {1} to notify.").format(row.idx, _(row.notify)),
			)
		if row.channel == "Webhook" and not row.webhook:
			_refuse(
				_("Escalation Ladder, row {0}: choose the Webhook, because Channel is {1}.").format(
					row.idx, _(row.channel)
				)
			)


def _refuse(message: str) -> None:
	frappe.throw(message, PolicyError)
