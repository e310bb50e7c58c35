"""One ticket lives its life by four users: customer in the portal, dispatcher, engineer on a phone, manager (C1, C2, C4, N1, N2)."""

import pytest

from tests.app import pictures

PHONE = (390, 844)
TICKET = "Service Ticket"
SUBJECT = "The washer stops in the middle"
# The button opens the chooser of a phone, which no test can use: its input is put on the page instead.
CATCH_FILE_INPUT = """
HTMLInputElement.prototype.click = function () {
	this.id = "caught-file-input";
	document.body.append(this);
};
"""
HERE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12}


@pytest.fixture
def photo(tmp_path) -> str:
	path = tmp_path / "washer.jpg"
	path.write_bytes(pictures.photo())
	return str(path)


def test_one_ticket_lives_its_life_by_four_users(walk, desk, photo):
	customer = desk("customer")
	customer.hold(PHONE)
	ticket = report(customer, walk, photo)

	dispatcher = desk("dispatcher")
	send_somebody(dispatcher, ticket, walk)
	the_customer_sees_who_comes(customer, walk)

	engineer = desk("engineer")
	engineer.hold(PHONE)
	go_there(engineer, ticket)
	nothing_goes_on_without_evidence(engineer, ticket)
	give_evidence(engineer, walk, photo)
	engineer.act("Start Work", "Working")
	write_and_sign(engineer)
	engineer.act("Complete", "Done")
	assert engineer.headline()["next"] == "Confirm"
	engineer.picture("life-08-done")

	confirm(customer, ticket)
	end_it(desk("manager"), ticket)
	dispatcher.reload()
	assert dispatcher.state() == "Closed"
	assert dispatcher.actions() == ["Reopen"]
	the_customer_sees_the_end(customer)
	for user in (customer, dispatcher, engineer):
		assert not user.problems(), user.who


def test_a_card_drawn_to_another_column_takes_the_action(walk, desk):
	dispatcher = desk("dispatcher")
	made = dispatcher.post(
		TICKET, subject="Drawn on the board", customer=walk["customer"], offering=walk["offering"],
		company=dispatcher.default_company(),
	)  # fmt: skip
	dispatcher.post(
		TICKET, subject="Long " + "words " * 20, customer=walk["customer"], offering=walk["offering"],
		company=dispatcher.default_company(),
	)  # fmt: skip
	board = f"{dispatcher.url}/app/service-ticket/view/kanban/Service%20Tickets%20by%20Stage"
	dispatcher.browser.get(board)
	dispatcher.settle()
	dispatcher.picture("board-01")
	# However long the subject of a ticket is.
	assert column(dispatcher, "Received").size["width"] == column(dispatcher, "Triaged").size["width"]
	draw(dispatcher, "Drawn on the board", "Triaged")
	dispatcher.until(
		lambda: dispatcher.get(TICKET, made["name"])["workflow_state"] == "Triaged", "the action Triage"
	)
	dispatcher.browser.get(board)
	dispatcher.settle()
	assert "Drawn on the board" in column(dispatcher, "Triaged").text
	dispatcher.picture("board-02")

	refusal = dispatcher.refusal(lambda: draw(dispatcher, "Drawn on the board", "Reopened"), "board-03")
	assert "cannot move" in refusal and "Triaged" in refusal and "Reopened" in refusal
	assert dispatcher.get(TICKET, made["name"])["stage"] == "Triaged"
	assert not dispatcher.problems()


# the customer


def report(customer, walk, photo: str) -> str:
	"""The customer opens a ticket in the portal, with a photo; returns its name."""
	customer.browser.get(f"{customer.url}/service-tickets/new")
	customer.settle()
	customer.one("#subject").send_keys(SUBJECT)
	customer.one("#description").send_keys("It fills, turns twice, and stops with E18.")
	choose(customer, "#serial_no", walk["serial_no"])
	choose(customer, "#offering", walk["repair_with_evidence"])
	customer.one("#photos").send_keys(photo)
	customer.picture("life-01-report")
	customer.click("#portal-new button[type=submit]")
	customer.until(lambda: customer.seen(".alert-success"), "the thanks")
	customer.settle()
	assert customer.one(".portal-title h1").text == SUBJECT
	assert len(customer.seen(".portal-photos img")) == 1
	customer.picture("life-02-reported")
	return customer.browser.current_url.split("?")[0].rsplit("/", 1)[1]


