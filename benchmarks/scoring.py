"""What scoring a month of many tickets and engineers costs, beside the bare SQL of the same figures and HRMS's Appraisals.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.scoring --tickets 50000    (in the bench's sites folder)

Loads the tickets of one month with their clocks, visits, surveys, training and complaints for so many engineers, and takes the
time and the memory of: the grouped queries of all shipped KPIs alone, one after the other; scoring the cycle the first time and
again; closing it with everything frozen; and HRMS's own creation of Appraisals for as many employees, where HRMS is there.

It writes its rows into the site and deletes them at the end: use a scratch site. Nothing is asserted about time.
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from benchmarks import load

START, END = "2029-05-01", "2029-05-31"
ENGINEERS = 2_000
SCHEME = f"{load.PREFIX}All KPIs"
COMPANY = f"{load.PREFIX}Company"
CYCLE = f"{load.PREFIX}May"
TABLES = (
	*("Service Ticket", "SLA Clock", "Service Visit", "Service Survey", "Service Complaint"),
	*(
		"Training Assignment",
		"Exam Attempt",
		"Service Violation",
		"Score Snapshot",
		"Score Anomaly",
		"Performance Appraisal Score",
	),
	*("Performance Appraisal Part", "Performance Appraisal", "Service Engineer"),
)
# So many tickets are made one by one; more of them are copies. Each engineer gets their share.
MADE = 50_000
COPIED = ("Service Ticket", "SLA Clock", "Service Visit", "Service Survey", "Service Complaint")
METRICS = ("First Response", "Dispatch", "Arrival", "Resolution", "Callback")


def main(
	tickets: int,
	engineers: int = ENGINEERS,
	with_hrms: bool = True,
	with_closing: bool = True,
	grow_to: int = 0,
	closing_alone: bool = False,
) -> None:
	"""Load, measure, print, clean up. `grow_to`: so many tickets, a multiple, on which it is measured once more.

	`closing_alone`: nothing but the bare SQL and the closing, which scores, too.
	"""
	import frappe

	load.start_on_real_site()
	clean_up()
	try:
		load_month(tickets, engineers)
		frappe.db.commit()
		compare(tickets, engineers, with_closing, closing_alone)
		if with_hrms and "hrms" in frappe.get_installed_apps():
			peer(engineers)
		if grow_to:
			begin_anew()
			grow(grow_to // tickets)
			compare(grow_to, engineers, with_closing, closing_alone)
	finally:
		clean_up()


def compare(tickets: int, engineers: int, with_closing: bool, closing_alone: bool) -> None:
	"""Measure the bare SQL, scoring, scoring again and closing, and set them beside the SQL."""
	bare = measured("bare SQL of the same figures", bare_figures)
	told = []
	if not closing_alone:
		told.append(f"scoring {measured('scoring, the first time', score) / bare:.2f} times the bare SQL")
		told.append(f"again {measured('scoring again, nothing has changed', score) / bare:.2f}")
	if with_closing:
		told.append(f"closing {measured('closing: all documents frozen', close) / bare:.2f}")
		told.append(frozen_size())
	print(
		f"\n{tickets:,} tickets, {engineers:,} engineers, {len(kpis())} KPIs: {', '.join(told)}", flush=True
	)


def frozen_size() -> str:
	"""How much the cycle's snapshots take in the database."""
	import frappe

	((number, size),) = frappe.db.sql(
		"select count(*), sum(length(content)) from `tabScore Snapshot` where cycle = %s", CYCLE
	)
	return f"{number:,} snapshots of {float(size or 0) / 1e6:,.1f} MB"


