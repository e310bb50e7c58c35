"""The ticket's form in an engineer's hand: the next step is a button, the way there, the tick list, parts and pictures (N1)."""

import pytest

from tests.app import pictures

PHONE = (390, 844)
TICKET = "Service Ticket"
SCRIPT = "<img src=x onerror=window.__attacked=1>"
# Where an address outside the Desk would lead to is noted, not followed.
CATCH_LINKS = """
window.__opened = [];
window.open = (address) => { window.__opened.push(address); return null; };
navigation.addEventListener("navigate", (event) => {
	if (!event.destination.url.startsWith("http")) { window.__opened.push(event.destination.url); event.preventDefault(); }
});
"""
# As people write them, and as a telephone dials them.
NUMBERS = {
	"+86 (0) 21 5555-0101": "tel:+862155550101",
	"(021) 5555 0101": "tel:02155550101",
	"１３８ ００１３ ８０００": "tel:13800138000",
	"＋86 138–0013–8000": "tel:+8613800138000",
	"021-55550101 转 8012": "tel:02155550101,8012",
	"0301234 ext. 5": "tel:0301234,5",
	"13800138000 / 021-5555": "tel:13800138000",
	"Tel.: 0049 30 123": "tel:004930123",
	"javascript:alert(1)": None,
	"030 123, fax 030 124": "tel:030123",
	"none": None,
	"": None,
}
PLACES = (
	({"latitude": 31.2, "longitude": 121.5}, "", "https://www.openstreetmap.org/?mlat=31.2&mlon=121.5#map=17/31.2/121.5"),
	({"address": "Foundry Road 5 & <b>"}, "", "https://www.openstreetmap.org/search?query=Foundry%20Road%205%20%26%20%3Cb%3E"),
	({}, "", None),
	({"latitude": 31.2, "longitude": 121.5, "address": "A B"}, "https://m.example/{longitude},{latitude}?n={address}",
	 "https://m.example/121.5,31.2?n=A%20B"),
	({"address": "A B"}, "https://m.example/{longitude},{latitude}", "https://www.openstreetmap.org/search?query=A%20B"),
	({"latitude": "x", "longitude": None}, "https://m.example/?{address}", None),
)  # fmt: skip
HEIGHT = "return document.querySelector('.fsm-head').getBoundingClientRect().height"


@pytest.fixture
def ticket(walk, desk):
	"""Dispatched by buttons; returns the dispatcher's Desk and the ticket's name."""
	dispatcher = desk("dispatcher")
	made = dispatcher.post(
		TICKET, subject=f"Rattles {SCRIPT}", customer=walk["customer"], offering=walk["repair_with_evidence"],
		company=dispatcher.default_company(), address=walk["address"], contact_phone=walk["phone"],
		reported_by="Li Wei",
	)["name"]  # fmt: skip
	open_form(dispatcher, made)
	dispatcher.step("Triaged", "Triage")
	dispatcher.step("Dispatched", "Dispatch")
	assert f"Dispatched to {walk['engineer_name']}." in dispatcher.told()
	assert dispatcher.headline()["next"] == "Next: Accept, by Service Engineer"
	assert not dispatcher.seen(".fsm-way"), "the way there is the engineer's"
	assert dispatcher.seen("[data-fieldname='caller_panel'] [data-fieldname='reported_by']")
	assert not dispatcher.seen("[data-fieldname='contact_shown']"), "the caller a second time, masked"
	dispatcher.picture("phone-01-dispatcher")
	dispatcher.picture("phone-01-dispatcher-narrow", PHONE)
	return dispatcher, made


def test_the_engineer_goes_on_by_one_button_and_is_led_there(walk, desk, ticket):
	_dispatcher, name = ticket
	engineer = desk("engineer")
	engineer.hold(PHONE)
	open_form(engineer, name)
	numbers_and_places(engineer)
	the_button_is_large(engineer)
	the_way_there(engineer, walk)
	engineer.picture("phone-02-dispatched")

	pressed_twice(engineer)
	engineer.until(lambda: engineer.state() == "Accepted", "the accepted ticket")
	engineer.settle()
	assert not engineer.seen(".modal.show"), "the second press is none"
	assert not engineer.problems()

	engineer.click(".fsm-actions .dropdown-toggle", "Other Actions")
	engineer.picture("phone-03-other-actions")
	engineer.click(".fsm-actions .dropdown-item", "Return")
	engineer.picture("phone-04-reason")
	assert name in engineer.one(".modal.show .modal-title").text
	engineer.click(".modal.show .btn-modal-close")
	engineer.until(lambda: not engineer.seen(".modal.show"), "the dialog to close")
	before = engineer.browser.execute_script(HEIGHT)
	engineer.click(".fsm-actions .btn", "Travel")
	assert engineer.browser.execute_script(HEIGHT) > before / 2, (
		"the head stands while its successor is on its way"
	)
	engineer.until(lambda: engineer.state() == "Travelling", "travelling")
	arrive_here(engineer, name)
	assert not engineer.browser.execute_script("return window.__attacked")
	assert not engineer.problems()


