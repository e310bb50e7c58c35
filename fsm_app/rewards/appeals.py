"""Which scores are under appeal, as the appraisals' reviews say (J4)."""

from collections.abc import Iterable

import frappe

from fsm_app.appraisals.stages import APPEALED, REVIEW


def under_appeal(appraisals: Iterable[str]) -> set[str]:
	"""Those of the Performance Appraisals whose review is at an appeal that nobody has decided; see `fsm_under_appeal`."""
	return set(
		frappe.get_all(
			REVIEW,
			filters={"appraisal": ["in", list(appraisals) or [""]], "stage": APPEALED},
			pluck="appraisal",
			limit_page_length=0,
		)
	)
