"""Cases that other SLA engines answer wrongly, asked of them and of fsm_app in the same run.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.peer_cases     (in the bench's sites folder)

ERPNext answers by its own functions: a real Service Level Agreement and real Issues, saved at set times. Frappe Helpdesk
and Frappe CRM need not be installed; what they do is written down here in a few lines. fsm_app answers by real tickets
and their SLA Clocks. Support is from 10 to 18, Monday to Friday, in the site's time zone; the site's rows are rolled back.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, time, timedelta, timezone
from textwrap import shorten
from unittest import mock
from zoneinfo import ZoneInfo

from benchmarks import load

HOUR = 3600
OPENS, CLOSES = time(10), time(18)
ABROAD = "Europe/Berlin"


def main() -> int:
	"""Print the cases; 1 where fsm_app gives a wrong answer."""
	load.start_on_real_site()
	from tests import host

	rows = []
	with host.start().isolation(commits=False):
		prepare()
		for case in (
			hold_over_night,
			shift_over_midnight,
			two_shifts,
			overdue_untouched,
			owner_abroad,
			solved_out_of_a_pause,
			opened_at_the_weekend,
		):
			rows += case()
	print_table([("case", "right", "peer", "the peer's answer", "fsm_app's answer"), *rows])
	wrong = {
		peer: sum(r[3] != r[1] for r in rows if r[2] == peer) for peer in dict.fromkeys(r[2] for r in rows)
	}
	ours = sum(row[4] != row[1] for row in rows)
	print(
		f"\nwrong or refused: {', '.join(f'{n} of {peer}' for peer, n in wrong.items())}, {ours} of fsm_app"
	)
	return int(ours > 0)


def print_table(rows: list[tuple]) -> None:
	widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
	for row in rows:
		print("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def prepare() -> None:
	from tests.app import factories

	load.agreement()
	factories.engineer(f"{load.PREFIX}Engineer")
	factories.policy("Benchmark Policy")
	factories.offering("Benchmark Repair", sla_policy="Benchmark Policy")


# the cases


def hold_over_night() -> list[tuple]:
	"""4 h from Monday 15:00; the hold takes up no support hours."""
	issue = new_issue("2026-03-02 15:00")
	set_status(issue, "On Hold", "2026-03-02 18:00")
	set_status(issue, "Open", "2026-03-03 10:00")
	theirs = day_and_time(value(issue, "sla_resolution_by"))
	ticket = new_ticket("2026-03-02 15:00")
	move(ticket, ("Triage", "2026-03-02 15:00"), ("Wait for Customer", "2026-03-02 18:00"))
	move(ticket, ("Resume", "2026-03-03 10:00"))
	ours = day_and_time(clock_of(ticket).due_at)
	case = "4 h from Mon 15:00, on hold Mon 18:00 to Tue 10:00: due"
	return [(case, "Tue 2026-03-03 11:00", "ERPNext", theirs, ours)]


def shift_over_midnight() -> list[tuple]:
	hours = [(day, "22:00:00", "06:00:00") for day in load.WEEKDAYS]
	return [
		(
			"4 h from Mon 23:00, a shift from 22 to 6: due",
			"Tue 2026-03-03 03:00",
			"ERPNext",
			due_under_agreement(hours, "2026-03-02 23:00"),
			due_under_calendar("Benchmark Nights", hours, "2026-03-02 23:00"),
		)
	]


def two_shifts() -> list[tuple]:
	hours = [
		(day, *shift)
		for day in load.WEEKDAYS
		for shift in (("09:00:00", "12:00:00"), ("13:00:00", "18:00:00"))
	]
	return [
		(
			"4 h from Mon 11:00, shifts from 9 to 12 and 13 to 18: due",
			"Mon 2026-03-02 16:00",
			"ERPNext",
			due_under_agreement(hours, "2026-03-02 11:00"),
			due_under_calendar("Benchmark Two Shifts", hours, "2026-03-02 11:00"),
		)
	]


def overdue_untouched() -> list[tuple]:
	"""4 h from Monday 10:00, and nobody does anything; then somebody saves."""
	import frappe

	from benchmarks.open_tickets import scheduled_support_methods
	from fsm_app.service_levels.sla_sweep import sweep_sla_clocks

	issue, ticket = new_issue("2026-03-02 10:00"), new_ticket("2026-03-02 10:00")
	with site_time("2026-03-02 17:00"):
		for method in scheduled_support_methods():
			frappe.get_attr(method)()
		untouched = value(issue, "agreement_status")
		frappe.get_doc("Issue", issue).save()
		saved = value(issue, "agreement_status")
	sweep_sla_clocks(moment("2026-03-02 17:00"))
	ours = verdict_of(ticket)
	case = "4 h from Mon 10:00, nobody acts: Mon 17:00"
	return [
		(f"{case}, scheduled jobs run", "Failed", "ERPNext", untouched, ours),
		(f"{case}, and somebody has saved", "Failed", "ERPNext", saved, ours),
	]


def owner_abroad() -> list[tuple]:
	"""The user who opens it has a time zone of their own; it is solved two hours late."""
	import frappe

	from tests.app import factories

	user = factories.user(
		f"{load.PREFIX.lower()}abroad@example.com", "System Manager", "Support Team", "Service Manager"
	)
	frappe.db.set_value("User", user, "time_zone", ABROAD)
	frappe.set_user(user)
	try:
		issue = new_issue("2026-03-02 10:00")
		set_status(issue, "Resolved", "2026-03-02 16:00")
		ticket = new_ticket("2026-03-02 10:00")
		frappe.set_user("Administrator")
		solve(ticket, "2026-03-02 16:00")
	finally:
		frappe.set_user("Administrator")
	case = f"4 h from Mon 10:00, user in {ABROAD}, solved Mon 16:00"
	return [
		(
			f"{case}: solved at",
			"Mon 2026-03-02 16:00",
			"ERPNext",
			day_and_time(value(issue, "sla_resolution_date")),
			day_and_time(clock_of(ticket).stopped_at),
		),
		(f"{case}: verdict", "Failed", "ERPNext", value(issue, "agreement_status"), verdict_of(ticket)),
	]


def solved_out_of_a_pause() -> list[tuple]:
	"""Active for 1 h on Monday, paused, solved on Friday at closing time: how long did it take?"""
	opened, paused, solved = "2026-03-02 10:00", "2026-03-02 11:00", "2026-03-06 18:00"
	issue = new_issue(opened)
	set_status(issue, "On Hold", paused)
	set_status(issue, "Resolved", solved)
	ticket = new_ticket(opened)
	move(ticket, *((action, "2026-03-02 10:30") for action in ("Triage", "Dispatch", "Accept", "Arrive")))
	move(ticket, ("Wait for Customer", paused), ("Resume", solved), ("Complete", solved))
	ours = hours(clock_of(ticket).used_seconds)
	case = "active 1 h, paused, solved 39 support hours later: took"
	helpdesk = helpdesk_resolution(*map(moment, (opened, paused, solved)))
	return [
		(case, "1 h", "Helpdesk", hours(helpdesk), ours),
		(case, "1 h", "ERPNext", hours(value(issue, "resolution_time")), ours),
	]


def opened_at_the_weekend() -> list[tuple]:
	opened = "2026-03-07 15:00"
	ours = day_and_time(clock_of(new_ticket(opened), "First Response").due_at)
	theirs = day_and_time(crm_due(moment(opened), HOUR))
	return [("1 h from Sat 15:00: due", "Mon 2026-03-09 11:00", "CRM", theirs, ours)]


# what the peers that are not installed do


def helpdesk_resolution(opened: datetime, paused: datetime, solved: datetime) -> int:
	"""Helpdesk, on solving: the support hours since the opening less the holds banked so far, and only then banks this hold."""
	banked = 0
	took = worked_seconds(opened, solved) - banked
	banked += worked_seconds(paused, solved)
	return took


def crm_due(start: datetime, seconds: int) -> datetime:
	"""CRM leaves a day without work by adding a day to the moment, which keeps its time of day."""
	while start.weekday() >= len(load.WEEKDAYS):
		start += timedelta(days=1)
	start = max(start, datetime.combine(start, OPENS))
	left = datetime.combine(start, CLOSES) - start
	if left >= timedelta(seconds=seconds):
		return start + timedelta(seconds=seconds)
	following = datetime.combine(start.date() + timedelta(days=1), time())
	return crm_due(following, seconds - max(0, int(left.total_seconds())))


def worked_seconds(start: datetime, end: datetime) -> int:
	"""Support hours between two moments, in seconds."""
	worked, day = timedelta(0), start.date()
	while day <= end.date():
		if day.weekday() < len(load.WEEKDAYS):
			begins, ends = max(start, datetime.combine(day, OPENS)), min(end, datetime.combine(day, CLOSES))
			worked += max(timedelta(0), ends - begins)
		day += timedelta(days=1)
	return int(worked.total_seconds())


# ERPNext's side


@contextmanager
def site_time(when: str) -> Iterator[None]:
	"""Within this context it is `when` (site time) for Frappe and for ERPNext's SLA engine, which asks for UTC."""
	from frappe.utils import data, get_system_timezone

	from erpnext.support.doctype.service_level_agreement import service_level_agreement as engine

	local = moment(when)
	utc = local.replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(timezone.utc).replace(tzinfo=None)

	class Frozen(datetime):
		@classmethod
		def utcnow(cls):
			return utc

	with ExitStack() as frozen:
		frozen.enter_context(mock.patch.object(data, "now_datetime", lambda: local))
		frozen.enter_context(mock.patch.object(engine, "datetime", Frozen))
		yield


