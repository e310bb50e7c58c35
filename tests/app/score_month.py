"""A made-up month of an engineer's documents, as rows: so many of each that the hand can work the figures out."""

import frappe

from fsm_app.performance.appraisal_rows import insert_rows
from tests.app import factories as f

START, END, DAY = "2031-05-01", "2031-05-31", "2031-05-12 10:00:00"
HOME, AWAY_REGION = "Score Home", "Score Away"
PART = "Score Part"


def month_cycle(name: str = "Score May", company: str | None = None, **values):
	return f.make(
		"Performance Cycle", cycle_name=name, company=company or f.company(), start_date=START, end_date=END, **values
	)  # fmt: skip


def hired(full_name: str, **values):
	"""An engineer of the home region."""
	return f.engineer(
		full_name, region=f.territory(HOME), joined_on=values.pop("joined_on", "2030-01-01"), **values
	)


def _rows(doctype: str, engineer: str | None, count: int, **values) -> list[str]:
	names = [f"{doctype[:14]}-{frappe.generate_hash(length=8)}" for _n in range(count)]
	insert_rows(doctype, [{"name": name, "engineer": engineer, **values} for name in names])
	return names


def tickets(engineer: str, closed: int, still_open: int = 0, **values) -> list[str]:
	done = {
		"stage": "Closed",
		"opened_at": DAY,
		"done_at": DAY,
		"closed_at": DAY,
		"completeness": 80,
		**values,
	}
	names = _rows("Service Ticket", engineer, closed, **done)
	_rows("Service Ticket", engineer, still_open, stage="Working", opened_at=DAY)
	return names


def first_done(engineer: str, good: int, again: int) -> None:
	"""Tickets first done by them that count for nothing else."""
	for count, reopened in ((good, 0), (again, 1)):
		_rows(
			"Service Ticket", None, count, first_done_by=engineer, first_done_at=DAY, reopen_count=reopened
		)  # fmt: skip


def clocks(engineer: str, metric: str, seconds: list[int], late: int = 0) -> None:
	for place, used in enumerate(seconds):
		_rows(
			"SLA Clock", engineer, 1, metric=metric, state="Met", stopped_at=DAY, used_seconds=used,
			breached=int(place < late), met_by=engineer if metric == "First Response" else None,
		)  # fmt: skip


def surveys(engineer: str, stars: list[int], nps: list[int] | None = None) -> None:
	for place, given in enumerate(stars):
		answer = str(nps[place]) if nps else None
		_rows("Service Survey", engineer, 1, state="Answered", answered_at=DAY, stars=given, nps=answer)


def complaints(engineer: str, count: int) -> None:
	_rows("Service Complaint", engineer, count, state="Open", received_at=DAY)


def violations(engineer: str, points: list[float], kind: str = "Violation", state: str = "In Force") -> None:
	for each in points:
		_rows("Service Violation", engineer, 1, kind=kind, state=state, points=each, occurred_on=DAY[:10])


def training(engineer: str, completed: int, missed: int) -> None:
	for count, state in ((completed, "Completed"), (missed, "Overdue")):
		_rows("Training Assignment", engineer, count, state=state, due_date=DAY[:10])


def exams(engineer: str, passed: int, failed: int = 0) -> None:
	for count, result in ((passed, 1), (failed, 0)):
		_rows("Exam Attempt", engineer, count, state="Submitted", submitted_at=DAY, passed=result)


def visits(engineer: str, minutes: list[int], delivery: str = "On-site", region: str = HOME) -> None:
	f.territory(region)
	for worked in minutes:
		(ticket,) = _rows("Service Ticket", None, 1, region=region)
		_rows(
			"Service Visit", engineer, 1, ticket=ticket, status="Ended", delivery=delivery, arrived_at=DAY,
			ended_at=DAY, work_minutes=worked,
		)  # fmt: skip


def attended(engineer: str, sessions: int) -> None:
	for _n in range(sessions):
		name = f"Session-{frappe.generate_hash(length=8)}"
		insert_rows("Training Session", [{"name": name, "state": "Held", "start": DAY}])
		row = {"parent": name, "parenttype": "Training Session", "parentfield": "attendees", "idx": 1}
		insert_rows(
			"Training Attendee",
			[{"name": frappe.generate_hash(length=10), **row, "engineer": engineer, "present": 1}],
		)


def cases(engineer: str, published: int, marks: list[float], helped: int) -> None:
	"""Cases of theirs that were published, the marks of reviewers, and tickets of colleagues that they solved."""
	written = [f"Case-{frappe.generate_hash(length=8)}" for _n in range(published)]
	insert_rows(
		"Knowledge Case",
		[
			{"name": name, "author": engineer, "first_published_on": DAY[:10], "stage": "Published"}
			for name in written
		],
	)
	for mark in marks:
		_rows("Knowledge Review", engineer, 1, mark=mark, reviewed_on=DAY[:10])
	_rows("Knowledge Use", None, helped, author=engineer, result="Solved It", by_another=1, at=DAY)
	# What does not count: their own tickets, what did not help, and what was only read.
	_rows("Knowledge Use", engineer, 1, author=engineer, result="Solved It", by_another=0, at=DAY)
	for result in ("Did Not Help", "Opened"):
		_rows("Knowledge Use", None, 1, author=engineer, result=result, by_another=1, at=DAY)


def parts(ticket: str, qty: float, price: float) -> None:
	if not frappe.db.exists("Item", PART):
		insert_rows("Item", [{"name": PART, "item_code": PART, "item_name": PART}])
	row = {"parent": ticket, "parenttype": "Service Ticket", "parentfield": "parts_used", "idx": 1}
	insert_rows(
		"Service Ticket Part",
		[
			{
				"name": frappe.generate_hash(length=10),
				**row,
				"item_code": PART,
				"qty": qty,
				"cost": qty * price,
			}
		],
	)


def whole_month(engineer: str, with_surveys: bool = True) -> None:
	"""Something of every KPI, at points of the curves; see test_schemes_by_hand.py for what it comes to."""
	closed = tickets(engineer, closed=19, still_open=1)
	first_done(engineer, good=9, again=1)
	clocks(engineer, "First Response", [1200, 2400])
	clocks(engineer, "Dispatch", [3600, 3600])
	clocks(engineer, "Arrival", [60, 4 * 3600, 90000])
	clocks(engineer, "Resolution", [3600] * 20, late=1)
	clocks(engineer, "Callback", [3600] * 20, late=1)
	if with_surveys:
		surveys(engineer, [3, 5], [9, 8])
	training(engineer, completed=4, missed=1)
	exams(engineer, passed=1)
	visits(engineer, [60, 120])
	visits(engineer, [90, 90], region=AWAY_REGION)
	attended(engineer, 1)
	cases(engineer, 1, [70, 90], 1)
	parts(closed[0], 19, 500)
