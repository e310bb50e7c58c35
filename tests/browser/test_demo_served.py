"""`make serve` in Chromium: one click and one is customer, engineer, dispatcher or manager, and finds a day's work (N1)."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")

from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.conftest import ROOT, _program
from tests.browser.desk import WIDE, Browser

SECONDS = 30
# The month is played before the server answers.
PATIENCE = 300
PHONE = (390, 844)
TOO_WIDE = "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
ERRORS = "return window.__errors"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
	"""Where the demo is served, played anew."""
	folder = tmp_path_factory.mktemp("demo")
	with closing(socket.socket()) as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	command = [
		"-m",
		"demo",
		"--tickets",
		"30",
		"--site",
		str(folder / "site.db"),
		"serve",
		"--port",
		str(port),
	]
	with open(folder / "server.log", "w") as log:
		server = subprocess.Popen(
			[sys.executable, "-W", "ignore", *command],
			cwd=ROOT,
			env={**os.environ, "PYTHONPATH": str(ROOT)},
			stdout=log,
			stderr=log,
		)
	try:
		for _try in range(PATIENCE):
			assert server.poll() is None, (folder / "server.log").read_text()
			with suppress(URLError):
				urlopen(f"http://127.0.0.1:{port}/", timeout=SECONDS).close()
				break
			time.sleep(1)
		yield f"http://127.0.0.1:{port}"
	finally:
		server.terminate()
		server.wait(SECONDS)


@pytest.fixture
def browser(tmp_path):
	programs = _program("FSM_CHROMIUM", "chromium"), _program("FSM_CHROMEDRIVER", "chromedriver")
	opened = Browser(*programs, profile=tmp_path / "profile")
	try:
		yield opened
	finally:
		opened.quit()


def until(browser, condition, what: str):
	return WebDriverWait(browser, SECONDS, 0.1).until(lambda _browser: condition(), what)


def text(browser) -> str:
	return browser.find_element(By.TAG_NAME, "body").text


def look_around_as(browser, address: str, button: str) -> None:
	"""One click on the first page."""
	browser.get(f"{address}/")
	(found,) = [
		shown for shown in browser.find_elements(By.CSS_SELECTOR, ".visitors button") if shown.text == button
	]
	found.click()
	until(browser, lambda: browser.current_url.rstrip("/") != address, f"the page of {button}")


def picture(browser, name: str) -> None:
	"""At both widths nothing sticks out; what was seen is kept where FSM_SCREENSHOTS says."""
	folder = os.environ.get("FSM_SCREENSHOTS")
	for width, height in (WIDE, PHONE):
		browser.resize(width, height)
		assert not browser.execute_script(TOO_WIDE), f"{name} is wider than {width} px"
		if folder:
			browser.save_screenshot(str(Path(folder) / f"{name}-{width}.png"))
	browser.resize(*WIDE)
	assert not browser.execute_script(ERRORS)


@pytest.mark.parametrize(
	("button", "path"),
	[
		("Customer", "/service-tickets"),
		("New ticket", "/service-tickets/new"),
		("Engineer", "/field"),
		("Exams", "/service-exam"),
		("Dispatcher", "/dispatch"),
	],
)
def test_one_click_leads_to_the_page_of_the_part(browser, address, button, path):
	look_around_as(browser, address, button)
	# The field app takes its address with a slash.
	assert browser.current_url.partition("?")[0].rstrip("/") == address + path
	until(browser, lambda: text(browser).strip(), "something to read")
	picture(browser, f"served{path.replace('/', '-')}")


def test_an_engineer_sits_an_exam(browser, address):
	look_around_as(browser, address, "Exams")

	def press(words: str) -> None:
		found = f"//*[@id='exam']//button[.='{words}']"
		until(browser, lambda: browser.find_elements(By.XPATH, found), words)
		browser.find_element(By.XPATH, found).click()

	press("Start")
	press("Start Now")
	until(browser, lambda: "Question 1 of" in text(browser), "the first question")
	choices = browser.find_elements(By.CSS_SELECTOR, ".exam-option input, .exam-card input")
	choices[0].send_keys("1") if choices[0].get_attribute("type") == "text" else choices[0].click()
	until(browser, lambda: "All answers are saved." in text(browser), "the answer kept by the site")
	steps = browser.find_elements(By.CSS_SELECTOR, "#exam-steps button")
	assert steps[0].get_attribute("class") == "answered"
	steps[-1].click()
	press("Hand In")
	browser.switch_to.alert.accept()
	until(browser, lambda: "Not passed" in text(browser), "the result")
	picture(browser, "served-exam-result")


def test_the_label_of_a_device_opens_without_a_login(browser, address):
	browser.get(f"{address}/")
	browser.find_element(By.LINK_TEXT, "A device's label").click()
	until(browser, lambda: "Cold Box 20" in text(browser), "the device")
	picture(browser, "served-label")


def test_a_customer_reports_a_fault_by_the_label(browser, address):
	look_around_as(browser, address, "Customer")
	browser.get(f"{address}/")
	browser.find_element(By.LINK_TEXT, "A device's label").click()
	until(browser, lambda: browser.find_elements(By.ID, "description"), "the form")
	browser.find_element(By.ID, "description").send_keys("It beeps")
	browser.find_element(By.ID, "contact_phone").send_keys("+49 30 1234567")
	browser.find_element(By.CSS_SELECTOR, "#label-request [type=submit]").click()
	until(browser, lambda: "ST-" in browser.find_element(By.CSS_SELECTOR, ".label-number").text, "the number")


def test_a_customer_writes_a_ticket_and_finds_it_in_the_list(browser, address):
	look_around_as(browser, address, "New ticket")
	browser.find_element(By.ID, "subject").send_keys("The cold box is warm")
	Select(browser.find_element(By.ID, "offering")).select_by_visible_text("Cooling Repair")
	browser.find_element(By.CSS_SELECTOR, "#portal-new [type=submit]").click()
	until(browser, lambda: "/service-tickets/ST-" in browser.current_url, "the ticket's page")
	assert "The cold box is warm" in text(browser)
	picture(browser, "served-new-ticket")
	browser.get(f"{address}/service-tickets")
	until(browser, lambda: "The cold box is warm" in text(browser), "the ticket in the list")
