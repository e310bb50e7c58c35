"""The charts of open tickets by a field (Q3). Frappe's own grouping would show the values as they are stored, in English."""

from collections import Counter

import frappe
from frappe import _

from fsm_app.engine import stages

# What the charts that the app ships are grouped by. The fields' values are names that have translations.
FIELDS = {
	"Open Service Tickets by Priority": "priority",
	"Open Service Tickets by Stage": "stage",
}


@frappe.whitelist(methods=["GET", "POST"])
def get(chart_name: str, **_ignored) -> dict | None:
	"""Labels and counts of the open tickets that the user may see, the most frequent first."""
	field = FIELDS.get(chart_name)
	if not field:
		frappe.throw(
			_("Chart: {0} is not one of the open tickets. Choose one of the charts of open tickets.").format(
				chart_name
			)
		)
	values = frappe.get_list(
		stages.TICKET,
		filters={"stage": ["not in", sorted(stages.FINISHED | {stages.CANCELLED})]},
		pluck=field,
		limit_page_length=0,
	)
	if not values:
		return None
	# Frappe 15 and 16 would each want its own way to let the database count.
	counted = Counter(values).most_common()
	return {
		"labels": [_(value, context=stages.TICKET) if value else _("None") for value, tickets in counted],
		"datasets": [{"name": _("Tickets"), "values": [tickets for value, tickets in counted]}],
	}
