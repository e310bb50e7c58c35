"""A push message on the phone: the app's own service worker shows it, and it opens the ticket in the field app (N1).

The push service of the browser's maker is not asked: Chromium is handed the message as if it had come from there.
"""

import json
import time

import pytest

pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")

from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import _program
from tests.browser.hosts import serve

SECONDS = 60
SHOWN = """
return navigator.serviceWorker.getRegistration("/field").then((found) => found?.getNotifications() ?? [])
	.then((all) => all.map(({ title, body, data }) => [title, body, data]));
"""
ACTIVE = "return navigator.serviceWorker.getRegistration('/field').then((found) => found?.active?.state === 'activated')"


@pytest.fixture(scope="module")
def site(served_on, tmp_path_factory):
	"""The site as push_site makes it."""
	with serve(served_on, "push_site", tmp_path_factory.mktemp("push") / "errors.log") as served:
		yield served


@pytest.fixture
def browser(tmp_path):
	options = ChromeOptions()
	options.binary_location = _program("FSM_CHROMIUM", "chromium")
	for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server"):
		options.add_argument(flag)
	options.add_argument(f"--user-data-dir={tmp_path / 'phone'}")
	driver = Service(executable_path=_program("FSM_CHROMEDRIVER", "chromedriver"))
	browser = Chrome(options=options, service=driver)
	browser.set_script_timeout(SECONDS)
	try:
		yield browser
	finally:
		browser.quit()


def until(browser, script: str, what: str):
	return WebDriverWait(browser, SECONDS, 0.2).until(lambda each: each.execute_script(script), what)


def test_it_is_shown_and_opens_the_ticket(site, browser):
	site.log_in(browser, site.made["user"])
	browser.execute_cdp_cmd(
		"Browser.grantPermissions", {"origin": site.url, "permissions": ["notifications"]}
	)
	browser.get(f"{site.url}/field")
	until(browser, ACTIVE, "the service worker")
	browser.execute_cdp_cmd("ServiceWorker.enable", {})
	# In a new profile it is the first registration. Until the browser has stored it the message is lost; one that comes
	# again, with the same tag, takes the place of the first.
	message = {"origin": site.url, "registrationId": "0", "data": site.made["message"]}

	def delivered(each):
		each.execute_cdp_cmd("ServiceWorker.deliverPushMessage", message)
		time.sleep(0.5)
		return each.execute_script(SHOWN)

	((title, body, opens),) = WebDriverWait(browser, SECONDS, 0.2).until(delivered, "the message")
	assert (title, body) == ("Field Service", "There is something new for you.")
	assert site.made["ticket"] not in json.dumps([title, body, opens])
	browser.get(site.url + opens)
	WebDriverWait(browser, SECONDS, 0.2).until(lambda each: "/field" in each.current_url, "the field app")
