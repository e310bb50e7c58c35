"""A closed score is given anew after an upheld appeal: a new frozen version, the old one stays (J4)."""

from collections.abc import Mapping


def correct(appraisal_name: str, values: Mapping[str, float | None] | None, reason: str, by: str):
	"""Give the closed appraisal the `values` by KPI (None: no data) and work its score and the cycle's ranks out again.

	With `values` None the score is worked out again with the parts beside the KPIs as they are now. Returns the Performance
	Appraisal. The caller has checked that `by`, a user, may do so.
	"""
	raise NotImplementedError
