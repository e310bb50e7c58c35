"""The dispatcher's board in Chromium: dragging, keys, refusals, two tabs, a phone (N2)."""

import os
import time
from pathlib import Path

import pytest

from tests.browser.conftest import _program
from tests.browser.hosts import Served, serve

pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")

from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser.desk import Browser

SECONDS = 30
HOUR = "return document.querySelector('.timeline .row-place').style.getPropertyValue('--hour')"
WRITES = "return performance.getEntriesByType('resource').filter(e => /dispatch_board\\.(move|take_off|keep_as_planned|propose)/.test(e.name)).length"
READS = "return performance.getEntriesByType('resource').filter(e => e.name.includes('dispatch_board.board')).length"


@pytest.fixture
def served(served_on, tmp_path):
	"""A day that is served; each test has its own."""
	with serve(served_on, "board_site", tmp_path / "errors.log") as served:
		yield served


@pytest.fixture
def day(served):
	"""What board_site has made."""
	return served.made


class Board:
	"""A dispatcher's browser at the board."""

	def __init__(self, browser, served: Served, user: str, pictures: Path):
		day = served.made
		self.browser, self.day, self.pictures = browser, day, pictures
		served.log_in(browser, user)
		browser.get(f"{served.url}/dispatch?company={day['company']}&day={day['day']}&team=Plan%20Team")
		self.until(lambda: self.all(".visit") and self.all(".waiting-card"), "the board")

	def until(self, condition, what: str):
		return WebDriverWait(self.browser, SECONDS, 0.05).until(lambda _browser: condition(), what)

	def all(self, css: str) -> list:
		return self.browser.find_elements(By.CSS_SELECTOR, css)

	def visit(self, ticket: str):
		found = self.all(f".visit[data-ticket='{ticket}']")
		return found[0] if found else None

	def waiting(self, ticket: str):
		found = self.all(f".waiting-card[data-ticket='{ticket}']")
		return found[0] if found else None

	def place(self, ticket: str) -> tuple[str, str] | None:
		"""Whose row the ticket's visit is in, and when it begins; None while it has no place that the server knows."""
		return self.browser.execute_script(
			"const card = document.querySelector(`.visit[data-ticket='${arguments[0]}']:not(.pending)`);"
			"return card && [card.closest('.row').getAttribute('aria-label'), card.querySelector('b').textContent.slice(0, 5)]",
			ticket,
		)

	def is_at(self, ticket: str, engineer: str, time: str) -> None:
		self.until(
			lambda: self.place(ticket) == [engineer, time],
			f"{ticket} at {engineer}, {time}, not {self.place(ticket)}",
		)

	def drag(self, card, engineer: str, time: str) -> None:
		"""With the mouse, to the engineer's row, so that it begins then."""
		(row,) = [one for one in self.all(".row") if one.get_attribute("aria-label") == engineer]
		track = row.find_element(By.CSS_SELECTOR, ".track")
		hour = float(self.browser.execute_script(HOUR).removesuffix("px"))
		first = int(self.all(".hour")[0].text)
		hours, minutes = map(int, time.split(":"))
		is_visit = "visit" in card.get_attribute("class").split()
		grabbed = 10 if is_visit else 0
		x = (hours + minutes / 60 - first) * hour + grabbed
		place = self.browser.execute_script(
			"const [card, track] = arguments, a = card.getBoundingClientRect(), b = track.getBoundingClientRect();"
			"return [a.left, a.top, b.left, b.top, a.height, a.width]",
			card,
			track,
		)
		actions = ActionChains(self.browser, duration=20)
		start = (place[0] + (grabbed or place[5] / 2), place[1] + place[4] / 2)
		actions.w3c_actions.pointer_action.move_to_location(round(start[0]), round(start[1]))
		actions.click_and_hold().move_by_offset(8, 4)
		actions.w3c_actions.pointer_action.move_to_location(round(place[2] + x), round(place[3] + 20))
		actions.release().perform()

	def keys(self, *keys: str) -> None:
		actions = ActionChains(self.browser)
		for key in keys:
			actions.send_keys(key)
		actions.perform()

	def said(self) -> str:
		# At one moment: a message may go between two looks.
		return self.browser.execute_script(
			"return [...document.querySelectorAll('.toast')].map(one => one.innerText).join(' ')"
		)

	def settled(self) -> None:
		self.until(lambda: not self.all(".visit.pending"), "an answer")

	def undo(self) -> None:
		self.settled()
		ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("z").key_up(Keys.CONTROL).perform()

	def redo(self) -> None:
		self.settled()
		ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("y").key_up(Keys.CONTROL).perform()

	def forget_login(self) -> None:
		"""Delete the cookies, until no answer that was under way has set them again."""

		def is_gone() -> bool:
			self.browser.delete_all_cookies()
			time.sleep(0.5)
			return not self.browser.get_cookies()

		self.until(is_gone, "the login gone")

	def picture(self, name: str) -> None:
		self.browser.save_screenshot(str(self.pictures / f"{name}.png"))

	def problems(self) -> list[str]:
		return self.browser.execute_script("return window.__errors")


