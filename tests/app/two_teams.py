"""An engineer at work, one of another team, a manager and another company: who may do what with the other's (D3)."""

import frappe

from tests.app import factories as f

ENGINEER, OTHER, MANAGER = (f"{name}.hard@example.com" for name in ("engineer", "other", "manager"))
WAY_TO_DONE = ("Triage", "Dispatch", "Accept", "Arrive", "Complete")


def no_engineers() -> None:
	"""No engineer but those of the test takes tickets."""
	frappe.db.set_value("Service Engineer", {"status": ["!=", "Left"]}, "status", "Left")


def the_engineer():
	"""The engineer ENGINEER of the team Hard A, the only one who takes tickets."""
	no_engineers()
	f.user(ENGINEER, "Service Engineer")
	return f.engineer("Engineer Hard", user=ENGINEER, team=f.team("Hard A"))


def stranger():
	"""An engineer of another team, who is no candidate for anything."""
	f.user(OTHER, "Service Engineer")
	return f.engineer("Other Hard", user=OTHER, team=f.team("Hard B"), status="On Leave")


def another_company() -> str:
	return f.other_company("Hard Company", "HC")
