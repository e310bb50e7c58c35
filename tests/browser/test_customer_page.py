"""The customer's page and the manager's page in Chromium on a phone (N2)."""

import os
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.app import pictures
from tests.browser.conftest import _program
from tests.browser.desk import WIDE, Browser
from tests.browser.hosts import serve

SECONDS = 30
NOT_YET = (NoSuchElementException, StaleElementReferenceException)
PHONE = (390, 844)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture(scope="module")
def served(served_on, tmp_path_factory):
	"""The site as customer_site makes it."""
	with serve(served_on, "customer_site", tmp_path_factory.mktemp("customer") / "errors.log") as served:
		yield served


@pytest.fixture
def site(served):
	"""Address of the site, and the paths of its links."""
	return served.url, served.made["paths"]


@pytest.fixture
def browser(request, tmp_path):
	"""A phone; what it showed last is kept as a picture."""
	folder = Path(os.environ.get("FSM_SCREENSHOTS") or tmp_path)
	folder.mkdir(parents=True, exist_ok=True)
	programs = _program("FSM_CHROMIUM", "chromium"), _program("FSM_CHROMEDRIVER", "chromedriver")
	opened = Browser(*programs, profile=tmp_path / "profile")
	opened.resize(*PHONE)
	try:
		yield opened
	finally:
		opened.save_screenshot(str(folder / f"customer-{request.node.originalname}.png"))
		opened.quit()


def shown(browser, text: str, within: str = "body") -> None:
	"""Wait until the page says `text`, in what the selector `within` finds; what is sent loads the page anew."""
	WebDriverWait(browser, SECONDS, ignored_exceptions=NOT_YET).until(
		lambda page: text in page.find_element(By.CSS_SELECTOR, within).text,
		f"{within} does not say {text!r}",
	)


def one(browser, selector: str):
	return browser.find_element(By.CSS_SELECTOR, selector)


def fits(browser) -> None:
	"""Neither a phone nor a desk has to scroll to the side, and nothing has failed."""
	for size in (WIDE, PHONE):
		browser.resize(*size)
		assert not browser.execute_script(TOO_WIDE), size
	assert browser.execute_script("return window.__errors") == []


def test_a_customer_confirms_moves_and_writes(site, browser):
	address, paths = site
	browser.get(address + paths["agreed"])
	shown(browser, "Confirm the appointment")
	one(browser, "form[data-call='customer_page.confirm'] button").click()
	shown(browser, "Confirmed by you", ".portal-agreed")
	one(browser, "#appointment summary").click()
	fits(browser)
	chosen = browser.find_elements(By.CSS_SELECTOR, "input[name=start]")[-1]
	when = chosen.get_attribute("aria-label")
	before = one(browser, ".portal-when").text
	chosen.find_element(By.XPATH, "..").click()
	one(browser, "form[data-call='customer_page.move'] button").click()
	shown(browser, "Appointment moved by you", ".portal-history")
	after = one(browser, ".portal-when").text
	assert after != before and when.rpartition(" ")[2] in after
	one(browser, "#text").send_keys("Please ring at gate 2")
	one(browser, "form[data-call='customer_page.send_message'] button").click()
	shown(browser, "gate 2", ".portal-messages")
	fits(browser)


def test_a_customer_sees_that_somebody_comes_and_a_wrong_link_says_so(site, browser):
	address, paths = site
	browser.get(address + paths["coming"])
	shown(browser, "Karl Weber")
	assert "Engineer on the way" in one(browser, ".portal-coming").text
	fits(browser)
	browser.get(address + paths["coming"][:-3])
	shown(browser, "This link is not valid, or not any more.")
	fits(browser)


def test_a_customer_confirms_the_work_and_rates_it(site, browser):
	address, paths = site
	browser.get(address + paths["done"])
	shown(browser, "Is it solved?")
	fits(browser)
	one(browser, "form[data-call='customer_page.confirm_work'] button").click()
	shown(browser, "Thank you for confirming")
	assert "Is it solved?" not in one(browser, ".portal").text
	browser.get(address + paths["closed"])
	shown(browser, "How was our service?")
	fits(browser)
	browser.find_element(By.LINK_TEXT, "Rate our service").click()
	WebDriverWait(browser, SECONDS).until(lambda page: "/service-survey" in page.current_url)
	one(browser, "label[for=star-5]").click()
	one(browser, "#survey button").click()
	WebDriverWait(browser, SECONDS).until(lambda page: one(page, "#survey-done").is_displayed())
	browser.get(address + paths["closed"])
	shown(browser, "Is it not solved after all?")
	assert "Rate our service" not in one(browser, ".portal").text


def test_a_customer_says_that_it_is_not_solved(site, browser):
	address, paths = site
	browser.get(address + paths["again"])
	browser.find_element(By.XPATH, "//summary[.='Not solved']").click()
	one(browser, "#not-solved-reason").send_keys("It rattles again")
	fits(browser)
	one(browser, "form[data-call='customer_page.not_solved'] button").click()
	shown(browser, "It rattles again", ".portal-messages")
	assert "Reopened" in one(browser, ".portal-state").text


def test_a_customer_sends_photos_and_sees_whose_certificates(site, browser, tmp_path):
	address, paths = site
	photos = [tmp_path / f"{colour}.jpg" for colour in ("red", "green")]
	for photo in photos:
		photo.write_bytes(pictures.photo())
	browser.get(address + paths["coming"])
	shown(browser, "Live Voltage", ".portal-certificates")
	one(browser, "#photos").send_keys("\n".join(map(str, photos)))
	one(browser, "form[data-photos] button").click()
	WebDriverWait(browser, SECONDS, ignored_exceptions=NOT_YET).until(
		lambda page: len(page.find_elements(By.CSS_SELECTOR, ".portal-photos img")) == len(photos)
	)
	fits(browser)
	script = tmp_path / "script.jpg"
	script.write_text("<script>alert(1)</script>")
	one(browser, "#photos").send_keys(str(script))
	one(browser, "form[data-photos] button").click()
	WebDriverWait(browser, SECONDS).until(
		lambda page: one(page, "form[data-photos] [data-error]").is_displayed()
	)
	fits(browser)


def test_a_manager_reaches_a_document_by_one_tap(served, browser):
	address = served.url
	served.log_in(browser, "manager@customer-walk.example")
	browser.get(f"{address}/service-manager")
	shown(browser, "Who is where")
	text = one(browser, ".manager").text
	assert "Karl Weber" in text and "On the way since" in text
	links = [row.get_attribute("href") for row in browser.find_elements(By.CSS_SELECTOR, ".manager-rows a")]
	assert links and all(link.startswith(f"{address}/app/") for link in links)
	fits(browser)
