"""The search page of the Desk: keys, input methods, a voice, a phone (G2, G5); the users' ask B7 of input methods."""

import pytest

Keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
PHONE = (390, 844)
PAGE = "/app/knowledge-search"
FIELD = ".fsm-search input[type=search]"
HIT = ".fsm-search-hit"
CHOSEN = ".fsm-search-chosen .fsm-search-title"
ASKED = "return performance.getEntriesByType('resource').filter(e => e.name.includes('knowledge_search.search')).length"
# What an input method does, as Chromium and as Safari tell it, to the field that is given.
COMPOSE = """
const [field, keeps] = arguments, tell = (event) => field.dispatchEvent(event);
const key = (options) => tell(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ...options}));
tell(new CompositionEvent("compositionstart", {bubbles: true}));
for (const text of ["d", "de", "desk"]) {
	field.value = text;
	tell(new InputEvent("input", {bubbles: true, isComposing: true}));
}
key({isComposing: true});
field.value = keeps;
tell(new CompositionEvent("compositionend", {bubbles: true}));
const safari = new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, keyCode: 229});
tell(safari);
"""
# A browser that hears what it is told to hear.
VOICE = """
window.SpeechRecognition = window.webkitSpeechRecognition = class {
	start() {
		window.__heard_in = this.lang;
		setTimeout(() => {
			if (window.__deaf) { this.onerror({error: "not-allowed"}); }
			else { this.onresult({results: [Object.assign([{transcript: "desk walk"}], {isFinal: true})]}); }
			this.onend();
		}, 50);
	}
	stop() {}
};
"""


@pytest.fixture
def page(walk, desk):
	"""The engineer's Desk at the search page."""
	engineer = desk("engineer")
	engineer.browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": VOICE})
	engineer.browser.get(engineer.url + PAGE)
	engineer.one(FIELD)
	engineer.settle()
	return engineer


def titles(page) -> list[str]:
	return [hit.text for hit in page.seen(".fsm-search-title")]


def test_typed_looked_through_and_opened_by_keys_alone(page, walk):
	field = page.one(FIELD)
	assert page.browser.switch_to.active_element == field
	field.send_keys("desk walk")
	page.until(lambda: all("Desk Walk" in title for title in titles(page)) and titles(page), "the hits")
	found = titles(page)
	assert walk["offering"] in found
	assert [mark.text for mark in page.seen(".fsm-search-chosen mark")][:2] == ["Desk", "Walk"]
	field.send_keys(Keys.ARROW_DOWN)
	page.until(lambda: page.one(CHOSEN).text == found[1], "the second hit")
	page.until(lambda: page.seen(".fsm-search-preview h3", found[1]), "the preview")
	field.send_keys(Keys.ARROW_UP, Keys.ARROW_UP)
	page.until(lambda: page.one(CHOSEN).text == found[0], "the first hit")
	page.picture("knowledge-search")
	field.send_keys(Keys.ENTER)
	page.until(lambda: "/service-offering/" in page.browser.current_url, "the form")
	page.settle()
	page.browser.back()
	page.until(
		lambda: page.browser.switch_to.active_element.get_attribute("type") == "search", "the page again"
	)
	page.settle()
	field = page.one(FIELD)
	field.send_keys(Keys.ESCAPE)
	page.until(lambda: field.get_attribute("value") == "", "an empty field")
	assert page.one(".fsm-search-recent button", "desk walk")
	field.send_keys(Keys.ESCAPE)
	page.until(lambda: page.browser.switch_to.active_element != field, "leaving the field")
	page.browser.switch_to.active_element.send_keys("/")
	page.until(lambda: page.browser.switch_to.active_element == field, "the field")
	assert field.get_attribute("value") == ""


@pytest.mark.parametrize("keeps", ["desk walk", "漏水"])
def test_an_input_method_keeps_its_enter(page, keeps):
	"""Asks B7: Enter that takes a candidate sends nothing; one request once it is taken."""
	field = page.one(FIELD)
	before = page.browser.execute_script(ASKED)
	page.browser.execute_script(COMPOSE, field, keeps)
	page.until(lambda: page.browser.execute_script(ASKED) > before, "the question")
	page.settle()
	assert page.browser.execute_script(ASKED) == before + 1
	assert PAGE in page.browser.current_url, "nothing was opened"
	assert field.get_attribute("value") == keeps


def test_spoken_where_the_browser_can(page):
	page.one(".fsm-search-speak").click()
	page.until(lambda: "Desk Walk" in " ".join(titles(page)), "the hits")
	assert page.one(FIELD).get_attribute("value") == "desk walk"
	assert page.browser.execute_script("return window.__heard_in") == "en-US"
	page.browser.execute_script("window.__deaf = true")
	page.one(".fsm-search-speak").click()
	page.until(lambda: any("microphone" in text for text in page.told()), "why it hears nothing")


def test_on_a_phone_one_thing_after_the_other(page):
	page.hold(PHONE)
	field = page.one(FIELD)
	field.send_keys("desk walk")
	page.until(lambda: "Desk Walk" in " ".join(titles(page)), "the hits")
	assert not page.seen(".fsm-search-preview h3")
	wide = page.browser.execute_script("return document.documentElement.scrollWidth")
	assert wide <= PHONE[0]
	page.picture("knowledge-search-phone")
	page.settle()
	first = titles(page)[0]
	page.seen(HIT)[0].click()
	page.until(lambda: page.seen(".fsm-search-preview h3", first), "the preview")
	assert not page.seen(HIT)
	page.one(".fsm-search-back").click()
	page.until(lambda: page.seen(HIT), "the hits again")
