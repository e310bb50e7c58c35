"""Handing a ticket to another region, whose people then find an engineer for it (C1, E2)."""

import frappe
from frappe import _

from fsm_app.common.all_or_nothing import all_or_nothing
from fsm_app.engine import stages
from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import assignment_notices, handovers
from fsm_app.service_desk.workflow_path import take_to_stage


class TransferRefused(frappe.ValidationError):
	"""A ticket that cannot be handed to the region."""


def transfer(ticket_name: str, region: str, reason: str, team: str | None = None):
	"""Hand the ticket to `region` and `team` (default: that region's), wholly or not at all; returns the ticket.

	Who has it is released, and the ticket goes back to be dispatched anew. Its targets follow the region. Raises
	TransferRefused, PermissionError, TeamOfOtherCompany, or NoWayToStage where the workflow has no way back.
	"""
	with all_or_nothing("transfer_ticket"):
		ticket = frappe.get_doc(TICKET, ticket_name, for_update=True)
		ticket.check_permission("write")
		reason = (reason or "").strip()
		_check(ticket, region, reason)
		before = {"engineer": ticket.engineer, "from_team": ticket.team, "from_region": ticket.region}
		if handovers.is_with_engineer(ticket):
			ticket = take_to_stage(ticket, stages.TRIAGED, recorded=True)
		ticket.update(
			{
				"region": region,
				"team": team or team_of_region(ticket.company, region),
				"engineer": None,
				"override_reason": None,
			}
		)
		ticket.save()
		handovers.record(
			ticket, handovers.TRANSFER, reason, **before, to_region=ticket.region, to_team=ticket.team
		)
		assignment_notices.tell_of_transfer(ticket)
	return ticket


def team_of_region(company: str, region: str) -> str | None:
	"""The company's first team by name in that very region; None where it has none there."""
	names = frappe.get_all(
		"Service Team",
		filters={"company": company, "region": region},
		pluck="name",
		order_by="name",
		limit_page_length=1,
	)
	return names[0] if names else None


def _check(ticket, region: str, reason: str) -> None:
	if not reason:
		_refuse(_("Reason: say why the ticket goes to another region."))
	if not region or not frappe.db.exists("Territory", region):
		_refuse(_("Region: {0} does not exist. Choose a Territory.").format(frappe.bold(region or "")))
	if region == ticket.region:
		_refuse(_("The ticket is in {0} already. Choose another region.").format(frappe.bold(region)))
	if ticket.stage in stages.FINISHED | {stages.CANCELLED}:
		_refuse(_("A ticket that is done or cancelled cannot be transferred. Reopen it or open a new one."))


def _refuse(message: str) -> None:
	frappe.throw(message, TransferRefused)
