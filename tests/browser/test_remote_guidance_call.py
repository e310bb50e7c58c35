"""A call by video between two browsers with fake cameras: seen, frozen, drawn on, kept, mended, ended (N3)."""

import json
import os
from pathlib import Path

import pytest

pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")

from selenium.webdriver import ActionChains, Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.conftest import _program
from tests.browser.hosts import Served, serve

SECONDS = 60
FLAGS = (
	"--headless",
	"--no-sandbox",
	"--disable-gpu",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-dev-shm-usage",
	"--no-proxy-server",
	"--lang=en-US",
	# A camera that shows a moving pattern, given without asking.
	"--use-fake-device-for-media-stream",
	"--use-fake-ui-for-media-stream",
	"--autoplay-policy=no-user-gesture-required",
	# The browsers of one machine find one another without a name server of the network.
	"--disable-features=WebRtcHideLocalIpsWithMdns",
)
# How many points of a canvas have the colour with which the expert draws.
RED = """
const canvas = document.getElementById("guidance-canvas");
const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
let red = 0;
for (let at = 0; at < data.length; at += 4) {
	red += data[at] > 230 && data[at + 1] < 70 && data[at + 2] < 70;
}
return red;
"""
PLAYS = "const v = document.getElementById('guidance-video'); return v.videoWidth > 0 && v.readyState >= 2"


@pytest.fixture(scope="module")
def site(served_on, tmp_path_factory):
	"""The site as guidance_site makes it."""
	with serve(served_on, "guidance_site", tmp_path_factory.mktemp("guidance") / "errors.log") as served:
		yield served


