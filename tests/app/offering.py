"""Tickets that are offered to engineers in turn, as tests of offers need them."""

import frappe

from fsm_app.assignments.offers import OFFER
from tests.app import factories as f
from tests.app.tickets import act

MONDAY = "2026-03-02"
PROFILE = "Test Offers"
DISPATCHER = "offer.dispatcher@example.com"


def profile(mode: str = "Automatic", minutes: int = 30, **values) -> str:
	"""A Dispatch Profile by the level alone: seniors come after those who fit."""
	weights = {
		f"weight_{name}": 0 for name in ("skill", "travel", "load", "region", "fairness", "efficiency")
	}
	weights |= {f"weight_{name}": 0 for name in ("slack", "dedicated", "continuity", "parts")}
	return f.make(
		"Dispatch Profile",
		name=PROFILE,
		profile_name=PROFILE,
		weight_level=100,
		by_roster=0,
		by_leave=0,
		assignment_mode=mode,
		acceptance_minutes=minutes,
		**weights,
		**values,
	).name


def engineers(*names: str) -> list:
	"""Engineers with users of their own, the first the best."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")
	levels = ("Intermediate", "Senior", "Expert")
	made = []
	for number, name in enumerate(names):
		user = f.user(f"{name.lower()}.offered@example.com", "Service Engineer")
		level = levels[min(number, 1)]
		made.append(f.engineer(name, level=level, user=user, max_open_tickets=0))
	return made


def offering(mode: str = "Automatic", minutes: int = 30, **values) -> str:
	return f.offering(
		"Offered Repair", required_level="Intermediate", dispatch_profile=profile(mode, minutes), **values
	)


def triaged(**values):
	return act(f.ticket(**values), "Triage")


def offers_of(ticket) -> list[tuple]:
	"""State and engineer of the ticket's offers, in the order in which they were made."""
	rows = frappe.get_all(
		OFFER, filters={"ticket": ticket.name}, fields=["state", "engineer", "open_key"], order_by="creation"
	)
	return [(row.state, row.engineer) for row in rows]


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation"
	)