@pytest.fixture
def board(served, tmp_path):
	"""board(0) and board(1) are the browsers of two dispatchers."""
	pictures = Path(os.environ.get("FSM_SCREENSHOTS") or tmp_path)
	pictures.mkdir(parents=True, exist_ok=True)
	programs = _program("FSM_CHROMIUM", "chromium"), _program("FSM_CHROMEDRIVER", "chromedriver")
	browsers = []

	def opened(number: int, width: int = 1366, height: int = 900) -> Board:
		browsers.append(Browser(*programs, profile=tmp_path / f"profile-{len(browsers)}"))
		browsers[-1].resize(width, height)
		return Board(browsers[-1], served, served.made["users"][number], pictures)

	try:
		yield opened
	finally:
		for number, browser in enumerate(browsers):
			browser.save_screenshot(str(pictures / f"board-last-{number}.png"))
			browser.quit()


def test_a_day_is_dragged_together_locked_and_undone(board, day):
	mine = board(0)
	early = day["planned"]["early"]
	mine.drag(mine.waiting(day["loose"]), "South", "12:00")
	mine.is_at(day["loose"], "South", "12:00")
	assert mine.waiting(day["loose"]) is None
	mine.drag(mine.visit(early), "North", "16:15")
	mine.is_at(early, "North", "16:15")
	mine.picture("board-day")
	# What is on the screen is what is stored.
	mine.browser.refresh()
	mine.until(lambda: mine.all(".visit"), "the board again")
	mine.is_at(early, "North", "16:15")
	mine.is_at(day["loose"], "South", "12:00")
	# Back over the list of what waits: it has no time any more, and is nobody's.
	mine.drag(mine.visit(day["loose"]), "South", "13:00")
	mine.is_at(day["loose"], "South", "13:00")
	mine.undo()
	mine.is_at(day["loose"], "South", "12:00")
	ActionChains(mine.browser, duration=20).drag_and_drop(
		mine.visit(day["loose"]), mine.all(".cards")[0]
	).perform()
	mine.until(lambda: mine.waiting(day["loose"]), "the ticket among those that wait")
	mine.undo()
	mine.is_at(day["loose"], "South", "12:00")
	assert mine.problems() == []


