"""What an SLA Policy promises for a ticket opened at a given moment: shown on its form before anybody relies on it (B1)."""

from datetime import datetime, timedelta

import frappe
from frappe import _

from fsm_app.common.site_time import aware, naive
from fsm_app.engine.sla_metrics import METRICS
from fsm_app.service_levels.sla_policy import calendar_of, target_of
from fsm_app.service_levels.working_calendars import working_calendar

# More of those that name a policy are not listed.
NAMED_AT_MOST = 5
# The drawing shows at least a week and at most five, however far the last due time lies.
DAYS_AT_LEAST, DAYS_AT_MOST = 7, 35


def preview(policy, at: datetime, region: str | None = None, offering: str | None = None) -> dict:
	"""When each metric of a ticket opened at `at` (naive site time) would be due, for every tier and priority.

	Returns {"calendar", "promises": [{tier, priority, metric, target_seconds, due_at, reason}], "working": [[from, to]]}
	with the working time of the calendar from the first day on, as naive site times.
	"""
	calendar_name = calendar_of(policy, region)
	calendar = working_calendar(calendar_name)
	tiers = ["", *frappe.get_all("Service Tier", pluck="name", order_by="rank")]
	priorities = frappe.get_all("Service Priority", pluck="name", order_by="rank")
	promises = []
	for tier in tiers:
		for priority in priorities:
			facts = frappe._dict(offering=offering, service_tier=tier, region=region, priority=priority)
			for metric in METRICS:
				if target := target_of(policy, metric, facts):
					promises.append(
						{
							"tier": tier,
							"priority": priority,
							"metric": metric,
							"target_seconds": target.seconds,
							"due_at": naive(calendar.due(aware(at), target.seconds)),
							"reason": target.reason,
						}
					)
	return {"calendar": calendar_name, "promises": promises, "working": _working(calendar, at, promises)}


def _working(calendar, at: datetime, promises: list[dict]) -> list[list[datetime]]:
	start = at.replace(hour=0, minute=0, second=0, microsecond=0)
	last_due = max((promise["due_at"] for promise in promises), default=start)
	days = min(max((last_due - start).days + 1, DAYS_AT_LEAST), DAYS_AT_MOST)
	intervals = calendar.intervals(aware(start), aware(start + timedelta(days=days)))
	return [[naive(begin), naive(end)] for begin, end in intervals]


def said_of_disabled(policy) -> str | None:
	"""For a disabled policy, what that means and who still names it, in a sentence or two; None for one in use."""
	if not policy.disabled:
		return None
	said = _(
		"Disabled: it takes no new tickets. Those that it has taken stay under it to their end, with warnings and escalations."
	)
	if named := _named_by(policy.name):
		more = ", ..." if len(named) > NAMED_AT_MOST else ""
		said += " " + _("New tickets have no clocks where it is named: {0}.").format(
			", ".join(named[:NAMED_AT_MOST]) + more
		)
	return said


def _named_by(policy: str) -> list[str]:
	# Names of the catalogue and a setting, which whoever reads the policy may know.
	named = []
	for doctype in ("Service Offering", "Delivery Class"):
		named += frappe.get_all(
			doctype, filters={"sla_policy": policy}, pluck="name", order_by="name", limit=NAMED_AT_MOST + 1
		)
	if frappe.db.get_single_value("Field Service Settings", "default_sla_policy") == policy:
		named.insert(0, _("Default SLA Policy", context="Field Service Settings"))
	return named
