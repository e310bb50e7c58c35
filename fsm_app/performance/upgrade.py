"""What appraisals and cycles of earlier versions lack."""

import frappe
from frappe.utils import getdate

from fsm_app.common.clock import now
from fsm_app.performance.appraisal_rows import APPRAISAL, TABLES, key_of
from fsm_app.performance.cycle_inputs import period_label
from fsm_app.performance.scoring import CYCLE

BATCH = 500


def let_past_cycles_be() -> None:
	"""Cycles that have ended before this version stay open until somebody closes them."""
	cycle = frappe.qb.DocType(CYCLE)
	frappe.qb.update(cycle).set(cycle.closes_by_itself, 0).where(cycle.end_date < getdate(now())).run()


def complete_appraisals() -> None:
	"""Give each appraisal its key, its title and whether it has data; of several for one cycle and engineer the latest stays."""
	rows = frappe.get_all(
		APPRAISAL,
		fields=["name", "cycle", "engineer", "rank", "total_score", "appraisal_key"],
		order_by="cycle, engineer, modified desc, name",
		limit_page_length=0,
	)
	labels = {name: period_label(frappe.get_doc(CYCLE, name)) for name in {row.cycle for row in rows}}
	names = dict(frappe.get_all("Service Engineer", fields=["name", "engineer_name"], as_list=True))
	seen, doubles = set(), []
	for place, row in enumerate(rows, 1):
		key = key_of(row.cycle, row.engineer)
		if key in seen:
			doubles.append(row.name)
			continue
		seen.add(key)
		if not row.appraisal_key:
			has_data = int(bool(row["rank"]))
			frappe.db.set_value(
				APPRAISAL,
				row.name,
				{
					"appraisal_key": key,
					"has_data": has_data,
					"kpi_score": row.total_score,
					"title": f"{names.get(row.engineer, row.engineer)} – {labels[row.cycle]}"[:140],
				},
				update_modified=False,
			)
		if not place % BATCH:
			frappe.db.commit()
	for table in TABLES.values():
		frappe.db.delete(table, {"parenttype": APPRAISAL, "parent": ["in", doubles or [""]]})
	frappe.db.delete(APPRAISAL, {"name": ["in", doubles or [""]]})
