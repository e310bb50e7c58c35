"""Sites that manage the ticket's permissions themselves keep who reads and writes its terms and its engineer (D2).

These fields had permission level 0. Whoever reads the ticket goes on reading them, and whoever writes it goes on writing
them, except the engineers, who from now on write what they find. One row in Custom DocPerm switches off all of ours.
"""

import frappe
from frappe import permissions

from fsm_app.common.roles import SERVICE_ENGINEER
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk.field_rights import ASSIGNMENT, TERMS


def execute() -> None:
	"""Add the missing rows of Custom DocPerm; run again it finds nothing to do."""
	rows = frappe.get_all(
		"Custom DocPerm", filters={"parent": TICKET}, fields=["role", "permlevel", "read", "write"]
	)
	known = {(row.role, row.permlevel) for row in rows}
	readers = {row.role for row in rows if not row.permlevel and row.read}
	writers = {row.role for row in rows if not row.permlevel and row.write} - {SERVICE_ENGINEER}
	for role in sorted(readers):
		for level in (TERMS, ASSIGNMENT):
			if (role, level) in known:
				continue
			permissions.add_permission(TICKET, role, level)
			if role in writers:
				permissions.update_permission_property(TICKET, role, level, "write", 1)
