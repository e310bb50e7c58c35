"""The Desk in a browser, used as a user does: by what can be seen and clicked."""

import json
import time
from base64 import b64decode
from pathlib import Path

import requests
from selenium.common.exceptions import (
	ElementClickInterceptedException,
	ElementNotInteractableException,
	StaleElementReferenceException,
)
from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

SECONDS = 30
FLAGS = (
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	"--disable-dev-shm-usage",
	"--no-proxy-server",
	"--lang=en-US",
)
WIDE = (1366, 900)
NOT_YET = (
	ElementClickInterceptedException,
	ElementNotInteractableException,
	StaleElementReferenceException,
)
# Errors nobody can see happen too: what a script throws is not always written to the console.
NOTE_ERRORS = """
window.__errors = [];
addEventListener("error", (e) => e.message && __errors.push(`${e.message} @ ${e.filename}:${e.lineno}`));
addEventListener("unhandledrejection", (e) => __errors.push(String(e.reason && (e.reason.stack || e.reason.responseText) || e.reason)));
"""
# What is told in the corner is gone after some seconds, on a busy machine before anybody has looked.
NOTE_TOLD = """
window.fsmTold = [];
new MutationObserver(() => {
	for (const message of document.querySelectorAll(".desk-alert .alert-message:not([data-noted])")) {
		message.dataset.noted = "1";
		fsmTold.push(message.textContent.trim());
	}
}).observe(document, { childList: true, subtree: true });
"""
# A page of the website has frappe, and no frappe.request.
IDLE = "return window.frappe && !frappe.request?.ajax_count && !(window.jQuery && jQuery.active) && document.readyState === 'complete'"


class Browser(Chrome):
	"""A Chromium of its own, with an empty profile and no downloads."""

	def __init__(self, chromium: str, driver: str, profile: Path, *flags: str):
		options = ChromeOptions()
		options.binary_location = chromium
		for flag in (*FLAGS, f"--user-data-dir={profile}", *flags):
			options.add_argument(flag)
		options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
		super().__init__(options=options, service=Service(executable_path=driver))
		self.resize(*WIDE)
		self.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": NOTE_ERRORS + NOTE_TOLD})

	def resize(self, width: int, height: int) -> None:
		metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
		self.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


