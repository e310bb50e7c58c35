"""What a manager reads about a month that is closed: how many scores, the appeal that was upheld, the award."""

import textwrap

import frappe

from fsm_app.rewards.certificate import award_certificate

FRAME = 64


def closing(width: int) -> str:
	"""The last closed cycle, its upheld appeals and its awards; empty where no cycle is closed."""
	cycle = frappe.get_all(
		"Performance Cycle",
		filters={"status": "Closed"},
		fields=["name", "closed_at"],
		order_by="end_date desc",
		limit_page_length=1,
	)
	if not cycle:
		return ""
	of_cycle = {"cycle": cycle[0].name}
	count = frappe.db.count
	lines = [
		"THE MONTH IS CLOSED",
		f"{cycle[0].closed_at:%d %b}: {count('Performance Appraisal', of_cycle):,} appraisals,"
		f" {count('Performance Appraisal', {**of_cycle, 'has_data': 1}):,} with a score;"
		f" {count('Score Snapshot', {**of_cycle, 'version': 1}):,} frozen;"
		f" {count('Appraisal Review', of_cycle):,} reviews;"
		f" {count('Score Anomaly', of_cycle):,} things to look at",
		*_appeals(cycle[0].name, width),
	]
	return "\n\n".join(["\n".join(lines), *_certificates()])


def _appeals(cycle: str, width: int) -> list[str]:
	reviews = dict(
		frappe.get_all(
			"Appraisal Review",
			filters={"cycle": cycle, "stage": "Decided"},
			fields=["name", "appraisal"],
			as_list=True,
		)
	)
	lines = []
	for name in frappe.get_all(
		"Appraisal Appeal", filters={"review": ["in", [*reviews, ""]], "state": "Upheld"}, pluck="name"
	):
		appeal = frappe.get_doc("Appraisal Appeal", name)
		appraisal = frappe.get_doc("Performance Appraisal", reviews[appeal.review])
		row = appeal.corrections[0]
		lines += [
			"",
			f"APPEAL of {appeal.engineer_name}, upheld on {appeal.decided_at:%d %b}",
			f"{row.kpi} {row.before:.1f} -> {row.after:.1f}, score {appeal.total_before:.1f} -> {appeal.total_after:.1f},"
			f" rank {_rank_before(appraisal, appeal.total_before)} -> {appraisal.rank}",
			*textwrap.wrap(f'"{appeal.reason}" - "{appeal.decision}"', width),
		]
	return lines


def _rank_before(appraisal, total: float) -> int:
	"""The rank that the score before the appeal has among all others."""
	better = frappe.db.count(
		"Performance Appraisal",
		{
			"cycle": appraisal.cycle,
			"has_data": 1,
			"name": ["!=", appraisal.name],
			"total_score": [">", total],
		},
	)
	return better + 1


def _certificates() -> list[str]:
	return [
		_framed(award_certificate(frappe.get_doc("Award Grant", name)))
		for name in frappe.get_all("Award Grant", filters={"state": "Granted"}, pluck="name", order_by="name")
	]


def _framed(shown: dict) -> str:
	"""The certificate's words, as the print format sets them on a page."""
	texts = [
		shown["company"],
		f"{shown['award']}  {shown['period']}",
		"",
		shown["name"],
		*textwrap.wrap(shown["citation"], FRAME - 8),
		"",
		f"{shown['granted_on']}   {shown['granted_by']}   {shown['number']}",
	]
	edge = "*" * FRAME
	return "\n".join([edge, *(f"*{text:^{FRAME - 2}}*" for text in texts), edge])
