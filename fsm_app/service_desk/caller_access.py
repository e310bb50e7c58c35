"""Who reads and changes a Ticket Caller, and the record of each look (D3).

The roles are those of the DocType, as an administrator has set them; the rows are those of the tickets that the user sees,
their User Permissions included.
"""

import frappe
from frappe.desk.reportview import build_match_conditions

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET

CALLER = "Ticket Caller"
NOTHING = "1=0"
READING = frozenset({"read", "select", "print", "email", "report", "export"})


def reads_callers(user: str | None = None) -> bool:
	"""Whether the user reads, by their roles, the caller's data of the tickets that they see."""
	return bool(frappe.has_permission(CALLER, "read", user=user))


def writes_callers(user: str | None = None) -> bool:
	"""Whether the user changes them, by their roles."""
	return bool(frappe.has_permission(CALLER, "write", user=user))


def caller_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Ticket Caller for lists and reports: that of the tickets, with the user's User Permissions."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	log_look(None)
	try:
		condition = build_match_conditions(TICKET, user=user)
	except frappe.PermissionError:
		frappe.clear_last_message()
		return NOTHING
	if not condition:
		return ""
	return f"(`tab{CALLER}`.`ticket` in (select `name` from `tab{TICKET}` where {condition}))"


def may_see_caller(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Ticket Caller: who does not see the ticket, neither sees nor changes its caller."""
	user = user or frappe.session.user
	if doc.is_new():
		return True
	ticket = frappe.db.get_value(CALLER, doc.name, "ticket")
	if not ticket or not frappe.db.exists(TICKET, ticket):
		return user == "Administrator"
	if not frappe.has_permission(TICKET, "read", doc=ticket, user=user):
		return False
	if ptype in READING and reads_callers(user):
		log_look(ticket)
	return True


def log_look(ticket: str | None) -> None:
	"""Note under the user's name that the caller's data of `ticket` (None: a list of them) leave the server.

	One row a look: Frappe asks more than once about the same request. Within the server's own work nobody looks.
	"""
	if not getattr(frappe.local, "request", None):
		return
	noted = frappe.flags.setdefault("fsm_looks", set())
	if ticket in noted:
		return
	noted.add(ticket)
	write_look(ticket)
	# Frappe keeps nothing of a request that only reads, unless it is told so.
	frappe.local.flags.commit = True


def write_look(ticket: str | None) -> None:
	"""The row itself, in Frappe's Access Log."""
	frappe.get_doc(
		{
			"doctype": "Access Log",
			"user": frappe.session.user,
			"timestamp": now(),
			"export_from": TICKET if ticket else CALLER,
			"reference_document": ticket,
			"method": "Contact" if ticket else "List",
		}
	).insert(ignore_permissions=True)  # the reader must not be able to leave it out