def new_issue(when: str) -> str:
	import frappe

	from tests.app import factories

	with site_time(when):
		return (
			frappe.get_doc(
				{
					"doctype": "Issue",
					"subject": "Benchmark",
					"customer": factories.customer(),
					"raised_by": frappe.session.user,
				}
			)
			.insert()
			.name
		)


def set_status(issue: str, status: str, when: str) -> None:
	import frappe

	with site_time(when):
		document = frappe.get_doc("Issue", issue)
		document.status = status
		document.save()


def value(issue: str, field: str):
	import frappe

	return frappe.db.get_value("Issue", issue, field)


def due_under_agreement(hours: list[tuple], opened: str) -> str:
	"""When an Issue is due under these support hours, or with what words ERPNext refuses them."""
	import frappe

	frappe.db.savepoint("hours")
	frappe.db.set_value("Service Level Agreement", {"document_type": "Issue"}, "enabled", 0)
	try:
		load.agreement(f"{load.PREFIX}Hours", hours)
		return day_and_time(value(new_issue(opened), "sla_resolution_by"))
	except frappe.ValidationError as error:
		frappe.clear_messages()
		return shorten(f"refused: {error}", 44, placeholder=" ...")
	finally:
		frappe.db.rollback(save_point="hours")


# our side


def new_ticket(when: str, offering: str = "Benchmark Repair") -> str:
	from fsm_app.common import clock
	from tests.app import factories

	with clock.at(moment(when)):
		return factories.ticket(offering=offering).name


