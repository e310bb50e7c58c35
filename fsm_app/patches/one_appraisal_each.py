"""Appraisals of before get what tells them apart, and their titles; months that have ended are not closed by themselves."""

from fsm_app.performance.upgrade import complete_appraisals, let_past_cycles_be


def execute() -> None:
	"""One appraisal for each cycle and engineer, and nothing closed behind anybody's back."""
	let_past_cycles_be()
	complete_appraisals()
