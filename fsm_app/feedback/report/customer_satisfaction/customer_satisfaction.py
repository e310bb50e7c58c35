"""Report Customer Satisfaction: stars, CSAT and NPS with the answers on which they rest, and what is left out (I3)."""

import frappe
from frappe import _

from fsm_app.feedback.survey_figures import Figures, figures_by
from fsm_app.feedback.survey_reports import column, period_and_filters
from fsm_app.workforce.engineers import engineer_names

DOCTYPE_OF = {
	"engineer": "Service Engineer",
	"offering": "Service Offering",
	"region": "Territory",
	"customer": "Customer",
}


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str]:
	"""Columns, rows and a line on how the figures are made. Filters: from_date, to_date (by opening of the survey; default:
	the last 90 days), group_by (engineer, offering, region, customer) and one of each of these to narrow it down."""
	first, last, narrowed = period_and_filters(filters)
	asked = (filters or {}).get("group_by")
	field = asked if isinstance(asked, str) and asked in DOCTYPE_OF else "engineer"
	found = figures_by(field, first, last, narrowed)
	names = engineer_names(found) if field == "engineer" else {}
	rows = [_row(of, names.get(of), figures) for of, figures in found.items()]
	rows.sort(key=lambda row: (-row["counted"], row["of"] or ""))
	return _columns(field), rows, _how()


def _row(of: str | None, name: str | None, figures: Figures) -> dict:
	return {
		"of": of,
		"engineer_name": name,
		"mean_stars": figures.mean_stars,
		"csat": figures.csat,
		"nps": figures.nps,
		"counted": figures.counted,
		"with_nps": figures.with_nps,
		"promoters": figures.promoters,
		"detractors": figures.detractors,
		"opened": figures.opened,
		"excluded": figures.excluded,
		"expired": figures.expired,
		"withdrawn": figures.withdrawn,
		"unsubscribed": figures.unsubscribed,
		"waiting": figures.waiting,
	}


def _columns(field: str) -> list[dict]:
	doctype = DOCTYPE_OF[field]
	label = frappe.get_meta("Service Survey").get_label(field)
	named = [column("engineer_name", _("Engineer Name"), "Data", 160)] if field == "engineer" else []
	return [
		column("of", _(label, context="Service Survey"), "Link", 180, options=doctype),
		*named,
		column("mean_stars", _("Mean Stars"), "Float", precision=2),
		column("csat", _("CSAT"), "Percent", 90, precision=1),
		column("nps", _("NPS"), "Float", 90, precision=1),
		column("counted", _("Answers Counted"), width=130),
		column("with_nps", _("With Recommendation"), width=150),
		column("promoters", _("Promoters"), width=100),
		column("detractors", _("Detractors"), width=100),
		column("opened", _("Surveys Opened"), width=130),
		column("excluded", _("Left Out", context="Service Survey"), width=100),
		column("expired", _("Expired"), width=90),
		column("withdrawn", _("Withdrawn"), width=90),
		column("unsubscribed", _("Unsubscribed"), width=110),
		column("waiting", _("Open", context="Service Survey"), width=80),
	]


def _how() -> str:
	return _(
		"CSAT: percent of the counted answers with 4 or 5 stars. NPS: percent of 9 and 10 less percent of 0 to 6, of those"
		" who gave a number. By the day on which the survey was opened."
	)