def choose(customer, css: str, value: str) -> None:
	found = customer.browser.find_elements("css selector", f"{css} option[value='{value}']")
	assert found, f"{value} is not offered"
	found[0].click()


def the_customer_sees_who_comes(customer, walk) -> None:
	customer.reload()
	assert walk["engineer_name"] in customer.one(".portal-facts").text
	assert not customer.seen("form[data-call='portal.confirm']")
	customer.picture("life-04-who-comes")


def confirm(customer, ticket: str) -> None:
	customer.reload()
	assert "Drain pump changed" in customer.one(".portal-card").text
	customer.click("form[data-call='portal.confirm'] button")
	customer.until(lambda: not customer.seen("form[data-call='portal.confirm']"), "the confirmed ticket")
	customer.settle()
	customer.picture("life-09-confirmed")


def the_customer_sees_the_end(customer) -> None:
	customer.reload()
	assert customer.one(".portal-state").text == "Closed"


# the dispatcher


def send_somebody(dispatcher, ticket: str, walk) -> None:
	open_form(dispatcher, ticket)
	assert dispatcher.state() == "Received"
	assert dispatcher.headline()["next"] == "Triage"
	assert dispatcher.get(TICKET, ticket)["source"] == "Portal"
	dispatcher.act("Triage", "Triaged")
	dispatcher.act("Dispatch", "Dispatched")
	shown = dispatcher.headline()
	assert walk["engineer_name"] in shown["assignment"]
	assert shown["next"] == "Next: Accept, by Service Engineer"
	# Five pieces of evidence and one step, all of them later.
	assert shown["missing"] == "6 items required later"
	dispatcher.picture("life-03-dispatched")


# the engineer


def go_there(engineer, ticket: str) -> None:
	open_form(engineer, ticket)
	for action, state in (("Accept", "Accepted"), ("Prepare", "Preparing"), ("Travel", "Travelling")):
		engineer.step(state, action)
	engineer.picture("life-05-travelling")
	check_in(engineer, ticket)
	open_form(engineer, ticket)
	assert engineer.state() == "On Site"


def check_in(engineer, ticket: str) -> None:
	"""With the position of the engineer's phone, on the visit that the ticket has made."""
	(visit,) = engineer.list("Service Visit", "name", ticket=ticket)
	engineer.browser.execute_cdp_cmd(
		"Browser.grantPermissions", {"permissions": ["geolocation"], "origin": engineer.url}
	)
	engineer.browser.execute_cdp_cmd("Emulation.setGeolocationOverride", HERE)
	engineer.browser.get(f"{engineer.url}/app/service-visit/{visit['name']}")
	engineer.settle()
	if not engineer.seen(".custom-actions button", "Check In"):
		engineer.click(".page-head .menu-btn-group button")  # on a phone the buttons are in the menu
		engineer.click(".page-head .menu-btn-group .dropdown-item", "Check In")
	else:
		engineer.click(".custom-actions button", "Check In")
	engineer.until(
		lambda: engineer.get("Service Visit", visit["name"]).get("checked_in_at"), "the check-in to be noted"
	)
	engineer.settle()


def nothing_goes_on_without_evidence(engineer, ticket: str) -> None:
	assert engineer.headline()["missing"] == "4 items required before the next step"

	def start_work():
		engineer.click(".actions-btn-group > button")
		engineer.click(".actions-btn-group .dropdown-item", "Start Work")

	refusal = engineer.refusal(start_work, "life-06-refused")
	for missing in ("Photo", "Serial Number", "Fault Symptom", "lock the mains"):
		assert missing in refusal
	assert engineer.get(TICKET, ticket)["stage"] == "On Site"


