"""The protective equipment that an engineer's jobs in hand ask for today (L1)."""

import frappe

from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.safety import ppe_checks
from fsm_app.safety.needs import needs_of

IN_HAND = stages.WITH_ENGINEER | {stages.REOPENED}


def to_check(engineer: str) -> list[str]:
	"""What the engineer has still to check for the tickets in their hands."""
	tickets = frappe.get_all(
		TICKET,
		filters={"engineer": engineer, "stage": ["in", sorted(IN_HAND)]},
		fields=["name", "offering", "company"],
		order_by="appointment_start, name",
		limit_page_length=0,
	)
	checked = ppe_checks.checked_today(engineer)
	return [item for item in items_of(needs_of(tickets)) if item not in checked]


def items_of(needs: dict) -> list[str]:
	"""The items of all these needs, each once."""
	return list(dict.fromkeys(item for needed in needs.values() for item in needed.items))