def test_what_was_undone_is_done_again_and_on_another_day_the_board_goes_there(board, day):
	mine = board(0)
	early = day["planned"]["early"]
	mine.drag(mine.visit(early), "North", "16:00")
	mine.is_at(early, "North", "16:00")
	mine.undo()
	mine.is_at(early, "South", "10:00")
	mine.redo()
	mine.is_at(early, "North", "16:00")
	# A day on, by the keys: its card leaves the day that is shown.
	mine.browser.execute_script("arguments[0].focus()", mine.visit(early))
	mine.keys(Keys.ENTER)
	mine.until(lambda: mine.all(".details .plan"), "the form")
	mine.browser.execute_script(
		"const date = document.querySelector('.plan input[type=date]'); const day = new Date(date.value);"
		"day.setUTCDate(day.getUTCDate() + 1); date.value = day.toISOString().slice(0, 10);"
		"date.dispatchEvent(new Event('input'));"
	)
	mine.all(".plan button[type=submit]")[0].click()
	mine.until(lambda: "is planned for North on" in mine.said(), "where it went")
	mine.until(lambda: not mine.visit(early), "its card gone")
	mine.undo()
	mine.is_at(early, "North", "16:00")
	mine.redo()
	mine.until(lambda: f"day={day['day']}" not in mine.browser.current_url, "the next day")
	mine.is_at(early, "North", "16:00")
	mine.picture("board-redone-next-day")
	mine.undo()
	mine.until(lambda: f"day={day['day']}" in mine.browser.current_url, "the day again")
	mine.is_at(early, "North", "16:00")
	mine.until(lambda: mine.visit(day["planned"]["late"]), "the others of that day")
	assert mine.problems() == []


def test_a_refused_move_snaps_back_with_the_reason_and_an_idle_tab_writes_nothing(board, day):
	mine, theirs = board(0), board(1)
	late = day["planned"]["late"]
	mine.drag(mine.visit(late), "South", "15:30")
	mine.is_at(late, "South", "15:30")
	# The other tab has not heard of it yet, or just has; either way it overwrites nothing that it has not shown.
	shown = theirs.place(late)
	theirs.drag(theirs.visit(late), "North", "08:00")
	if shown == ["South", "14:00"]:
		theirs.until(lambda: "changed since" in theirs.said(), "the reason")
		theirs.is_at(late, "South", "15:30")
		theirs.picture("board-refused")
	else:
		theirs.is_at(late, "North", "08:00")
	# A tab that slept reads when it wakes, and writes nothing.
	before, reads = mine.browser.execute_script(WRITES), mine.browser.execute_script(READS)
	mine.browser.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
	mine.until(lambda: mine.browser.execute_script(READS) > reads, "the board read anew")
	mine.until(lambda: mine.place(late) == theirs.place(late), "the same place in both tabs")
	assert mine.browser.execute_script(WRITES) == before
	assert mine.problems() == theirs.problems() == []


def test_by_keys_alone(board, day):
	mine = board(0)
	early = day["planned"]["early"]
	mine.browser.execute_script("arguments[0].focus()", mine.visit(early))
	# The engineers stand in the order of their names: North above South.
	mine.keys(Keys.SPACE, Keys.ARROW_UP, Keys.ARROW_RIGHT, Keys.ARROW_RIGHT)
	assert mine.all(".ghost")
	mine.keys(Keys.ESCAPE)
	assert not mine.all(".ghost") and mine.place(early) == ["South", "10:00"]
	mine.keys(
		Keys.SPACE,
		Keys.ARROW_UP,
		Keys.ARROW_RIGHT,
		Keys.ARROW_RIGHT,
		Keys.ARROW_RIGHT,
		Keys.ARROW_RIGHT,
		Keys.ENTER,
	)
	mine.is_at(early, "North", "11:00")
	mine.until(
		lambda: mine.browser.execute_script("return document.activeElement.dataset.ticket") == early,
		"the focus on it",
	)
	mine.keys("l")
	mine.until(lambda: "locked" in mine.visit(early).get_attribute("class").split(), "it is locked")
	mine.settled()
	mine.keys(Keys.SPACE)
	assert not mine.all(".ghost")
	mine.keys("l")
	mine.until(lambda: "locked" not in mine.visit(early).get_attribute("class").split(), "it is not locked")
	mine.settled()
	mine.keys(Keys.DELETE)
	mine.until(lambda: mine.waiting(early), "it waits")
	mine.undo()
	mine.is_at(early, "North", "11:00")
	# A ticket that waits is picked up from the list.
	mine.browser.execute_script("arguments[0].focus()", mine.waiting(day["third"]))
	mine.keys(Keys.SPACE, Keys.ENTER)
	mine.until(lambda: mine.place(day["third"]), "it has a time")
	assert mine.problems() == []


