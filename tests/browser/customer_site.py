"""A site with a customer's tickets and a manager, for the walks through their pages; see served.py."""

from datetime import timedelta
from urllib.parse import urlsplit

from tests.browser.logins import person

MANAGER, FITTER = "manager@customer-walk.example", "fitter@customer-walk.example"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def make() -> dict:
	"""An appointment in two days, an engineer who works every day, and one on the way; returns {"paths": {of what: a link's}}."""
	from frappe.utils import now_datetime

	from fsm_app.customer_page import links
	from tests.app import customer_pages as c
	from tests.app import dispatching as d
	from tests.app import factories as f
	from tests.app import portal_users as p
	from tests.app.tickets import walk

	c.decided(days_ahead=6, customers_confirm=1, customers_send_photos=1, certificates_shown="All")
	p.no_gates()
	d.profile(by_roster=1)
	person(MANAGER, "Service Manager")
	calendar = f.calendar("Every Day", days=DAYS, hours=("00:30:00", "23:30:00"))
	karl = f.engineer("Karl Weber", user=f.user(FITTER, "Service Engineer"), calendar=calendar)
	licence = f.make(
		"Service Certification", certification_name="Live Voltage", kind="Internal", issuer="Example Academy"
	)
	f.make("Engineer Certification", engineer=karl.name, certification=licence.name)
	day = (now_datetime() + timedelta(days=2)).date()
	agreed = walk(
		f.ticket(
			subject="The pump loses oil",
			contact_email=c.ADDRESS,
			appointment_start=f"{day} 10:00:00",
			appointment_end=f"{day} 12:00:00",
		),
		"Triage",
		"Dispatch",
		"Accept",
	)
	coming = walk(f.ticket(subject="The conveyor stops"), "Triage", "Dispatch", "Accept", "Travel")
	f.ticket(subject="Nobody has this one")
	done = [
		walk(f.ticket(subject=subject), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
		for subject in ("The valve was stuck", "The fan rattles")
	]
	closed = walk(f.ticket(subject="The lamp was dark"), "Triage", "Dispatch", "Accept", "Arrive", "Complete")
	closed = walk(closed, "Verify", "Close")
	tickets = {"agreed": agreed, "coming": coming, "done": done[0], "again": done[1], "closed": closed}
	made = {name: links.make(ticket, links.COPIED) for name, ticket in tickets.items()}
	return {"paths": {name: f"{urlsplit(link).path}?{urlsplit(link).query}" for name, link in made.items()}}
