"""One ticket goes its whole way over REST alone, by three users with their tokens (C1)."""

import json

import pytest

requests = pytest.importorskip("requests", reason="needs requests")

WAY = (
	("dispatcher", "Triage", "Triaged"),
	("dispatcher", "Dispatch", "Dispatched"),
	("engineer", "Accept", "Accepted"),
	("engineer", "Arrive", "On Site"),
	("engineer", "Wait for Customer", "Waiting for Customer"),
	("engineer", "Resume", "On Site"),
	("engineer", "Complete", "Done"),
	("manager", "Verify", "Verified"),
	("manager", "Close", "Closed"),
)


class Client:
	"""A user's calls, with the user's token."""

	def __init__(self, url: str, token: str):
		self.url, self.session = url, requests.Session()
		self.session.trust_env = False  # no proxy on the way to this machine
		self.session.headers.update({"Authorization": f"token {token}", "Accept": "application/json"})

	def call(self, method: str, path: str, **kwargs):
		return self.session.request(method, f"{self.url}/api/{path}", timeout=30, **kwargs)

	def document(self, doctype: str, name: str) -> dict:
		answer = self.call("GET", f"resource/{doctype}/{name}")
		assert answer.ok, answer.text
		return answer.json()["data"]

	def act(self, ticket: str, action: str):
		arguments = {"doc": json.dumps(self.document("Service Ticket", ticket)), "action": action}
		return self.call("POST", "method/frappe.model.workflow.apply_workflow", data=arguments)


@pytest.fixture
def clients(walk, url):
	return {who: Client(url, user["token"]) for who, user in walk["users"].items()}


def test_a_ticket_goes_its_whole_way_over_rest(walk, clients):
	values = {
		"subject": "The heating is cold",
		"customer": walk["customer"],
		"offering": walk["offering"],
		"source": "REST",
	}
	answer = clients["dispatcher"].call("POST", "resource/Service Ticket", json=values)
	assert answer.status_code == 200, answer.text
	ticket = answer.json()["data"]["name"]
	assert clients["engineer"].call("GET", f"resource/Service Ticket/{ticket}").status_code == 403
	for who, action, stage in WAY:
		answer = clients[who].act(ticket, action)
		assert answer.ok, f"{action}: {answer.text}"
		assert answer.json()["message"]["stage"] == stage
	done = clients["manager"].document("Service Ticket", ticket)
	assert (done["stage"], done["engineer"]) == ("Closed", walk["engineer"])
	query = {"filters": json.dumps({"ticket": ticket}), "fields": '["metric", "state", "breached"]'}
	clocks = clients["manager"].call("GET", "resource/SLA Clock", params=query).json()["data"]
	assert sorted((clock["metric"], clock["state"], clock["breached"]) for clock in clocks) == [
		(metric, "Met", 0) for metric in ("Arrival", "Dispatch", "First Response", "Resolution")
	]
	query["fields"] = '["state"]'
	surveys = clients["manager"].call("GET", "resource/Service Survey", params=query).json()["data"]
	assert surveys == [{"state": "Open"}]


def test_an_engineer_cannot_dispatch_over_rest(walk, clients):
	values = {"subject": "The heating is cold", "customer": walk["customer"], "offering": walk["offering"]}
	answer = clients["dispatcher"].call("POST", "resource/Service Ticket", json=values)
	ticket = answer.json()["data"]["name"]
	for who, action in (("dispatcher", "Triage"), ("dispatcher", "Dispatch")):
		assert clients[who].act(ticket, action).ok
	refused = clients["engineer"].act(ticket, "Return")
	assert (refused.status_code, refused.json()["exc_type"]) == (417, "ReasonMissing")
	reason = {"return_reason": "Too far away"}
	assert clients["engineer"].call("PUT", f"resource/Service Ticket/{ticket}", json=reason).ok
	assert clients["engineer"].act(ticket, "Return").ok
	refused = clients["engineer"].act(ticket, "Dispatch")
	assert (refused.status_code, refused.json()["exc_type"]) == (417, "WorkflowTransitionError")
	assert clients["manager"].document("Service Ticket", ticket)["stage"] == "Triaged"
