"""Report E-mails without Ticket: what came to our mailboxes and opened no ticket, and why (C2)."""

from frappe import _

from fsm_app.intake.mail import mail_without_ticket


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Columns and rows, the newest first; filter: from_date. For those who may open tickets."""
	return _columns(), mail_without_ticket.mails((filters or {}).get("from_date"))


def _columns() -> list[dict]:
	return [
		{
			"fieldname": "communication_date",
			"label": _("Received"),
			"fieldtype": "Datetime",
			"width": 160,
		},
		{"fieldname": "sender", "label": _("Sender"), "fieldtype": "Data", "width": 220},
		{"fieldname": "subject", "label": _("Subject"), "fieldtype": "Data", "width": 320},
		{"fieldname": "why", "label": _("Why"), "fieldtype": "Data", "width": 420},
		{"fieldname": "name", "label": _("E-mail"), "fieldtype": "Data", "hidden": 1},
	]
