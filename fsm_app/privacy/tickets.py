"""Making one ticket anonymous, with everything that belongs to it (D3)."""

import frappe

from fsm_app.common.clock import now
from fsm_app.engine.stages import TICKET
from fsm_app.privacy.declared import TICKET_RECORDS
from fsm_app.privacy.records import anonymise


def anonymise_ticket(ticket: str) -> int:
	"""Take everybody's personal data out of a ticket and what belongs to it; returns how many documents that were."""
	# First, and locked: whoever saves it at this moment comes before or after.
	frappe.db.get_value(TICKET, ticket, "name", for_update=True)
	count = anonymise(TICKET_RECORDS, TICKET, ticket)
	frappe.db.set_value(TICKET, ticket, "anonymised_on", now().date(), update_modified=False)
	return count