def numbers_and_places(engineer) -> None:
	run = engineer.browser.execute_script
	dialled = {text: run("return fsm_app.ticket.phone_link(arguments[0])", text) for text in NUMBERS}
	assert dialled == NUMBERS
	for place, template, link in PLACES:
		assert run("return fsm_app.ticket.map_link(arguments[0], arguments[1])", place, template) == link


def the_button_is_large(engineer) -> None:
	box = engineer.one(".fsm-actions .btn-primary", "Accept").rect
	head = engineer.one(".fsm-head").rect
	assert box["height"] >= 44 and box["width"] > head["width"] * 0.85


def the_way_there(engineer, walk) -> None:
	assert engineer.one(".fsm-customer").text == f"{walk['customer']} · {walk['town']}"
	engineer.browser.execute_script(CATCH_LINKS)
	engineer.click("button.fsm-call")
	assert engineer.browser.execute_script("return __opened") == ["tel:+862155550101"]
	assert engineer.one("a.fsm-call").text == f"Call {walk['phone']}"
	assert "Foundry Road 5" in engineer.one(".fsm-address").text
	link = engineer.one("a.fsm-navigate").get_attribute("href")
	assert link.startswith("https://www.openstreetmap.org/search?query=Foundry%20Road%205")


def pressed_twice(engineer) -> None:
	engineer.browser.execute_script(
		"const button = document.querySelector('.fsm-actions .btn-primary'); button.click(); button.click();"
	)


def arrive_here(engineer, name: str) -> None:
	engineer.browser.execute_cdp_cmd(
		"Browser.grantPermissions", {"permissions": ["geolocation"], "origin": engineer.url}
	)
	engineer.browser.execute_cdp_cmd(
		"Emulation.setGeolocationOverride", {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12}
	)
	engineer.step("On Site", "Arrive")
	(visit,) = engineer.list("Service Visit", "checked_in_at", ticket=name)
	assert visit["checked_in_at"]


def test_ticks_save_themselves_and_wait_for_the_network(walk, desk, ticket):
	dispatcher, name = ticket
	engineer = desk("engineer")
	engineer.hold(PHONE)
	open_form(engineer, name)
	for state, action in (("Accepted", "Accept"), ("Preparing", "Prepare"), ("Travelling", "Travel")):
		engineer.step(state, action)
	engineer.tab("Work")
	step = engineer.one(".fsm-step")
	assert walk["step"] in step.text and engineer.one(".fsm-step label").rect["height"] >= 44
	assert not engineer.seen("[data-fieldname=checklist] .form-grid")

	offline(engineer, True)
	tick(engineer)
	engineer.until(lambda: engineer.seen(".fsm-step[data-state=not-saved]"), "the tick that is not saved")
	assert "Not saved yet" in engineer.one(".fsm-said").text
	engineer.refused += engineer.problems()  # the console says that there is no network
	engineer.picture("phone-05-not-saved")
	assert not ticked(dispatcher, name)
	offline(engineer, False)
	engineer.until(lambda: engineer.seen(".fsm-step[data-state=saved] input:checked"), "the tick sent again")
	assert ticked(dispatcher, name)

	# What is typed in the form meanwhile is neither lost nor refused.
	remark = engineer.one(".fsm-remark")
	remark.send_keys("Padlock 7")
	engineer.until(lambda: stored(dispatcher, name).get("remark") == "Padlock 7", "the remark")
	engineer.settle()
	engineer.picture("phone-06-ticked")
	write(engineer, "fault_symptom", "Pump hums")
	engineer.save()
	saved = dispatcher.get(TICKET, name)
	assert saved["fault_symptom"] == "Pump hums" and stored(dispatcher, name)["done"] == 1
	assert not engineer.problems()


def test_without_a_checklist_there_is_no_empty_table(walk, desk):
	dispatcher = desk("dispatcher")
	name = dispatcher.post(
		TICKET, subject="Plain", customer=walk["customer"], offering=walk["offering"],
		company=dispatcher.default_company(),
	)["name"]  # fmt: skip
	open_form(dispatcher, name)
	dispatcher.tab("Work")
	dispatcher.picture("phone-07-no-checklist")
	assert not dispatcher.seen("[data-fieldname=checklist]") and not dispatcher.seen(".fsm-checklist")
	dispatcher.picture("phone-07-no-checklist-narrow", PHONE)
	dispatcher.tab("Ticket")
	assert dispatcher.seen(".section-head", "Contact and Place"), "where nobody is named as the caller"
	dispatcher.click(".fsm-actions .dropdown-toggle", "Other Actions")
	dispatcher.click(".fsm-actions .dropdown-item", "Cancel")
	assert dispatcher.one(".modal.show .btn-modal-primary").text == "Cancel the Ticket"
	dispatcher.picture("phone-08-cancel")
	dispatcher.one(".modal.show textarea").send_keys("Entered twice")
	dispatcher.click(".modal.show .btn-modal-primary")
	dispatcher.until(lambda: dispatcher.state() == "Cancelled", "the cancelled ticket")
	assert not dispatcher.problems()


