"""What a service manager reads about a period: every figure is asked of the app's documents."""

import math
import textwrap
from collections import Counter

import frappe

from demo.closed_month import closing
from demo.tables import Column, beside, table
from fsm_app.engine.sla_metrics import METRICS
from fsm_app.performance.score_documents import documents_behind

WIDTH = 100
ROWS = 8
BEST, WORST = 5, 3
DOCUMENTS = 6


def summary(title: str) -> str:
	"""The whole summary as text of at most WIDTH columns."""
	parts = [
		f"{title}\n{'=' * len(title)}",
		volume(),
		service_levels(),
		escalations(),
		quality(),
		ranking(),
		one_score(),
		closing(WIDTH),
	]
	return "\n\n".join(part for part in parts if part)


def volume() -> str:
	"""How many tickets, and from where, for what and how urgent."""
	stages = _counted("Service Ticket", "stage")
	total = sum(stages.values())
	ended = stages["Closed"] + stages["Cancelled"]
	head = f"{total:,} tickets: {stages['Closed']:,} closed, {stages['Cancelled']:,} cancelled, {total - ended:,} open"
	tables = [
		_shares(label, _counted("Service Ticket", field), total)
		for label, field in (("Region", "region"), ("Offering", "offering"), ("Priority", "priority"))
	]
	return f"VOLUME\n{head}\n\n{beside(tables, WIDTH)}"


def service_levels() -> str:
	"""For each metric how many clocks were met in time, and how long they took of working time."""
	breached = {
		row.metric: int(row.breached or 0)
		for row in frappe.get_all(
			"SLA Clock", fields=["metric", "sum(breached) as breached"], group_by="metric"
		)
	}
	running = _counted("SLA Clock", "metric", {"state": ["in", ("Running", "Paused")]})
	used: dict[str, list[int]] = {}
	for metric, seconds in frappe.get_all(
		"SLA Clock",
		filters={"state": "Met"},
		fields=["metric", "used_seconds"],
		order_by="used_seconds",
		as_list=True,
		limit_page_length=0,
	):
		used.setdefault(metric, []).append(seconds)
	counted = _counted("SLA Clock", "metric", {"state": ["!=", "Cancelled"]})
	rows = []
	for metric in METRICS:
		if counted[metric]:
			late, times = breached.get(metric, 0), used.get(metric, [])
			rows.append(
				(
					metric,
					f"{counted[metric]:,}",
					f"{late:,}",
					_percent(counted[metric] - late, counted[metric]),
					f"{running[metric]:,}",
					_duration(_percentile(times, 50)),
					_duration(_percentile(times, 90)),
				)
			)
	columns = [
		Column("Metric", left=True),
		*map(Column, ("Clocks", "Breached", "In time", "Still open", "Median", "90 % within")),
	]
	return f"SERVICE LEVELS (durations in working time)\n{table(columns, rows)}"


def escalations() -> str:
	"""Warnings, breaches and the steps of the ladders that were taken."""
	kinds = _counted("SLA Event", "event")
	levels: dict[str, Counter] = {}
	for key in frappe.get_all(
		"SLA Event", filters={"event": "Escalated"}, pluck="event_key", limit_page_length=0
	):
		clock, _ladder, level = key.rsplit(":", 2)
		levels.setdefault(level, Counter())[clock] += 1
	metric_of = dict(
		frappe.get_all("SLA Clock", fields=["name", "metric"], as_list=True, limit_page_length=0)
	)
	head = (
		f"{kinds['Warning']:,} warnings, {kinds['Breached']:,} breaches, {kinds['Escalated']:,} escalations"
	)
	taken: dict[str, Counter] = {}
	for level, clocks in sorted(levels.items()):
		for clock, count in clocks.items():
			taken.setdefault(level, Counter())[metric_of.get(clock)] += count
	metrics = [metric for metric in METRICS if any(counts[metric] for counts in taken.values())]
	rows = [
		(f"Level {level}", f"{sum(counts.values()):,}", *(f"{counts[metric]:,}" for metric in metrics))
		for level, counts in taken.items()
	]
	columns = [Column("Ladder", left=True), Column("Taken"), *map(Column, metrics)]
	return f"BREACHES AND ESCALATIONS\n{head}" + (f"\n{table(columns, rows)}" if rows else "")


