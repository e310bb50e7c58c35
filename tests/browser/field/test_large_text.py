"""Large letters and long words on a small phone: nothing leaves the page, and all that is touched is large enough (N1)."""

import pytest

SIZE = (390, 664)
# What a person with gloves hits, in pixels.
SMALLEST = 44
WORD = "Kraftfahrzeughaftpflichtversicherungsbeitragsbemessungsgrenze"
SCREENS = (
	"",
	"/ticket/{ticket}",
	"/ticket/{ticket}/report",
	"/ticket/{ticket}/permit",
	"/equipment",
	"/incident",
	"/me",
	"/me/score",
	"/me/training",
	"/unsent",
)
# A phone widens the page for what does not fit, so its own width is given.
LOOK = """
const [size, smallest, width] = arguments, found = [];
document.documentElement.style.fontSize = size;
if (parseFloat(getComputedStyle(document.body).fontSize) < 17 * parseFloat(size) / 100) found.push("the letters stay small");
if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide`);
for (const one of document.querySelectorAll("button, a, input:not(.visually-hidden), select, textarea, summary, label.button")) {
	const touched = one.type === "checkbox" ? one.closest("label") : one;
	const { width: wide, height: high, right } = touched.getBoundingClientRect();
	const name = `${one.tagName} ${(one.textContent || one.name).trim().slice(0, 40)}`;
	if (!wide || !high) continue;
	if (Math.round(Math.min(wide, high)) < smallest) found.push(`${name} is ${wide} x ${high}`);
	if (right > width + 1) found.push(`${name} ends at ${right}`);
}
return found;
"""


@pytest.fixture
def welder(phone, site):
	site.write("Service Ticket", site.tickets["third"], subject=f"{WORD} {WORD}")
	worker = phone("zhou")
	worker.log_in(site.engineers["third"], site.password)
	worker.browser.resize(*SIZE)
	worker.one(".list .card")
	return worker


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_nothing_leaves_the_page_and_all_is_large_enough(welder, site, size):
	problems = {}
	for screen in SCREENS:
		welder.open(screen.format(ticket=site.tickets["third"]))
		welder.one("main h1, main .card")
		if found := welder.browser.execute_script(LOOK, size, SMALLEST, SIZE[0]):
			problems[screen] = found
		welder.picture(f"field-large-text-{size[:-1]}-{SCREENS.index(screen):02}")
	for place, tab in enumerate(("work", "parts", "help")):
		welder.open(f"/ticket/{site.tickets['third']}")
		welder.one(".tabs .button")
		welder.browser.execute_script(f"document.querySelectorAll('.tabs .button')[{place}].click()")
		if found := welder.browser.execute_script(LOOK, size, SMALLEST, SIZE[0]):
			problems[tab] = found
	assert not problems
