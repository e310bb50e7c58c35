"""One ticket goes its whole way through the Desk, by three users, each in their own browser (C1, E1)."""

import re

NARROW = (390, 844)
WORKSPACE = ".desk-sidebar .sidebar-item-label"


def seconds(text: str) -> int:
	"""The time that a clock shows as left, such as "39 min 58 s"."""
	return sum(
		int(number) * {"h": 3600, "min": 60, "s": 1}[unit]
		for number, unit in re.findall(r"(\d+) (h|min|s)\b", text)
	)


def left(text: str) -> int:
	return seconds(re.search(r"\(in (.*)\)", text)[1])


def test_a_ticket_goes_its_whole_way_in_the_desk(walk, desk):
	dispatcher = desk("dispatcher")
	ticket = open_ticket(dispatcher, walk)
	the_clocks_count_down(dispatcher)

	def act(who, action, state):
		who.act(action, state)
		assert who.get("Service Ticket", ticket)["stage"] == state

	assert dispatcher.actions() == ["Triage", "Wait for Customer", "Cancel"]
	act(dispatcher, "Triage", "Triaged")
	assert "First Response" not in dispatcher.headline()
	dispatcher.picture("03-triaged")
	act(dispatcher, "Dispatch", "Dispatched")
	assert walk["engineer_name"] in dispatcher.headline()["assignment"]
	dispatcher.picture("04-dispatched")
	the_decision_opens(dispatcher, walk)

	engineer = desk("engineer")
	find_in_own_list(engineer, ticket)
	assert engineer.actions() == ["Accept", "Return"]
	engineer.act_with_reason("Return", "Too far away", "Triaged")
	assert engineer.get("Service Ticket", ticket)["stage"] == "Triaged"
	assert engineer.actions() == []  # to dispatch it is not theirs
	engineer.picture("07-returned")

	dispatcher.browser.get(f"{dispatcher.url}/app/service-ticket/{ticket}")
	dispatcher.reload()
	assert dispatcher.actions() == ["Dispatch", "Wait for Customer", "Wait for Parts", "Cancel"]
	# By itself it would not come to the same engineer again, so the dispatcher chooses them by hand.
	dispatcher.fill("engineer", walk["engineer_name"], link=True)
	dispatcher.save()
	act(dispatcher, "Dispatch", "Dispatched")

	engineer.reload()
	act(engineer, "Accept", "Accepted")
	act(engineer, "Arrive", "On Site")
	engineer.picture("08-on-site")
	engineer.picture("08-on-site-narrow", NARROW)
	act(engineer, "Wait for Customer", "Waiting for Customer")
	a_paused_clock_shows_no_end(engineer, ticket)
	act(engineer, "Resume", "On Site")
	assert left(engineer.headline()["Resolution"]) > 0
	act(engineer, "Complete", "Done")
	engineer.picture("10-done")

	manager = desk("manager")
	manager.browser.get(f"{manager.url}/app/service-ticket/{ticket}")
	manager.settle()
	assert manager.state() == "Done"
	act(manager, "Verify", "Verified")
	manager.picture("11-verified")
	act(manager, "Close", "Closed")
	the_survey_is_open(manager, ticket)
	for user in (dispatcher, engineer, manager):
		assert not user.problems(), user.who


def open_ticket(dispatcher, walk) -> str:
	"""From the workspace to a saved ticket; returns its name."""
	dispatcher.click(WORKSPACE, "Field Service")
	assert dispatcher.title() == "Field Service"
	dispatcher.picture("00-workspace")
	dispatcher.click(".shortcut-widget-box .widget-title", "Tickets")
	dispatcher.click(".page-head .primary-action", "Add Service Ticket")
	dispatcher.fill("subject", "The washing machine does not drain")
	dispatcher.fill("customer", walk["customer"], link=True)
	dispatcher.fill("offering", walk["offering"], link=True)
	dispatcher.picture("01-new")
	dispatcher.save()
	assert dispatcher.state() == "Received"
	ticket = dispatcher.browser.current_url.rsplit("/", 1)[1]
	assert dispatcher.get("Service Ticket", ticket)["stage"] == "Received"
	dispatcher.picture("02-received")
	return ticket


def the_clocks_count_down(dispatcher) -> None:
	shown = dispatcher.headline()
	assert set(shown) == {"First Response", "Arrival", "Resolution", "assignment", "next"}
	assert shown["next"] == "Triage"
	before = {metric: left(shown[metric]) for metric in ("First Response", "Arrival", "Resolution")}
	assert 39 * 60 < before["First Response"] <= 40 * 60
	assert 54 * 60 < before["Resolution"] <= 55 * 60

	def moved():
		now = dispatcher.headline()
		return all(0 < before[metric] - left(now[metric]) < 60 for metric in before)

	dispatcher.until(moved, "the clocks to count down")


def the_decision_opens(dispatcher, walk) -> None:
	dispatcher.click(".fsm-headline a", "Why?")
	assert "/dispatch-decision/" in dispatcher.browser.current_url
	decision = dispatcher.get("Dispatch Decision", dispatcher.browser.current_url.rsplit("/", 1)[1])
	assert (decision["mode"], decision["engineer"]) == ("Automatic", walk["engineer"])
	assert [row["engineer"] for row in decision["candidates"]] == [walk["engineer"]]
	assert dispatcher.value("mode") == "Automatic"
	dispatcher.picture("05-decision")


def find_in_own_list(engineer, ticket: str) -> None:
	engineer.click(WORKSPACE, "Field Service")
	engineer.click(".shortcut-widget-box .widget-title", "Tickets")
	engineer.click(".page-head .custom-actions button", "My Open Tickets")
	assert engineer.seen(".list-row-head .list-row-col", "Priority")
	engineer.picture("06-list")
	engineer.picture("06-list-narrow", NARROW)
	engineer.click(".list-row .list-subject a")
	assert engineer.browser.current_url.endswith(ticket)
	assert engineer.state() == "Dispatched"


def a_paused_clock_shows_no_end(engineer, ticket: str) -> None:
	shown = engineer.headline()["Resolution"]
	assert "paused" in shown and "due" not in shown and 0 < seconds(shown) <= 55 * 60
	clocks = engineer.list("SLA Clock", "metric", "due_at", ticket=ticket, state="Paused")
	assert clocks == [{"metric": "Resolution", "due_at": None}]
	engineer.picture("09-waiting")


def the_survey_is_open(manager, ticket: str) -> None:
	assert [row["state"] for row in manager.list("Service Survey", "state", ticket=ticket)] == ["Open"]
	manager.picture("12-closed")
	manager.tab("Relations")
	manager.click(".document-link[data-doctype='Service Survey'] .document-link-badge")
	assert len(manager.seen(".list-row .list-subject a")) == 1
	manager.picture("13-survey")