def test_the_phone_form_reproaches_nobody_before_anything_is_typed(walk, desk):
	dispatcher = desk("dispatcher")
	dispatcher.browser.get(f"{dispatcher.url}/app/phone-call")
	dispatcher.settle()
	dispatcher.one(".frappe-control[data-fieldname=subject] input")
	assert not dispatcher.seen(".has-error")
	dispatcher.click(".page-actions .primary-action", "Open Ticket")
	assert "Subject" in dispatcher.one(".modal.show .msgprint").text, (
		"what is missing is said once it is asked for"
	)


def test_pictures_of_the_ticket_are_seen_in_the_form(walk, desk, ticket):
	dispatcher, name = ticket
	token = dispatcher.browser.execute_script("return frappe.csrf_token")
	answer = dispatcher.rest.post(
		f"{dispatcher.url}/api/method/upload_file",
		data={"doctype": TICKET, "docname": name, "is_private": 1},
		files={"file": ("washer.jpg", pictures.photo(), "image/jpeg")},
		headers={"X-Frappe-CSRF-Token": token},
		timeout=30,
	)
	assert answer.ok, answer.text
	open_form(dispatcher, name)
	dispatcher.reload()
	shown = dispatcher.one(".fsm-pictures img")
	dispatcher.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", shown)
	dispatcher.until(lambda: shown.get_property("naturalWidth"), "the picture itself")
	dispatcher.picture("phone-09-pictures")


def test_parts_are_added_on_the_phone(walk, desk, ticket):
	dispatcher, name = ticket
	dispatcher.hold(PHONE)
	open_form(dispatcher, name)
	dispatcher.tab("Work")
	item = "Desk Walk Washer"
	entry = dispatcher.one(".fsm-parts input[data-fieldname=fsm_part]")
	dispatcher.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", entry)
	entry.click()
	entry.send_keys(item)
	dispatcher.until(lambda: dispatcher.seen(".fsm-parts [role=option] strong", item), "the part")
	dispatcher.click(".fsm-parts [role=option] strong", item)
	dispatcher.picture("phone-10-part")
	dispatcher.click(".fsm-parts button", "Add")
	dispatcher.until(lambda: dispatcher.get(TICKET, name)["parts_used"], "the part to be saved")
	dispatcher.settle()
	assert f"1 × {item}" in dispatcher.one(".fsm-parts").text
	dispatcher.picture("phone-11-parts")
	dispatcher.click(".fsm-parts button", "Edit")
	dispatcher.picture("phone-12-part-edit")
	dispatcher.one(".modal.show input[data-fieldname=serial_no]").send_keys("P-77")
	dispatcher.click(".modal.show .btn-modal-primary", "Save")
	dispatcher.until(lambda: "P-77" in dispatcher.one(".fsm-parts").text, "the part's number in the list")
	dispatcher.settle()
	assert dispatcher.get(TICKET, name)["parts_used"][0]["serial_no"] == "P-77"
	dispatcher.click(".fsm-parts button", "Edit")
	dispatcher.click(".modal.show .btn-modal-secondary", "Remove")
	dispatcher.until(lambda: not dispatcher.get(TICKET, name)["parts_used"], "the part to be removed")
	dispatcher.settle()
	assert not dispatcher.problems()


def open_form(user, name: str) -> None:
	user.browser.get(f"{user.url}/app/service-ticket/{name}")
	user.settle()
	user.one(".fsm-headline")


def offline(engineer, is_offline: bool) -> None:
	engineer.browser.execute_cdp_cmd("Network.enable", {})
	engineer.browser.execute_cdp_cmd(
		"Network.emulateNetworkConditions",
		{"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
	)


def tick(engineer) -> None:
	label = engineer.one(".fsm-step label")
	engineer.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", label)
	label.click()


def stored(dispatcher, name: str) -> dict:
	return dispatcher.get(TICKET, name)["checklist"][0]


def ticked(dispatcher, name: str) -> bool:
	return bool(stored(dispatcher, name)["done"])


def write(user, field: str, text: str) -> None:
	entry = user.one(f".form-page .frappe-control[data-fieldname={field}] textarea")
	user.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", entry)
	entry.send_keys(text)