class Side:
	"""One of the two, in a browser of their own."""

	def __init__(self, site: Served, who: str, profile: Path, pictures: Path, size=(1366, 900)):
		options = ChromeOptions()
		options.binary_location = _program("FSM_CHROMIUM", "chromium")
		for flag in (*FLAGS, f"--user-data-dir={profile}"):
			options.add_argument(flag)
		driver = Service(executable_path=_program("FSM_CHROMEDRIVER", "chromedriver"))
		self.browser = Chrome(options=options, service=driver)
		self.browser.set_script_timeout(SECONDS)
		metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size[0] < 600}
		self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
		self.site, self.who, self.pictures = site, who, pictures

	def log_in(self, user: str) -> None:
		with self.site.session(user) as session:
			sid = session.cookies["sid"]
		self.browser.get(f"{self.site.url}/service-notice?n=x")
		self.browser.add_cookie({"name": "sid", "value": sid})

	def open(self, page: str) -> None:
		self.browser.get(self.site.url + page)

	def until(self, script: str, what: str):
		WebDriverWait(self.browser, SECONDS, 0.2).until(
			lambda browser: browser.execute_script(script), f"{self.who} waited for {what}: {self.state()}"
		)

	def state(self) -> str:
		return self.browser.execute_script(
			"return document.getElementById('guidance-state')?.textContent || ''"
		)

	def until_state(self, *states: str) -> None:
		known = json.dumps(states)
		self.until(
			f"return {known}.includes(document.getElementById('guidance-state').dataset.state)", f"{states}"
		)

	def press(self, css: str) -> None:
		self.browser.find_element(By.CSS_SELECTOR, css).click()

	def shoot(self, name: str) -> None:
		self.browser.save_screenshot(str(self.pictures / f"guidance-{name}.png"))

	def overflows(self) -> bool:
		return self.browser.execute_script(
			"return document.documentElement.scrollWidth > document.documentElement.clientWidth"
		)

	def draw(self) -> None:
		"""A stroke across the middle of the picture."""
		canvas = self.browser.find_element(By.ID, "guidance-canvas")
		width = canvas.size["width"]
		drag = ActionChains(self.browser).move_to_element_with_offset(canvas, -width // 4, 0).click_and_hold()
		for _step in range(5):
			drag = drag.move_by_offset(width // 10, 5)
		drag.release().perform()


@pytest.fixture
def sides(site, tmp_path):
	"""sides("Engineer") opens both sides of the call that this one shows: the one who shows on a phone, and the expert."""
	pictures = Path(os.environ.get("FSM_SCREENSHOTS") or tmp_path / "screenshots")
	pictures.mkdir(parents=True, exist_ok=True)
	opened = []

	def open_sides(shown_by: str):
		shows = Side(site, "the one who shows", tmp_path / "shows", pictures, (390, 844))
		opened.append(shows)
		expert = Side(site, "the expert", tmp_path / "expert", pictures)
		opened.append(expert)
		expert.log_in(site.made["expert"])
		if shown_by == "Engineer":
			shows.log_in(site.made["engineer"])
		pages = site.made["pages"][shown_by]
		shows.open(pages["shows"])
		expert.open(pages["expert"])
		return shows, expert

	try:
		yield open_sides
	finally:
		for side in opened:
			side.browser.quit()


def evidence_of(site: Served) -> list[dict]:
	with site.session(site.made["expert"]) as session:
		rows = session.get(
			f"{site.url}/api/resource/Service Evidence",
			params={
				"filters": json.dumps({"ticket": site.made["ticket"]}),
				"fields": json.dumps(["kind", "note", "file"]),
			},
		).json()["data"]
		for row in rows:
			row["content"] = session.get(site.url + row["file"]).content
		return rows


@pytest.mark.parametrize("shown_by", ["Engineer", "Customer"])
def test_the_expert_sees_draws_keeps_and_finds_the_other_again(site, sides, shown_by):
	before = len(evidence_of(site))
	shows, expert = sides(shown_by)
	expert.shoot(f"{shown_by}-expert-before")
	shows.shoot(f"{shown_by}-shows-before")
	assert not shows.overflows() and not expert.overflows()

	shows.press("#guidance-join")
	shows.until_state("waiting")
	expert.press("#guidance-join")
	shows.until_state("live")
	expert.until_state("connected")
	expert.until(PLAYS, "the picture of the camera")

	expert.until("return !document.querySelector('[data-act=freeze]').disabled", "the way to draw")
	expert.press("[data-act=freeze]")
	shows.until_state("frozen")
	assert shows.browser.execute_script(RED) == expert.browser.execute_script(RED)
	there = shows.browser.execute_script(RED)
	expert.draw()
	shows.until(f"{RED.replace('return red', f'return red > {there} + 100')}", "the drawing")
	expert.shoot(f"{shown_by}-expert-drawn")
	shows.shoot(f"{shown_by}-shows-drawn")

	expert.browser.find_element(By.ID, "guidance-note").send_keys("The left hose")
	expert.press("[data-act=keep]")
	expert.until_state("kept")
	kept = evidence_of(site)
	assert len(kept) == before + 1
	assert any(
		row["note"].endswith("The left hose") and row["content"].startswith(b"\xff\xd8") for row in kept
	)

	expert.press("[data-act=clear]")
	shows.until(
		f"{RED.replace('return red', f'return red <= {there} + 20')}", "the picture without the drawing"
	)
	expert.press("[data-act=live]")
	shows.until_state("live")

	# A phone whose page was lost comes back, and the expert sees it again without doing anything.
	shows.browser.refresh()
	shows.press("#guidance-join")
	shows.until_state("live")
	expert.until_state("connected")
	expert.until("return !document.querySelector('[data-act=freeze]').disabled", "the camera once more")
	expert.until(PLAYS, "the picture of the camera once more")

	shows.press("[data-act=end]")
	shows.browser.switch_to.alert.accept()
	shows.until_state("over")
	expert.until_state("over", "said")
	assert "over" in expert.state()
	shows.browser.refresh()
	assert "This call is over." in shows.browser.find_element(By.CSS_SELECTOR, "[role=alert]").text