def test_who_does_not_fit_is_planned_with_a_reason_alone(board, day):
	mine = board(0)
	mine.drag(mine.waiting(day["laser"]), "South", "12:00")
	mine.until(lambda: mine.all("dialog[open] textarea"), "the question for a reason")
	assert "Board Laser" in mine.all("dialog[open]")[0].text
	mine.picture("board-reason")
	assert mine.waiting(day["laser"])
	mine.all("dialog[open] textarea")[0].send_keys("They have done it before.")
	mine.all("dialog[open] button[type=submit]")[0].click()
	mine.is_at(day["laser"], "South", "12:00")
	assert mine.problems() == []


def test_a_proposal_is_seen_on_the_board_and_taken_over(board, day):
	mine = board(0)
	next(button for button in mine.all(".bar button") if button.text.startswith("Proposals")).click()
	mine.until(lambda: mine.all(".plans button"), "the proposal")
	mine.all(".plans button")[0].click()
	mine.until(lambda: mine.all(".proposed"), "where its visits would go")
	mine.picture("board-proposal")
	row = next(row for row in mine.all(".proposal-rows li") if "A pump that leaks" in row.text)
	row.find_element(By.CSS_SELECTOR, "button").click()
	mine.until(lambda: mine.place(day["loose"]), "it has the proposed time")
	assert mine.problems() == []


def test_on_a_phone_by_the_form(board, day):
	mine = board(0, 390, 844)
	wide = mine.browser.execute_script("return document.documentElement.scrollWidth")
	assert wide <= 390
	# The day opens where its first visit is, and not at an hour of which nothing is planned.
	mine.until(
		lambda: mine.browser.execute_script(
			"const card = arguments[0].getBoundingClientRect(), name = document.querySelector('.corner').getBoundingClientRect();"
			"return card.left >= name.right && card.right <= innerWidth",
			mine.visit(day["planned"]["early"]),
		),
		"the first visit in sight",
	)
	mine.picture("board-phone-day")
	next(button for button in mine.all(".tabs button") if button.text.startswith("Without")).click()
	mine.until(lambda: mine.waiting(day["loose"]).is_displayed(), "the list")
	mine.picture("board-phone-list")
	mine.waiting(day["loose"]).click()
	mine.until(lambda: mine.all(".details .plan"), "the form")
	mine.browser.execute_script(
		"const [select, time] = document.querySelectorAll('.plan select, .plan input[type=time]');"
		"select.value = arguments[0]; select.dispatchEvent(new Event('change'));"
		"time.value = '12:30'; time.dispatchEvent(new Event('input'));",
		day["north"],
	)
	mine.picture("board-phone-form")
	mine.all(".plan button[type=submit]")[0].click()
	mine.is_at(day["loose"], "North", "12:30")
	# The panel may reach up to the tabs: it says more of a ticket that is late.
	mine.all(".details-head button")[0].click()
	mine.until(lambda: not mine.all(".details"), "the panel closed")
	next(button for button in mine.all(".tabs button") if button.text == "Map").click()
	mine.until(lambda: mine.all(".leaflet-container"), "the map")
	outside = mine.browser.execute_script(
		"return performance.getEntriesByType('resource').map(e => new URL(e.name).host).filter(host => host !== location.host)"
	)
	assert outside == []
	assert mine.problems() == []


def test_whoever_is_logged_out_meanwhile_comes_to_the_login_and_nothing_is_changed(board, day):
	mine = board(0)
	mine.forget_login()
	mine.drag(mine.visit(day["planned"]["early"]), "North", "12:00")
	mine.until(lambda: "/login" in mine.browser.current_url, "the login")
	again = board(0)
	assert again.place(day["planned"]["early"]) == ["South", "10:00"]
