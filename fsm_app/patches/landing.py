"""Sites from before 28 November 2026: those who serve land in the workspace, customers find their tickets first."""

from fsm_app.common.landing import land_present_users, put_tickets_first


def execute() -> None:
	"""What installing does since then."""
	land_present_users()
	put_tickets_first()
