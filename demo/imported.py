"""What follows an import on the demo's site."""

import frappe

from fsm_app.intake.service_log_import.replay import KEY_PREFIX
from fsm_app.performance.scoring import score_cycle


def score_all(company: str) -> None:
	"""Score the whole time that the imported tickets span as one cycle."""
	span = frappe.get_all(
		"Service Ticket",
		filters={"client_key": ["like", f"{KEY_PREFIX}%"]},
		fields=["min(opened_at) as first", "max(closed_at) as last"],
	)[0]
	if not span.first:
		return
	first, last = frappe.utils.getdate(span.first), frappe.utils.getdate(span.last or span.first)
	cycle = frappe.get_doc(
		{
			"doctype": "Performance Cycle",
			"cycle_name": f"Imported log {company}",
			"company": company,
			"start_date": first,
			"end_date": last,
		}
	).insert()
	score_cycle(cycle.name)
	frappe.db.commit()