def quality() -> str:
	"""First-time fix, and what customers said."""
	closed = frappe.db.count("Service Ticket", {"stage": "Closed"})
	first_time = frappe.db.count("Service Ticket", {"stage": "Closed", "reopen_count": 0})
	states = _counted("Service Survey", "state")
	stars = {
		int(star or 0): count
		for star, count in _counted("Service Survey", "stars", {"state": "Answered"}).items()
	}
	answered = states["Answered"]
	lines = [
		"QUALITY",
		_figure(
			"First-time fix",
			_percent(first_time, closed),
			f"{first_time:,} of {closed:,} closed tickets never reopened",
		),
		_figure(
			"Surveys answered",
			_percent(answered, sum(states.values())),
			f"{answered:,} of {sum(states.values()):,}",
		),
	]
	if answered:
		mean = sum(star * count for star, count in stars.items()) / answered
		spread = ", ".join(f"{star}: {stars.get(star, 0):,}" for star in range(5, 0, -1))
		lines.append(_figure("Satisfaction", f"{mean:.2f}", f"stars of 5 ({spread})"))
		lines.append(_nps())
	return "\n".join(lines)


def ranking() -> str:
	"""The last scored cycle: the best and the last engineers with each KPI's figure."""
	cycle = _cycle()
	if not cycle:
		return ""
	appraisals = frappe.get_all(
		"Performance Appraisal",
		filters={"cycle": cycle.name, "total_score": [">", 0]},
		fields=["name", "engineer", "level", "total_score", "rank"],
		order_by="rank, engineer",
		limit_page_length=0,
	)
	names = dict(
		frappe.get_all(
			"Service Engineer", fields=["name", "engineer_name"], as_list=True, limit_page_length=0
		)
	)
	shown = appraisals[:BEST] + appraisals[BEST:][-WORST:]
	scores = frappe.get_all(
		"Performance Appraisal Score",
		filters={"parent": ["in", [row.name for row in shown]], "parenttype": "Performance Appraisal"},
		fields=["parent", "kpi", "value", "unit", "scored", "denominator", "weight"],
		order_by="idx",
		limit_page_length=0,
	)
	kpis = list(dict.fromkeys(row.kpi for row in scores))
	weight = {row.kpi: row.weight for row in scores}
	figure = {(row.parent, row.kpi): f"{row.value:.1f} {row.unit}" if row.scored else "-" for row in scores}
	rows = [
		(
			str(row.rank),
			names[row.engineer],
			row.level,
			*(figure[row.name, kpi] for kpi in kpis),
			f"{row.total_score:.1f}",
		)
		for row in shown
	]
	if len(appraisals) > len(shown):
		rows.insert(BEST, ("...", *[""] * (len(kpis) + 3)))
	columns = [
		Column("Rank"),
		Column("Engineer", left=True),
		Column("Level", left=True),
		*(Column(f"{kpi} {weight[kpi]:g}%") for kpi in kpis),
		Column("Score"),
	]
	return f"RANKING {cycle.start_date} to {cycle.end_date}, {len(appraisals)} engineers with figures\n{table(columns, rows)}"


