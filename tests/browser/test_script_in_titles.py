"""What customers and guests write runs in nobody's browser, whichever view of the Desk shows it (C2, D3)."""

import requests

PAYLOADS = (
	"<img src=x onerror=window.pwned=1>",
	"<script>window.pwned=1</script>",
	"&lt;img src=x onerror=window.pwned=1&gt;",
	"&amp;lt;img src=x onerror=window.pwned=1&amp;gt;",
	"&#60;img src=x onerror=window.pwned=1&#62;",
	'x" onmouseover="window.pwned=1" autofocus tabindex=1 onfocus="window.pwned=1',
	"Screen shows <ERR 7>, > 80 degrees",
)
# Where all tickets stand at once, and others of their texts; with {0} in it the page of one ticket.
VIEWS = (
	"/app/service-ticket",
	"/app/service-ticket/view/kanban/Service%20Tickets%20by%20Stage",
	"/app/service-ticket/view/report",
	"/app/query-report/Service%20Queue",
	"/app/query-report/E-mails%20without%20Ticket",
	"/app/field-service",
	"/app/service-ticket/{0}",
)


def test_titles_of_outsiders_run_nothing_in_any_view(walk, desk, url):
	tickets = [ticket_of_customer(url, walk, payload) for payload in PAYLOADS]
	dispatcher = desk("dispatcher")
	for payload in PAYLOADS:
		dispatcher.post(
			"Service Ticket",
			subject=f"By the Desk {payload}",
			customer=walk["customer"],
			offering=walk["offering"],
			reported_by=payload,
			fault_symptom=payload,
			remaining_work=payload,
		)
	for place, view in enumerate(VIEWS):
		for ticket in tickets if "{0}" in view else tickets[:1]:
			dispatcher.browser.get(url + view.format(ticket))
			dispatcher.settle()
			move_over_everything(dispatcher)
			nothing_ran(dispatcher, view)
		dispatcher.picture(f"titles-{place:02d}")
	dispatcher.browser.get(f"{url}/app/service-ticket/{tickets[0]}")
	dispatcher.settle()
	dispatcher.one("#navbar-search").send_keys("Pump")
	dispatcher.settle()
	nothing_ran(dispatcher, "the search bar")
	dispatcher.browser.execute_script(
		"document.querySelector('.dropdown-notifications .notifications-icon')?.click()"
	)
	dispatcher.settle()
	nothing_ran(dispatcher, "the bell")


def ticket_of_customer(url: str, walk: dict, payload: str) -> str:
	"""A ticket that the customer opens in the portal, with a message; both say `payload`."""
	headers = {"Authorization": f"token {walk['users']['customer']['token']}"}
	session = requests.Session()
	session.trust_env = False

	def post(method: str, **values) -> dict:
		answer = session.post(
			f"{url}/api/method/fsm_app.api.portal.{method}", json=values, headers=headers, timeout=30
		)
		assert answer.ok, answer.text
		return answer.json()["message"]

	opened = post(
		"new_ticket",
		subject=f"Pump {payload}",
		description=payload,
		offering=walk["repair_with_evidence"],
		contact_phone="1",
	)
	post("send_message", name=opened["name"], text=payload)
	return opened["name"]


def move_over_everything(desk) -> None:
	"""What waits for the mouse gets it."""
	desk.browser.execute_script(
		"""for (const element of document.querySelectorAll("[onmouseover], [title]"))
			element.dispatchEvent(new Event("mouseover"));"""
	)


def nothing_ran(desk, where: str) -> None:
	pwned, elements = desk.browser.execute_script(
		"""return [window.pwned === undefined ? null : window.pwned,
			document.querySelectorAll("[onerror], [onmouseover], [onfocus], err").length]"""
	)
	assert (pwned, elements) == (None, 0), where