def give_evidence(engineer, walk, photo: str) -> None:
	engineer.reload()
	engineer.click(".fsm-missing")
	assert engineer.seen(".fsm-evidence"), "the link leads to the evidence"
	engineer.browser.execute_script(CATCH_FILE_INPUT)
	evidence(engineer, "Add Photo")
	engineer.browser.find_element("css selector", "#caught-file-input").send_keys(photo)
	engineer.until(lambda: engineer.seen(".fsm-evidence img"), "the photo on the form")
	engineer.settle()

	evidence(engineer, "Enter Serial Number")
	answer(engineer, "serial_no", walk["serial_no"])
	evidence(engineer, "Enter Fault Symptom")
	answer(engineer, "symptom", "Pump hums and does not turn")

	tick_off_first_step(engineer)
	assert engineer.headline()["missing"].endswith("required later")
	engineer.tab("Work")
	engineer.picture("life-07-evidence")


def tick_off_first_step(engineer) -> None:
	step = engineer.one(".fsm-step label")
	in_sight(engineer, step)
	engineer.click(".fsm-step label")
	engineer.until(lambda: engineer.seen(".fsm-step[data-state=saved] input:checked"), "the tick to be saved")
	engineer.settle()


def write_and_sign(engineer) -> None:
	engineer.tab("Work")
	write(engineer, "resolution_summary", "Drain pump changed, two programmes run without a fault.")
	tick = engineer.one(".frappe-control[data-fieldname=no_parts_used] input")
	in_sight(engineer, tick)
	tick.click()
	engineer.save()
	engineer.tab("Work")
	evidence(engineer, "Sign")
	engineer.one(".modal.show [data-fieldname=signed_by] input").send_keys("Caretaker")
	pad = engineer.one(".modal.show canvas")
	in_sight(engineer, pad)
	engineer.scribble(pad)
	engineer.picture("life-07-signing")
	engineer.click(".modal.show .btn-modal-primary")
	engineer.until(lambda: not engineer.seen(".modal.show"), "the signature to be kept")
	engineer.settle()
	assert "missing" not in engineer.headline()


def evidence(engineer, button: str) -> None:
	found = engineer.one(".fsm-evidence button", button)
	in_sight(engineer, found)
	engineer.click(".fsm-evidence button", button)


def answer(engineer, field: str, text: str) -> None:
	"""Fill in the dialog's field, and send it."""
	engineer.one(f".modal.show [data-fieldname={field}] :is(input, textarea)").send_keys(text)
	engineer.click(".modal.show .btn-modal-primary")
	engineer.until(lambda: not engineer.seen(".modal.show"), "the dialog to close")
	engineer.settle()


def write(engineer, field: str, text: str) -> None:
	entry = engineer.one(f".form-page .frappe-control[data-fieldname={field}] textarea")
	in_sight(engineer, entry)
	entry.send_keys(text)


# the manager


def end_it(manager, ticket: str) -> None:
	open_form(manager, ticket)
	assert manager.state() == "Confirmed"
	assert manager.headline()["next"] == "Verify"
	manager.tab("Work")
	assert len(manager.seen(".fsm-evidence img")) == 2  # the photo and the signature
	manager.picture("life-10-evidence")
	manager.tab("Ticket")
	manager.act("Verify", "Verified")
	manager.act("Close", "Closed")
	assert "next" not in manager.headline()
	manager.picture("life-11-closed")
	closed = manager.get(TICKET, ticket)
	assert closed["completeness"] == 100 and closed["signed_by"] == "Caretaker"
	assert manager.list("Service Visit", "status", "outcome", ticket=ticket)[0]["status"] == "Ended"
	assert not manager.problems()


# what all of them do


def open_form(user, ticket: str) -> None:
	user.browser.get(f"{user.url}/app/service-ticket/{ticket}")
	user.settle()
	user.one(".fsm-headline")


def in_sight(user, element) -> None:
	user.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
	user.settle()


def column(user, stage: str):
	return user.browser.find_element("css selector", f".kanban-column[data-column-value='{stage}']")


def draw(user, subject: str, stage: str) -> None:
	"""Draw the card of this subject to the column of `stage`."""
	card = next(c for c in user.seen(".kanban-card-wrapper") if subject in c.text)
	target = column(user, stage)
	in_sight(user, target)
	user.draw(card, target)
