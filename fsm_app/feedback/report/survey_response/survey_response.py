"""Report Survey Response: whether every engineer's customers are asked, by which way, and how many answer (I3)."""

from frappe import _

from fsm_app.feedback.survey_figures import Figures, figures_by, from_one_device
from fsm_app.feedback.survey_reports import column, period_and_filters
from fsm_app.feedback.survey_watch import seldom_asked
from fsm_app.workforce.engineers import engineer_names


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, an engineer each. Filters: from_date, to_date (by closing; default: the last 90 days), company."""
	first, last, narrowed = period_and_filters(filters)
	found = {
		engineer: row for engineer, row in figures_by("engineer", first, last, narrowed).items() if engineer
	}
	names, watched, devices = engineer_names(found), seldom_asked(first, last), from_one_device(first, last)
	rows = [
		{
			**_row(figures),
			"engineer": engineer,
			"engineer_name": names.get(engineer),
			"one_device": len(devices.get(engineer, ())),
			"remark": _("Seldom asked") if engineer in watched else "",
		}
		for engineer, figures in found.items()
	]
	return _columns(), sorted(rows, key=lambda row: (row["reach"] is None, row["reach"], row["engineer"]))


def _row(figures: Figures) -> dict:
	return {
		"closings": figures.opened - figures.withdrawn,
		"reached": figures.reached,
		"reach": figures.reach,
		"answered": figures.answered,
		"response_rate": figures.response_rate,
		"mailed": figures.mailed,
		"copied": figures.copied,
		"no_address": figures.no_address,
		"unsubscribed": figures.unsubscribed,
		"failed": figures.failed,
		"by_staff": figures.by_staff,
	}


def _columns() -> list[dict]:
	return [
		column("engineer", _("Engineer"), "Link", 130, options="Service Engineer"),
		column("engineer_name", _("Engineer Name"), "Data", 160),
		column("closings", _("Closings"), width=90),
		column("reached", _("Reached", context="Service Survey"), width=90),
		column("reach", _("Reached (%)"), "Percent", 110, precision=1),
		column("answered", _("Answered"), width=90),
		column("response_rate", _("Response Rate"), "Percent", 120, precision=1),
		column("mailed", _("E-mailed"), width=90),
		column("copied", _("Link Copied"), width=110),
		column("no_address", _("No Address"), width=110),
		column("unsubscribed", _("Unsubscribed"), width=110),
		column("failed", _("E-mail Failed"), width=110),
		column("by_staff", _("Written Down by Staff"), width=160),
		column("one_device", _("From One Device"), width=140),
		column("remark", _("Remark"), "Data", 140),
	]
