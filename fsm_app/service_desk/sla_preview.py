"""What an SLA Policy promises for a ticket opened at a given moment: shown on its form before anybody relies on it."""

from datetime import datetime, timedelta

import frappe

from fsm_app.service_desk.calendars import aware, naive, working_calendar
from fsm_app.service_desk.metrics import METRICS
from fsm_app.service_desk.sla_policy import calendar_of, target_of

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