class Desk:
	"""One user's Desk."""

	def __init__(self, browser: Browser, url: str, pictures: Path, who: str):
		self.browser, self.url, self.pictures, self.who = browser, url, pictures, who
		self.errors: list[str] = []
		self.refused: list[str] = []
		self.size = WIDE
		self.rest = requests.Session()
		self.rest.trust_env = False  # no proxy on the way to this machine

	def log_in(self, email: str, password: str, home: str = "/app") -> None:
		self.browser.get(f"{self.url}/login")
		self.one("#login_email").send_keys(email)
		self.one("#login_password").send_keys(password, Keys.ENTER)
		self.until(
			lambda: "/login" not in self.browser.current_url and home in self.browser.current_url, "the Desk"
		)
		self.settle()
		for cookie in self.browser.get_cookies():
			self.rest.cookies.set(cookie["name"], cookie["value"])

	def close(self) -> None:
		"""Save what was to be seen last, for whoever looks for the cause of a failure, and end the browser."""
		try:
			self._save_picture(f"last-of-{self.who}")
		finally:
			self.browser.quit()

	# looking

	def until(self, condition, what: str):
		"""Wait until `condition()` is true, and return what it returns."""

		def holds(_):
			try:
				return condition()
			except NOT_YET:
				return None

		return WebDriverWait(self.browser, SECONDS, 0.1).until(holds, f"{self.who} waited for {what}")

	def settle(self) -> None:
		"""Wait until the page has had nothing to do for half a second."""
		quiet, end = 0, time.monotonic() + SECONDS
		while quiet < 5:
			assert time.monotonic() < end, f"{self.who}: the page does not come to rest"
			quiet = quiet + 1 if self.browser.execute_script(IDLE) else 0
			time.sleep(0.1)

	def seen(self, css: str, text: str | None = None) -> list[WebElement]:
		"""The visible elements of this selector, where given those with exactly this text."""
		found = self.browser.find_elements(By.CSS_SELECTOR, css)
		return [e for e in found if e.is_displayed() and (text is None or e.text.strip() == text)]

	def one(self, css: str, text: str | None = None) -> WebElement:
		return self.until(lambda: self.seen(css, text), f"{css} {text or ''}")[0]

	def state(self) -> str:
		"""What the pill beside the form's title says."""
		return self.one(".page-head .title-area .indicator-pill").text.strip()

	def title(self) -> str:
		return self.one(".page-head .title-text").text.strip()

	def headline(self) -> dict[str, str]:
		"""What stands above the form: {metric: text of its clock}, "assignment", and where there are such "next", "missing"."""
		(assignment,) = self.until(lambda: self.seen(".fsm-headline .fsm-assignment"), "the headline")
		pills = [pill.text.split(": ", 1) for pill in self.seen(".fsm-headline .indicator-pill")]
		assert len(dict(pills)) == len(pills), f"shown twice: {pills}"
		lines = {name: self.seen(f".fsm-headline .fsm-{name}") for name in ("next", "missing")}
		return {
			**dict(pills),
			"assignment": assignment.text,
			**{name: found[0].text for name, found in lines.items() if found},
		}

	def value(self, field: str) -> str:
		return self.one(f".frappe-control[data-fieldname='{field}'] .control-value").text

	def problems(self) -> list[str]:
		"""Errors of the page and severe ones of the console so far, without those of socket.io, which does not run here."""
		self.errors += self.browser.execute_script("return (window.__errors || []).splice(0)")
		self.errors += [
			entry["message"] for entry in self.browser.get_log("browser") if entry["level"] == "SEVERE"
		]
		return [error for error in self.errors if "socket.io" not in error and error not in self.refused]

	def hold(self, size: tuple[int, int]) -> None:
		"""From now on the window has this size; the page is drawn anew, as charts being drawn throw at a change of size."""
		page = self.browser.current_url
		self.browser.get("about:blank")
		self.size = size
		self.browser.resize(*size)
		self.browser.get(page)
		self.settle()

	def picture(self, name: str, size: tuple[int, int] | None = None) -> None:
		"""Save what is to be seen as <name>.png, and check that nothing went wrong until now."""
		self.browser.resize(*(size or self.size))
		self.settle()
		self._save_picture(name)
		self.browser.resize(*self.size)
		assert not self.problems(), f"{self.who}, {name}: {self.problems()}"

	def refusal(self, doing, picture: str) -> str:
		"""The message with which the server refuses what `doing()` asks for; it is photographed and closed.

		Frappe then writes the server's traceback to the console and drops a promise; that much is no error of the page.
		"""
		assert not self.problems(), f"{self.who}: {self.problems()}"
		doing()
		message = self.one(".modal.show .msgprint").text
		self.settle()
		self._save_picture(picture)
		self.click(".modal.show .btn-modal-close")
		self.refused += self.problems()
		return message

	def _save_picture(self, name: str) -> None:
		shot = self.browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
		(self.pictures / f"{name}.png").write_bytes(b64decode(shot["data"]))

	# doing

	def click(self, css: str, text: str | None = None) -> None:
		def clicked():
			for element in self.seen(css, text):
				element.click()
				return True

		self.until(clicked, f"{css} {text or ''} to click")
		self.settle()

	def fill(self, field: str, text: str, link: bool = False) -> None:
		"""Write into a field of the form; of a link field choose the entry of this text."""
		control = f".form-page .frappe-control[data-fieldname='{field}']"
		entry = self.one(f"{control} input")
		self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", entry)
		entry.click()
		entry.send_keys(text)
		if link:
			option = f"{control} [role=option] strong"
			self.until(lambda: self.seen(option, text), f"{text} among the choices of {field}")
			self.click(option, text)
		else:
			entry.send_keys(Keys.TAB)

	def tab(self, name: str) -> None:
		"""Open a tab of the form."""
		self.browser.execute_script("window.scrollTo(0, 0)")
		self.click(".form-tabs .nav-link", name)

	def save(self) -> None:
		# On a long form the Desk hides the page's head while one reads on downwards.
		self.browser.execute_script("window.scrollTo(0, 0)")
		self.click(".page-head .primary-action", "Save")
		self.until(lambda: self.state() != "Not Saved", "the saved document")
		self.settle()

	def actions(self) -> list[str]:
		"""The workflow's actions that are offered, read from the opened menu; the menu is closed again."""
		if not self.seen(".actions-btn-group > button"):
			return []
		self.click(".actions-btn-group > button")
		names = [item.text.strip() for item in self.seen(".actions-btn-group .dropdown-item")]
		self.click(".actions-btn-group > button")
		return [name for name in names if name and name != "Help"]

	def step(self, state: str, action: str | None = None) -> None:
		"""Press the primary button above the form (which says `action`), and wait for the state to which it leads."""
		self.click(".fsm-actions .btn-primary", action)
		self.until(lambda: self.state() == state, f"{state}; it is {self.state()}")
		self.settle()

	def told(self) -> list[str]:
		"""What this page has told in the corner, the oldest first, whether it is still to be seen or not."""
		return self.browser.execute_script("return window.fsmTold || []")

	def act(self, action: str, state: str) -> None:
		"""Take an action from the menu, and wait for the state to which it leads."""
		self.click(".actions-btn-group > button")
		self.click(".actions-btn-group .dropdown-item", action)
		self.until(lambda: self.state() == state, f"{state}; it is {self.state()}")
		self.settle()

	def act_with_reason(self, action: str, reason: str, state: str) -> None:
		"""Take an action that asks for its reason in a dialog."""
		self.click(".actions-btn-group > button")
		self.click(".actions-btn-group .dropdown-item", action)
		self.one(".modal.show textarea").send_keys(reason)
		self.click(".modal.show .btn-modal-primary")
		self.until(lambda: self.state() == state, f"{state}; it is {self.state()}")
		self.settle()

	def scribble(self, pad: WebElement) -> None:
		"""Draw a line on the element with the mouse held down."""
		pen = ActionChains(self.browser).move_to_element_with_offset(pad, -60, 10).click_and_hold()
		pen.move_by_offset(40, -20).move_by_offset(40, 20).move_by_offset(30, -15).release().perform()

	def draw(self, element: WebElement, target: WebElement) -> None:
		"""Draw the element to the target, near its top, as a hand does."""
		top = 150 - target.size["height"] // 2
		hand = ActionChains(self.browser, duration=400).click_and_hold(element).move_by_offset(15, 5)
		hand.move_to_element_with_offset(target, 0, top).move_by_offset(5, 5).pause(0.3).release().perform()
		self.settle()

	def reload(self) -> None:
		self.browser.refresh()
		self.settle()

	# REST, with this user's session

	def get(self, doctype: str, name: str) -> dict:
		answer = self.rest.get(f"{self.url}/api/resource/{doctype}/{name}", timeout=SECONDS)
		assert answer.ok, answer.text
		return answer.json()["data"]

	def list(self, doctype: str, *fields: str, **filters) -> list[dict]:
		query = {"fields": json.dumps(fields), "filters": json.dumps(filters)}
		answer = self.rest.get(f"{self.url}/api/resource/{doctype}", params=query, timeout=SECONDS)
		assert answer.ok, answer.text
		return answer.json()["data"]

	def post(self, doctype: str, **values) -> dict:
		token = self.browser.execute_script("return frappe.csrf_token")
		answer = self.rest.post(
			f"{self.url}/api/resource/{doctype}",
			json=values,
			headers={"X-Frappe-CSRF-Token": token},
			timeout=SECONDS,
		)
		assert answer.ok, answer.text
		return answer.json()["data"]

	def default_company(self) -> str:
		return self.browser.execute_script("return frappe.defaults.get_user_default('Company')")
