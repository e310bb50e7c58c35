"""The field app in Chromium: it opens without a connection, and shows and sends nobody else's work (N1).

Asks E4, E5 and E7. The line to the server is really cut: a browser's own 'offline' does not reach its service worker.
"""

import pytest

selenium = pytest.importorskip("selenium", reason="needs tests/browser/requirements.txt")

from selenium import webdriver  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

from tests.browser.conftest import _program  # noqa: E402
from tests.browser.hosts import serve  # noqa: E402

PATIENCE = 60
ANNA, BEN = "anna.field@example.com", "ben.field@example.com"
# An act as an earlier visit left it in the database: key, ticket, cause.
LEAVE_ACT = """
const [user, key, ticket, cause, done] = arguments;
const request = indexedDB.open("fsm-field:" + user);
request.onsuccess = () => {
	const transaction = request.result.transaction("acts", "readwrite");
	transaction.objectStore("acts").add({key, kind: "change", ticket, values: {fault_cause: cause}, seen: {fault_cause: ""},
		madeAt: new Date().toISOString(), state: "waiting", tries: 0});
	transaction.oncomplete = () => { request.result.close(); done(true); };
};
"""
CACHED = """
const done = arguments[arguments.length - 1];
(async () => {
	let text = "";
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) text += request.url + (await (await cache.match(request)).text());
	}
	done(text + JSON.stringify(localStorage));
})();
"""
READY = "return navigator.serviceWorker.ready.then(() => true)"


@pytest.fixture(scope="module")
def site(served_on, tmp_path_factory):
	"""The site as field_site makes it, in a process of its own that can be cut off."""
	with serve(served_on, "field_site", tmp_path_factory.mktemp("offline") / "errors.log") as served:
		yield served


@pytest.fixture
def browser(tmp_path):
	options = webdriver.ChromeOptions()
	options.binary_location = _program("FSM_CHROMIUM", "chromium")
	for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=390,844"):
		options.add_argument(argument)
	service = webdriver.ChromeService(executable_path=_program("FSM_CHROMEDRIVER", "chromedriver"))
	browser = webdriver.Chrome(options=options, service=service)
	browser.set_script_timeout(PATIENCE)
	try:
		yield browser
	finally:
		browser.quit()


def log_in(browser, site, name: str) -> None:
	site.log_in(browser, site.made["users"][name])
	browser.get(f"{site.url}/field")
	see(browser, "My Day")
	browser.execute_script(READY)


def see(browser, text: str) -> None:
	WebDriverWait(browser, PATIENCE).until(lambda page: text in shown(page))


def shown(browser) -> str:
	return browser.execute_script("return document.body.innerText")


def press(browser, label: str) -> bool:
	"""Press the last button of this name, which is the one of a dialog where one is open."""
	return browser.execute_script(
		"const found = [...document.querySelectorAll('button')].filter((one) => one.innerText.trim() === arguments[0]);"
		"found.at(-1)?.click(); return found.length > 0;",
		label,
	)


def until(browser, met) -> None:
	WebDriverWait(browser, PATIENCE).until(lambda _page: met())


def ticket_of(site, subject: str) -> dict:
	return next(row for row in site.tell("facts")["tickets"] if row["subject"] == subject)


def test_later_visits_work_with_the_server_stopped(browser, site):
	log_in(browser, site, "Anna")
	see(browser, "Press stands still")
	site.tell("down")
	browser.get(f"{site.url}/field")
	see(browser, "Press stands still")
	assert "Oven is cold" not in shown(browser)
	site.tell("up")


def test_what_was_left_unsent_goes_when_the_line_is_back_after_a_login_that_ended(browser, site):
	log_in(browser, site, "Anna")
	see(browser, "Press stands still")
	ticket = ticket_of(site, "Press stands still")["name"]
	before = len(site.tell("facts")["acts"])
	site.tell("down")
	browser.execute_async_script(LEAVE_ACT, ANNA, f"left-{before}", ticket, "Fuse")
	browser.get(f"{site.url}/field")
	see(browser, "Press stands still")
	site.tell("logout")
	site.tell("up")
	browser.execute_script("dispatchEvent(new Event('online'))")
	see(browser, "Log in again")
	assert "Press stands still" in shown(browser)
	assert len(site.tell("facts")["acts"]) == before
	log_in(browser, site, "Anna")
	until(browser, lambda: len(site.tell("facts")["acts"]) == before + 1)
	assert ticket_of(site, "Press stands still")["fault_cause"] == "Fuse"


def test_two_people_on_one_phone(browser, site):
	log_in(browser, site, "Anna")
	see(browser, "Press stands still")
	ticket = ticket_of(site, "Press stands still")["name"]
	before = len(site.tell("facts")["acts"])
	site.tell("down")
	browser.execute_async_script(LEAVE_ACT, ANNA, f"left-{before}", ticket, "Fuse")
	site.tell("up")
	log_in(browser, site, "Ben")
	see(browser, "Oven is cold")
	assert "Press stands still" not in shown(browser)
	assert ANNA not in browser.execute_async_script(CACHED)
	assert len(site.tell("facts")["acts"]) == before
	log_in(browser, site, "Anna")
	until(browser, lambda: len(site.tell("facts")["acts"]) == before + 1)


def test_caches_know_nobody(browser, site):
	log_in(browser, site, "Anna")
	see(browser, "Press stands still")
	kept = browser.execute_async_script(CACHED.replace("JSON.stringify(localStorage)", "''"))
	assert "/field?shell=1" in kept
	for personal in (ANNA, "Anna Field", "Press stands still"):
		assert personal not in kept


def test_a_new_version_is_offered_and_taken_when_one_says_so(browser, site):
	log_in(browser, site, "Anna")
	browser.refresh()  # from now on the worker answers for the page
	see(browser, "Press stands still")
	assert "new version" not in shown(browser)
	site.tell("new_version")
	browser.execute_script(
		"navigator.serviceWorker.getRegistration('/field').then((found) => found.update())"
	)
	see(browser, "There is a new version of this app")
	assert "Press stands still" in shown(browser)
	browser.find_element("xpath", "//button[contains(., 'Load It Now')]").click()
	until(browser, lambda: "new version" not in shown(browser) and "Press stands still" in shown(browser))


def test_after_logging_out_the_phone_knows_nobody(browser, site):
	log_in(browser, site, "Anna")
	see(browser, "Press stands still")
	browser.get(f"{site.url}/field/me")
	until(browser, lambda: press(browser, "Log Out"))
	# The app may ask whether it is meant.
	until(browser, lambda: "/login" in browser.current_url or (press(browser, "Log Out") and False))
	kept = browser.execute_async_script(CACHED)
	for personal in (ANNA, "Anna Field", "Press stands still"):
		assert personal not in kept
	browser.get(f"{site.url}/field")
	see(browser, "Log In")
	assert "Press stands still" not in shown(browser)
