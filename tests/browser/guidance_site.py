"""A site with calls to an expert, for the walks through them; see served.py."""

from tests.browser.logins import person

ENGINEER, EXPERT = "calls@example.com", "expert.at.home@example.com"


def make() -> dict:
	"""A ticket on site and two calls about it: one that its engineer shows, and one that the customer shows.

	Returns who may log in, and by which page each comes to which call.
	"""
	import frappe

	from fsm_app.api import remote_guidance
	from tests.app import factories as f
	from tests.app.tickets import walk

	for user in (ENGINEER, EXPERT):
		person(user, "Service Engineer", *(["Service Manager"] if user == EXPERT else []))
	own = f.engineer("Ann Shows", user=ENGINEER)
	f.engineer("Bo Knows", level="Senior", user=EXPERT)
	settings = frappe.get_doc("Guidance Settings")
	settings.update({"enabled": 1, "link_hours": 4})
	settings.save()
	ticket = walk(f.ticket(subject="The pump leaks"), "Triage")
	doc = frappe.get_doc("Service Ticket", ticket.name)
	doc.engineer = own.name
	doc.save()
	ticket = walk(ticket, "Dispatch", "Accept", "Arrive").name
	pages = {}
	for shown_by in ("Engineer", "Customer"):
		frappe.set_user(ENGINEER)
		asked = remote_guidance.ask(ticket, EXPERT, "Which hose is it?", shown_by)
		page = asked["page"]
		if shown_by == "Customer":
			page = (
				"/remote-guidance?" + remote_guidance.customer_link(asked["name"])["link"].partition("?")[2]
			)
		pages[shown_by] = {"shows": page, "expert": asked["page"]}
		frappe.set_user("Administrator")
	return {"ticket": ticket, "pages": pages, "engineer": ENGINEER, "expert": EXPERT}
