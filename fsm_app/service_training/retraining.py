"""Re-training before a certificate ends: assigned in time, once for each end (H3, H4)."""

from datetime import timedelta

import frappe
from frappe.utils import getdate

from fsm_app.common.clock import now
from fsm_app.service_training.assignments import RETRAINING, Wanted, assign
from fsm_app.workforce.certificate_expiry import LOOK_BACK, SETTINGS, ending


def open_retraining() -> None:
	"""Daily: assign the course of each certificate that ends within the lead time of the settings."""
	today = now().date()
	lead = frappe.db.get_single_value(SETTINGS, "retraining_days", cache=True) or 0
	courses = dict(
		frappe.get_all(
			"Service Certification",
			filters={"retraining_course": ["is", "set"]},
			fields=["name", "retraining_course"],
			as_list=True,
		)
	)
	assign(
		[
			Wanted(
				f"certificate:{row.name}",
				*(row.engineer, courses[row.certification], max(getdate(row.valid_until), today), RETRAINING),
				certificate=row.name,
			)
			for row in ending(today - LOOK_BACK, today + timedelta(days=lead))
			if row.certification in courses
		]
	)
