"""The charts of open tickets by a field. Frappe's own grouping would show the values as they are stored, in English."""

import frappe
from frappe import _

from fsm_app.service_desk import stages

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
		frappe.throw(_("Chart: {0} is not one of the open tickets.").format(chart_name))
	rows = frappe.get_list(
		stages.TICKET,
		filters={"stage": ["not in", sorted(stages.FINISHED | {stages.CANCELLED})]},
		fields=[field, "count(name) as tickets"],
		group_by=field,
		order_by="tickets desc",
		limit_page_length=0,
	)
	if not rows:
		return None
	return {
		"labels": [_(row[field], context=stages.TICKET) if row[field] else _("None") for row in rows],
		"datasets": [{"name": _("Tickets"), "values": [row.tickets for row in rows]}],
	}