def begin_anew() -> None:
	"""The cycle as if it had never been scored."""
	import frappe

	names = frappe.get_all("Performance Appraisal", {"cycle": CYCLE}, pluck="name", limit_page_length=0)
	for table in ("Performance Appraisal Score", "Performance Appraisal Part"):
		frappe.db.sql(f"delete from `tab{table}` where parent like %s", f"{CYCLE}%")
	for doctype in ("Performance Appraisal", "Score Snapshot", "Score Anomaly"):
		frappe.db.sql(f"delete from `tab{doctype}` where cycle = %s", CYCLE)
	frappe.db.set_value("Performance Cycle", CYCLE, "status", "Open")
	frappe.db.commit()
	print(f"{len(names):,} appraisals removed", flush=True)


def measured(name: str, act: Callable[[], object]) -> float:
	"""Seconds that `act` takes, printed with the peak of the process's memory while it ran."""
	import frappe

	frappe.clear_cache()
	peak()
	before = time.perf_counter()
	act()
	took = time.perf_counter() - before
	frappe.db.commit()
	print(f"{name:40} {took:9.2f} s   peak of the process {peak():7.0f} MB", flush=True)
	return took


def peak() -> float:
	"""The process's peak of memory so far, in MB, and begins anew where the system can."""
	with open("/proc/self/status") as status:
		kilobytes = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
	with open("/proc/self/clear_refs", "w") as refs:
		refs.write("5")
	return kilobytes / 1024


def kpis() -> list[str]:
	"""The KPIs of the benchmark's scheme: all that are shipped."""
	import frappe

	return frappe.get_all("KPI Definition", filters={"disabled": 0}, pluck="name", order_by="name")


def bare_figures() -> None:
	"""The figures alone, as plain SQL that gives one row for each engineer."""
	import frappe

	from fsm_app.performance.kpi_query import definition_of, query_of
	from fsm_app.performance.kpi_rules import kpis_with_inputs

	for kpi in kpis_with_inputs(set(kpis())).values():
		if kpi.kind != "Formula":
			frappe.db.sql(query_of(definition_of(kpi), START, END).get_sql())


def score() -> None:
	"""The cycle, as the scheduler does."""
	from fsm_app.performance.scoring import score_cycle

	score_cycle(CYCLE)


def close() -> None:
	"""Close the cycle, as the scheduler does."""
	from fsm_app.performance.closing import close_cycle

	close_cycle(CYCLE)