def move(ticket: str, *steps: tuple[str, str]) -> None:
	from tests.app.tickets import walk

	walk(ticket, *steps)


def solve(ticket: str, when: str) -> None:
	move(ticket, *((action, when) for action in ("Triage", "Dispatch", "Accept", "Arrive", "Complete")))


def clock_of(ticket: str, metric: str = "Resolution"):
	from tests.app import tickets

	return tickets.clock_of(ticket, metric)


def verdict_of(ticket: str) -> str:
	"""In ERPNext's words."""
	clock = clock_of(ticket)
	return "Failed" if clock.breached else "Fulfilled" if clock.state == "Met" else "Resolution Due"


def due_under_calendar(name: str, hours: list[tuple], opened: str) -> str:
	from tests.app import factories

	shifts = [{"weekday": day, "start_time": start, "end_time": end} for day, start, end in hours]
	calendar = factories.make("Service Calendar", calendar_name=name, shifts=shifts).name
	factories.policy(name, calendar=calendar)
	factories.offering(name, sla_policy=name)
	return day_and_time(clock_of(new_ticket(opened, name)).due_at)


# words


def moment(text: str) -> datetime:
	return datetime.fromisoformat(text)


def day_and_time(when: datetime | None) -> str:
	return f"{when:%a %Y-%m-%d %H:%M}" if when else "nothing"


def hours(seconds: float) -> str:
	return f"{seconds / HOUR:g} h"


if __name__ == "__main__":
	sys.exit(main())