def one_score() -> str:
	"""One percentage of the last engineer in the ranking, opened down to the documents it was made from."""
	cycle = _cycle()
	last = cycle and frappe.get_all(
		"Performance Appraisal",
		filters={"cycle": cycle.name, "total_score": [">", 0]},
		pluck="name",
		order_by="rank desc, engineer desc",
		limit_page_length=1,
	)
	if not last:
		return ""
	appraisal = frappe.get_doc("Performance Appraisal", last[0])
	name = frappe.db.get_value("Service Engineer", appraisal.engineer, "engineer_name")
	shares = [
		row
		for row in appraisal.scores
		if row.scored and frappe.parse_json(row.frame)["aggregate"] == "Percentage"
	]
	if not shares:
		return ""
	row = min(shares, key=lambda row: row.score)
	behind = documents_behind(appraisal, row.kpi)
	counted = set(documents_behind(appraisal, row.kpi, counted_only=True))
	doctype = frappe.parse_json(row.frame)["doctype"]
	missed = [document for document in behind if document not in counted]
	lines = [
		f"ONE SCORE OPENED: {row.kpi} of {name}, rank {appraisal.rank}",
		f"{row.value:.1f} {row.unit} = {row.numerator:,.0f} of {row.denominator:,} {doctype} documents,"
		f" {row.score:.1f} points on the curve, weight {row.weight:g}",
		*_wrapped("counted:     ", sorted(counted)),
		*_wrapped("not counted: ", missed),
	]
	if doctype == "SLA Clock":
		clocks = frappe.get_all(
			"SLA Clock",
			filters={"name": ["in", missed[:DOCUMENTS]]},
			fields=["name", "offering", "priority", "used_seconds", "target_seconds", "breached_at"],
			order_by="name",
		)
		columns = [Column(label, left=True) for label in ("Clock", "Offering", "Priority")]
		columns += [Column(label) for label in ("Used", "Target", "Breached at")]
		rows = [
			(
				clock.name,
				clock.offering,
				clock.priority or "",
				_duration(clock.used_seconds),
				_duration(clock.target_seconds),
				f"{clock.breached_at:%d %b %H:%M}",
			)
			for clock in clocks
		]
		lines.append(table(columns, rows))
	return "\n".join(lines)


def _cycle():
	"""The cycle scored last, or None."""
	found = frappe.get_all(
		"Performance Cycle",
		filters={"scored_at": ["is", "set"]},
		fields=["name", "start_date", "end_date"],
		order_by="scored_at desc, end_date desc",
		limit_page_length=1,
	)
	return found[0] if found else None


def _counted(doctype: str, field: str, filters: dict | None = None) -> Counter:
	rows = frappe.get_all(
		doctype,
		filters=filters or {},
		fields=[field, "count(name) as documents"],
		group_by=field,
		limit_page_length=0,
	)
	return Counter({row[field]: row.documents for row in rows})


def _nps() -> str:
	answers = {
		int(answer): count
		for answer, count in _counted("Service Survey", "nps", {"state": "Answered"}).items()
		if answer not in (None, "")
	}
	total = sum(answers.values())
	if not total:
		return _figure("Net promoter", "-", "nobody said")
	promoters = sum(count for answer, count in answers.items() if answer >= 9)
	detractors = sum(count for answer, count in answers.items() if answer <= 6)
	return _figure(
		"Net promoter",
		f"{100 * (promoters - detractors) / total:+.0f}",
		f"{promoters:,} promoters, {detractors:,} detractors of {total:,}",
	)


def _shares(label: str, counts: Counter, total: int) -> str:
	ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
	rows = [(name or "(none)", f"{count:,}", _percent(count, total)) for name, count in ordered[:ROWS]]
	if rest := ordered[ROWS:]:
		count = sum(count for _name, count in rest)
		rows.append((f"{len(rest)} others", f"{count:,}", _percent(count, total)))
	return table([Column(label, left=True), Column("Tickets"), Column("Share")], rows)


def _wrapped(label: str, names: list[str]) -> list[str]:
	more = len(names) - DOCUMENTS
	text = (", ".join(names[:DOCUMENTS]) or "none") + (f" and {more} more" if more > 0 else "")
	return textwrap.wrap(
		text, WIDTH, initial_indent=label, subsequent_indent=" " * len(label), break_on_hyphens=False
	)


def _percentile(ordered: list[int], percent: int) -> int | None:
	"""The smallest value that `percent` of the values do not exceed."""
	return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None


def _duration(seconds: int | None) -> str:
	if seconds is None:
		return "-"
	hours, minutes = divmod(round(seconds / 60), 60)
	return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _percent(part: int, whole: int) -> str:
	return f"{100 * part / whole:.1f} %" if whole else "-"


def _figure(label: str, value: str, explanation: str) -> str:
	return f"{label:<18}{value:>8}  {explanation}"