def load_month(tickets: int, engineers: int) -> None:
	"""The scheme, the cycle, the engineers and their month."""
	import frappe

	from fsm_app.performance.appraisal_rows import insert_rows

	# Its row alone: what ERPNext makes of a company nobody needs here.
	insert_rows(
		"Company", [{"name": COMPANY, "company_name": COMPANY, "abbr": "BNC", "default_currency": "CNY"}]
	)
	names = kpis()
	weights = [round(100 / len(names), 2)] * (len(names) - 1)
	rows = [
		{"kpi": kpi, "weight": weight}
		for kpi, weight in zip(names, [*weights, round(100 - sum(weights), 2)], strict=True)
	]
	frappe.get_doc(
		{"doctype": "KPI Scheme", "scheme_name": SCHEME, "level": "Senior", "items": rows}
	).insert()
	frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"cycle_name": CYCLE,
			"company": COMPANY,
			"start_date": START,
			"end_date": END,
		}
	).insert()
	people = [f"{load.PREFIX}E{n}" for n in range(engineers)]
	insert_rows(
		"Service Engineer",
		(
			{
				"name": name,
				"engineer_name": name,
				"company": COMPANY,
				"level": "Senior",
				"status": "Active",
				"region": "All Territories",
			}
			for name in people
		),
	)
	made = min(tickets, MADE)
	for first in range(0, made, load.CHUNK):
		_load_chunk(range(first, min(first + load.CHUNK, made)), people)
		frappe.db.commit()
	grow(tickets // made)


def grow(times: int) -> None:
	"""So many times the loaded tickets."""
	import frappe

	for copy in range(1, times):
		_copy(copy)
		frappe.db.commit()
	for doctype in COPIED:
		frappe.db.sql(f"analyze table `tab{doctype}`")


def _copy(number: int) -> None:
	"""The loaded tickets once more, with all that belongs to them, by the database itself."""
	import frappe

	for doctype in COPIED:
		columns = [
			column for column in frappe.db.get_table_columns(doctype) if column not in ("name", "ticket")
		]
		given = ", ".join(f"`{column}`" for column in columns)
		named = "concat(name, %(suffix)s)"
		if doctype != "Service Ticket":
			given, named = f"`ticket`, {given}", f"{named}, concat(ticket, %(suffix)s)"
		frappe.db.sql(
			f"insert into `tab{doctype}` (`name`, {given}) select {named}, {', '.join(f'`{c}`' for c in columns)}"
			f" from `tab{doctype}` where name like %(like)s and name not like %(copies)s",
			{"suffix": f"-c{number}", "like": f"{load.PREFIX}%", "copies": "%-c%"},
		)


def _load_chunk(numbers: range, people: list[str]) -> None:
	from fsm_app.performance.appraisal_rows import insert_rows

	chance = random.Random(numbers.start)
	rows: dict[str, list[dict]] = {}

	def add(doctype: str, **values) -> None:
		rows.setdefault(doctype, []).append(
			{"name": f"{load.PREFIX}{number}-{len(rows.get(doctype, []))}", **values}
		)

	for number in numbers:
		engineer = people[number % len(people)]
		moment = datetime(2029, 5, 1, 9) + timedelta(minutes=chance.randrange(43_000))
		ticket = f"{load.PREFIX}{number}"
		rows.setdefault("Service Ticket", []).append(
			{
				"name": ticket,
				"engineer": engineer,
				"first_done_by": engineer,
				"stage": "Closed",
				"company": COMPANY,
				"region": chance.choice(["All Territories", "China"]),
				"opened_at": moment,
				"done_at": moment,
				"first_done_at": moment,
				"closed_at": moment,
				"reopen_count": int(chance.random() < 0.1),
				"completeness": chance.randrange(60, 101),
			}
		)
		for metric in METRICS:
			add(
				"SLA Clock", ticket=ticket, metric=metric, state="Met", engineer=engineer, met_by=engineer,
				company=COMPANY, stopped_at=moment, used_seconds=chance.randrange(30_000), breached=int(chance.random() < 0.1),
			)  # fmt: skip
		add(
			"Service Visit", ticket=ticket, engineer=engineer, status="Ended", delivery="On-site", company=COMPANY,
			arrived_at=moment, ended_at=moment, work_minutes=chance.randrange(20, 200),
		)  # fmt: skip
		if chance.random() < 0.5:
			add(
				"Service Survey", ticket=ticket, engineer=engineer, state="Answered", company=COMPANY,
				answered_at=moment, stars=chance.randrange(1, 6), nps=str(chance.randrange(11)),
			)  # fmt: skip
		if chance.random() < 0.02:
			add(
				"Service Complaint", ticket=ticket, engineer=engineer, state="Open", company=COMPANY, received_at=moment
			)  # fmt: skip
		if number < 2 * len(people):
			add(
				"Training Assignment",
				engineer=engineer,
				state="Completed",
				company=COMPANY,
				due_date=moment.date(),
			)
			add("Service Violation", engineer=engineer, company=COMPANY, occurred_on=moment.date(), points=1, kind="Violation", state="In Force")  # fmt: skip
			add(
				"Exam Attempt",
				engineer=engineer,
				state="Submitted",
				company=COMPANY,
				submitted_at=moment,
				passed=1,
			)
	for doctype, values in rows.items():
		insert_rows(doctype, values)


def peer(employees: int) -> None:
	"""HRMS's Appraisal Cycle makes its Appraisals, one document for each employee, by its own functions."""
	import frappe

	_load_employees(employees)
	frappe.db.commit()
	cycle = frappe.get_doc("Appraisal Cycle", f"{load.PREFIX}Cycle")

	def create() -> None:
		from hrms.hr.doctype.appraisal_cycle.appraisal_cycle import create_appraisals_for_cycle

		create_appraisals_for_cycle(cycle)

	measured(f"HRMS: {employees:,} Appraisals created", create)
	print(f"{frappe.db.count('Appraisal', {'appraisal_cycle': cycle.name}):,} Appraisals of HRMS")


def _load_employees(employees: int) -> None:
	import frappe

	from fsm_app.performance.appraisal_rows import insert_rows

	template = f"{load.PREFIX}Template"
	names = kpis()[:5]
	for kra in names:
		if not frappe.db.exists("KRA", f"{load.PREFIX}{kra}"):
			frappe.get_doc({"doctype": "KRA", "title": f"{load.PREFIX}{kra}"}).insert()
	frappe.get_doc(
		{
			"doctype": "Appraisal Template",
			"template_title": template,
			"goals": [{"key_result_area": f"{load.PREFIX}{kra}", "per_weightage": 20} for kra in names],
		}
	).insert(ignore_mandatory=True)
	people = [f"{load.PREFIX}P{n}" for n in range(employees)]
	insert_rows(
		"Employee",
		(
			{
				"name": name,
				"employee_name": name,
				"first_name": name,
				"company": COMPANY,
				"status": "Active",
				"date_of_joining": "2020-01-01",
				"date_of_birth": "1990-01-01",
				"gender": "Other",
			}
			for name in people
		),
	)
	frappe.get_doc(
		{
			"doctype": "Appraisal Cycle",
			"cycle_name": f"{load.PREFIX}Cycle",
			"company": COMPANY,
			"start_date": START,
			"end_date": END,
			"kra_evaluation_method": "Manual Rating",
			"appraisees": [{"employee": name, "appraisal_template": template} for name in people],
		}
	).insert(ignore_permissions=True)


def clean_up() -> None:
	"""Delete all that the benchmark has written."""
	import frappe

	frappe.db.rollback()
	like = f"{load.PREFIX}%"
	frappe.db.sql("delete from `tabScore Snapshot` where cycle = %s", CYCLE)
	frappe.db.sql("delete from `tabScore Anomaly` where cycle = %s", CYCLE)
	for table in ("Performance Appraisal Score", "Performance Appraisal Part", "KPI Scheme Item"):
		frappe.db.sql(f"delete from `tab{table}` where parent like %s", like)
	for doctype in (*TABLES, "Performance Cycle", "KPI Scheme", "Company"):
		frappe.db.sql(f"delete from `tab{doctype}` where name like %s", like)
		frappe.db.commit()
	if "hrms" in frappe.get_installed_apps():
		for table in ("Appraisee", "Appraisal KRA", "Appraisal Goal", "Appraisal Template Goal"):
			frappe.db.sql(f"delete from `tab{table}` where parent like %s", like)
		frappe.db.sql(
			"delete from `tabAppraisal KRA` where parent in (select name from tabAppraisal where employee like %s)",
			like,
		)
		frappe.db.sql(
			"delete from `tabAppraisal Goal` where parent in (select name from tabAppraisal where employee like %s)",
			like,
		)
		frappe.db.sql("delete from `tabAppraisal` where employee like %s", like)
		for doctype in ("Appraisal Cycle", "Appraisal Template", "KRA", "Employee"):
			frappe.db.sql(f"delete from `tab{doctype}` where name like %s", like)
	frappe.db.commit()


if __name__ == "__main__":
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("--tickets", type=int, default=50_000)
	parser.add_argument("--engineers", type=int, default=ENGINEERS)
	parser.add_argument("--without-hrms", action="store_true")
	parser.add_argument("--without-closing", action="store_true")
	parser.add_argument("--closing-alone", action="store_true")
	parser.add_argument("--grow-to", type=int, default=0)
	given = parser.parse_args()
	main(
		given.tickets,
		given.engineers,
		not given.without_hrms and not given.closing_alone,
		not given.without_closing,
		given.grow_to,
		given.closing_alone,
	)
