"""An engineer's phone: the field app in a Chromium of 390 pixels, used by what can be seen and tapped."""

import tempfile
from pathlib import Path

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.desk import NOT_YET, SECONDS, Browser
from tests.browser.hosts import LOG_IN

SIZE = (390, 844)


class Phone:
	"""One phone. `taps` counts what the person tapped."""

	def __init__(self, browser: Browser, url: str, pictures: Path, name: str):
		self.browser, self.url, self.pictures, self.name = browser, url, pictures, name
		self.taps = 0
		browser.set_script_timeout(SECONDS)
		browser.resize(*SIZE)
		browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["geolocation"], "origin": url})

	def is_at(self, latitude: float, longitude: float) -> None:
		place = {"latitude": latitude, "longitude": longitude, "accuracy": 12}
		self.browser.execute_cdp_cmd("Emulation.setGeolocationOverride", place)

	def log_in(self, email: str, password: str) -> None:
		"""At the site's login, and on to the day."""
		self.browser.get(f"{self.url}/login")
		assert self.browser.execute_async_script(LOG_IN, email, password) == 200
		self.open()

	def lay_down(self) -> None:
		"""The page is closed, and the login has ended."""
		self.browser.get("about:blank")
		self.browser.execute_cdp_cmd("Network.clearBrowserCookies", {})

	def open(self, path: str = "") -> None:
		self.browser.get(f"{self.url}/field{path}")

	def is_kept(self) -> None:
		"""Wait until the whole app lies on the phone, so that it opens without a connection."""
		kept = "return Boolean(navigator.serviceWorker.controller)"
		self.until(lambda: self.browser.execute_script(kept), "the app to be kept")

	def until(self, condition, what: str, seconds: int = SECONDS):
		def holds(_):
			try:
				return condition()
			except NOT_YET:
				return None

		try:
			return WebDriverWait(self.browser, seconds, 0.1).until(holds)
		except TimeoutException:
			raise AssertionError(f"{self.name} waited for {what}; it shows:\n{self.text()}") from None

	def seen(self, css: str, text: str | None = None) -> list[WebElement]:
		found = self.browser.find_elements(By.CSS_SELECTOR, css)
		return [e for e in found if e.is_displayed() and (text is None or text in e.text)]

	def one(self, css: str, text: str | None = None) -> WebElement:
		return self.until(lambda: self.seen(css, text), f"{css} {text or ''}")[0]

	def tap(self, css: str, text: str | None = None) -> None:
		"""Tap what is there, as soon as it can be tapped."""

		def tapped():
			for element in self.seen(css, text):
				if element.is_enabled():
					self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
					element.click()
					return True
			return None

		self.until(tapped, f"{css} {text or ''} to tap")
		self.taps += 1

	def write(self, css: str, text: str) -> None:
		"""Fill a field in and leave it."""
		field = self.one(css)
		self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", field)
		field.clear()
		field.send_keys(text)
		self.browser.execute_script("arguments[0].blur()", field)

	def give_file(self, css: str, content: bytes, ending: str) -> None:
		"""Choose a file in a field that nobody sees, behind its label."""
		with tempfile.NamedTemporaryFile(suffix=ending, delete=False) as file:
			file.write(content)
		self.until(lambda: self.browser.find_elements(By.CSS_SELECTOR, css), css)[0].send_keys(file.name)

	def text(self) -> str:
		try:
			return self.browser.find_element(By.TAG_NAME, "body").text
		except Exception:  # a page that is just changing says nothing
			return ""

	def all_sent(self, seconds: int = SECONDS) -> None:
		self.until(lambda: self.seen(".top .unsent", "All sent"), "all to be sent", seconds)

	def picture(self, name: str) -> None:
		self.browser.save_screenshot(str(self.pictures / f"{name}.png"))
