"""The tickets whose engineer lacks a certificate that they need, for those who may see them (H3)."""

import frappe

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.workforce.certificate_gate import tickets_without_certificate


def visible() -> list[dict]:
	"""Those of certificate_gate.tickets_without_certificate, now, that the user may see."""
	found = tickets_without_certificate(now())
	if not found:
		return []
	may_see = frappe.get_list(
		TICKET,
		filters={"name": ["in", [row["ticket"] for row in found]]},
		pluck="name",
		limit_page_length=0,
	)
	may_see = set(may_see)
	return [row for row in found if row["ticket"] in may_see]


def missing_of(ticket: str) -> list[str]:
	"""What the ticket's engineer lacks for it now; the caller has checked who asks."""
	engineer = frappe.db.get_value(TICKET, ticket, "engineer")
	found = tickets_without_certificate(now(), [engineer]) if engineer else []
	return next((row["missing"] for row in found if row["ticket"] == ticket), [])
