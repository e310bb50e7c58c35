"""The dispatcher's board with 60 engineers and 400 visits in Chromium: how soon it is seen, how soon a dragged card answers.

    FSM_HOST=bench FSM_SITE=scratch.localhost python -m benchmarks.dispatch_board        (in the bench's sites folder)

A company's day: engineers in six teams with depots and a calendar, visits of an hour around them, 40 tickets that wait. The
page is opened several times with an empty cache; then cards are dragged with the mouse over the timeline, and for each step
the time counts from the mouse's event to the end of the frame in which the card's new place is drawn. The CPU of the page's
main thread and of the server is what a busy machine does not blur. `--keep` leaves the
rows and prints how to log in; `--clean` takes them away.

It writes its rows into the site and deletes them at the end: use a scratch site. It needs selenium, chromium and a built
front end (bench build --app fsm_app), and says what is missing. Nothing is asserted about time.
"""

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import load

PREFIX = "BENCH-DB-"
USER, PASSWORD = "bench.dispatcher.of-board@example.com", "bench-board-1"
TEAMS, ENGINEERS, VISITS, WAITING = 6, 60, 400, 40
CALENDAR, OFFERING = f"{PREFIX}calendar", f"{PREFIX}repair"
TABLES = (
	"Service Engineer",
	"Service Team",
	"Address",
	"Service Ticket",
	"Service Visit",
	"Ticket Caller",
	"Service Offering",
	"Service Calendar",
	"Service Calendar Shift",
	"Customer",
)
ROOT = Path(__file__).resolve().parent.parent
OPENINGS, DRAGS, STEPS = 5, 12, 12

# Counts from the event to the end of the frame that shows its effect.
NOTE = """
window.__steps = [];
addEventListener("pointermove", (event) => {
	if (event.buttons !== 1) return;
	const began = event.timeStamp;
	requestAnimationFrame(() => requestAnimationFrame(() => window.__steps.push(performance.now() - began)));
}, true);
addEventListener("pointerup", (event) => {
	const began = event.timeStamp;
	requestAnimationFrame(() => requestAnimationFrame(() => (window.__drop = performance.now() - began)));
}, true);
"""
SEEN = """
const done = arguments[0];
const look = () => document.querySelectorAll(".visit").length && document.querySelector(".waiting-card")
	? requestAnimationFrame(() => done([performance.now(), document.querySelectorAll(".visit").length]))
	: requestAnimationFrame(look);
look();
"""


def main(keep: bool = False, clean: bool = False) -> None:
	"""Load the day, open the board, drag, print the figures."""
	load.start_on_real_site()
	import frappe

	clean_up()
	if clean:
		return
	try:
		day = frappe.utils.now_datetime().date() + timedelta(days=1)
		company = load.shared_values()["company"]
		make_day(company, day)
		frappe.db.commit()
		server_side(company, day)
		if keep:
			print(f"/dispatch?day={day}&company={company} as {USER}, password {PASSWORD}")
			return
		in_browser(company, str(day))
	finally:
		if not keep:
			clean_up()


def make_day(company: str, day) -> None:
	"""Engineers, visits and waiting tickets."""
	import frappe

	chance = random.Random(7)
	at = frappe.utils.get_datetime(day)
	shifts = [
		{"weekday": weekday, "start_time": "07:30:00", "end_time": "18:30:00"}
		for weekday in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	]
	_row("Service Calendar", name=CALENDAR, calendar_name=CALENDAR)
	for index, shift in enumerate(shifts, 1):
		_row(
			"Service Calendar Shift",
			name=f"{PREFIX}{index}",
			parent=CALENDAR,
			parenttype="Service Calendar",
			parentfield="shifts",
			idx=index,
			**shift,
		)
	category = frappe.db.get_value("Service Category", {"is_group": 0}, "name") if _has_groups() else None
	category = category or frappe.db.get_value("Service Category", {}, "name")
	policy = frappe.db.get_value("SLA Policy", {}, "name")
	_row(
		"Service Offering",
		name=OFFERING,
		offering_name=OFFERING,
		category=category,
		delivery="On-site",
		sla_policy=policy,
		default_priority="Medium",
		planned_duration=3600,
	)
	for n in range(30):
		_row("Customer", name=f"{PREFIX}{n}", customer_name=f"Customer {n:02}", customer_type="Company")
	level = frappe.db.get_value("Engineer Level", {}, "name")
	middles = [(31.0 + 0.08 * n, 121.2 + 0.1 * n) for n in range(TEAMS)]
	for n, (latitude, longitude) in enumerate(middles):
		_row(
			"Address",
			name=f"{PREFIX}depot-{n}",
			address_title=f"Depot {n}",
			address_type="Other",
			address_line1="Road 1",
			city="Shanghai",
			country="China",
			fsm_latitude=latitude,
			fsm_longitude=longitude,
		)
		_row(
			"Service Team",
			name=f"{PREFIX}team-{n}",
			team_name=f"{PREFIX}team-{n}",
			company=company,
			calendar=CALENDAR,
			depot=f"{PREFIX}depot-{n}",
		)
	engineers = []
	for n in range(ENGINEERS):
		engineers.append(f"{PREFIX}E{n:02}")
		_row(
			"Service Engineer",
			name=engineers[-1],
			engineer_name=f"Engineer {n:02}",
			status="Active",
			company=company,
			level=level,
			team=f"{PREFIX}team-{n % TEAMS}",
			max_open_tickets=0,
		)
	for n in range(VISITS + WAITING):
		is_planned = n < VISITS
		engineer = n % ENGINEERS
		latitude, longitude = middles[engineer % TEAMS]
		start = at + timedelta(minutes=480 + 90 * (n // ENGINEERS) + chance.choice((0, 0, 15)))
		name = f"{PREFIX}{n:04}"
		customer = f"{PREFIX}{n % 30}"
		_row(
			"Service Ticket",
			name=name,
			subject=f"Machine {n:03} does not start",
			customer=customer,
			company=company,
			offering=OFFERING,
			priority=chance.choice(("High", "Medium", "Low")),
			stage="Dispatched" if is_planned else "Triaged",
			workflow_state="Dispatched" if is_planned else "Triaged",
			engineer=engineers[engineer] if is_planned else None,
			team=f"{PREFIX}team-{engineer % TEAMS}" if is_planned else None,
			opened_at=at - timedelta(days=1),
			next_due_at=at + timedelta(hours=chance.randint(-6, 30)),
			due_order=at + timedelta(hours=chance.randint(-6, 30)),
			next_due_metric="Resolution",
		)
		_row(
			"Ticket Caller",
			name=name,
			ticket=name,
			company=company,
			latitude=latitude + chance.uniform(-0.06, 0.06),
			longitude=longitude + chance.uniform(-0.06, 0.06),
		)
		if is_planned:
			_row(
				"Service Visit",
				name=f"{name}-V1",
				ticket=name,
				engineer=engineers[engineer],
				company=company,
				customer=customer,
				status="Planned",
				visit_number=1,
				delivery="On-site",
				planned_start=start,
				planned_end=start + timedelta(minutes=60),
			)
	if not frappe.db.exists("User", USER):
		user = frappe.get_doc(
			{
				"doctype": "User",
				"email": USER,
				"first_name": "Board",
				"send_welcome_email": 0,
				"roles": [{"role": "Service Dispatcher"}],
			}
		)
		user.flags.no_welcome_mail = True
		user.insert(ignore_permissions=True)
	from frappe.utils.password import update_password

	update_password(USER, PASSWORD)


def server_side(company: str, day) -> None:
	"""Print what the board costs the server."""
	import frappe

	from fsm_app.dispatch_board import fingerprint
	from fsm_app.dispatch_board.board import board_of
	from fsm_app.dispatch_board.gathering import Frame

	frame = Frame(company, day)
	for what, act in (("the whole board", board_of), ("whether it has changed", fingerprint.of)):
		act(frame)  # what is cached is
		queries = _queries(lambda act=act: act(frame))
		times, work = [], []
		for _n in range(7):
			began, worked = time.perf_counter(), time.process_time()
			answer = act(frame)
			times.append(time.perf_counter() - began)
			work.append(time.process_time() - worked)
		size = len(frappe.as_json(answer)) / 1000
		print(
			f"server, {what}: median {statistics.median(times) * 1000:.0f} ms ({statistics.median(work) * 1000:.0f} ms CPU), {queries} queries, {size:.0f} kB"
		)


def in_browser(company: str, day: str) -> None:
	"""Open the board and drag, and print how long that takes."""
	try:
		from selenium.webdriver import ActionChains
		from selenium.webdriver.common.by import By

		from tests.browser.desk import Browser
	except ImportError:
		print("The browser's part needs selenium: pip install selenium")
		return
	programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
	if not all(programs):
		print("The browser's part needs chromium and chromedriver on the PATH.")
		return
	server = subprocess.Popen(
		[sys.executable, "-W", "ignore", "-m", "tests.browser.serve_site", os.environ["FSM_SITE"]],
		stdout=subprocess.PIPE,
		stderr=subprocess.DEVNULL,
		text=True,
		env={**os.environ, "PYTHONPATH": str(ROOT)},
	)
	browser = None
	try:
		url = server.stdout.readline().strip()
		browser = Browser(*programs, profile=Path(tempfile.mkdtemp()))
		browser.set_script_timeout(60)
		browser.get(f"{url}/login")
		browser.execute_async_script(
			"""const done = arguments[2];
			fetch("/api/method/login", {method: "POST", headers: {"Content-Type": "application/json"},
				body: JSON.stringify({usr: arguments[0], pwd: arguments[1]})}).then(() => done());""",
			USER,
			PASSWORD,
		)
		seen, work = [], []
		for _n in range(OPENINGS):
			browser.execute_cdp_cmd("Network.clearBrowserCache", {})
			browser.get("about:blank")
			busy = _busy(browser)
			browser.get(f"{url}/dispatch?company={company}&day={day}")
			seen.append(browser.execute_async_script(SEEN))
			work.append(_busy(browser) - busy)
		first = [row[0] for row in seen]
		print(
			f"first sight: median {statistics.median(first):.0f} ms, worst {max(first):.0f} ms by the clock,"
			f" {statistics.median(work):.0f} ms CPU of the page; {seen[0][1]} of {VISITS} visits drawn"
		)
		browser.execute_script(NOTE)
		steps, drops, work = [], [], []
		for n in range(DRAGS):
			cards = browser.find_elements(By.CSS_SELECTOR, ".visit:not(.pending)")
			card = cards[n * 3 % len(cards)]
			browser.execute_script("window.__steps = []; window.__drop = null")
			chain = ActionChains(browser, duration=16).move_to_element(card).click_and_hold()
			for step in range(STEPS):
				chain.move_by_offset(14 if step % 3 else -9, 11 if n % 2 else -6)
			busy = _busy(browser)
			chain.perform()
			work.append((_busy(browser) - busy) / STEPS)
			ActionChains(browser).release().perform()
			steps += browser.execute_async_script(
				"const done = arguments[0]; setTimeout(() => done(window.__steps), 150)"
			)
			drops.append(browser.execute_script("return window.__drop"))
			time.sleep(1)
		drops = [drop for drop in drops if drop is not None]
		print(
			f"dragging: median {statistics.median(steps):.0f} ms, 99 % {sorted(steps)[int(len(steps) * 0.99) - 1]:.0f} ms,"
			f" worst {max(steps):.0f} ms of {len(steps)} steps, {statistics.median(work):.1f} ms CPU of the page a step;"
			f" letting go: median {statistics.median(drops):.0f} ms, worst {max(drops):.0f} ms"
		)
	finally:
		if browser:
			browser.quit()
		server.terminate()
		server.wait(30)


def _busy(browser) -> float:
	"""The milliseconds of CPU that the page's main thread has used so far."""
	browser.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
	found = browser.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
	return next(row["value"] for row in found if row["name"] == "TaskDuration") * 1000


def clean_up() -> None:
	"""Delete everything that this benchmark has made."""
	import frappe

	for doctype in TABLES:
		frappe.db.delete(doctype, {"name": ["like", f"{PREFIX}%"]})
	for doctype in ("Dispatch Decision", "Ticket Handover", "Service Visit", "Ticket Offer"):
		frappe.db.delete(doctype, {"ticket": ["like", f"{PREFIX}%"]})
	for doctype in ("Notification Log", "Version", "Comment", "ToDo"):
		field = {
			"Notification Log": "document_name",
			"Version": "docname",
			"ToDo": "reference_name",
			"Comment": "reference_name",
		}[doctype]
		frappe.db.delete(doctype, {field: ["like", f"{PREFIX}%"]})
	if frappe.db.exists("User", USER):
		frappe.delete_doc("User", USER, force=True, ignore_permissions=True)
	frappe.db.commit()
	frappe.clear_cache()


def _row(doctype: str, **values) -> None:
	import frappe

	document = frappe.new_doc(doctype)
	document.update(values)
	document.db_insert()


def _queries(act) -> int:
	import frappe

	count, ask = [], frappe.db.sql

	def counted(*args, **kwargs):
		count.append(1)
		return ask(*args, **kwargs)

	frappe.db.sql = counted
	try:
		act()
	finally:
		frappe.db.sql = ask
	return len(count)


def _has_groups() -> bool:
	import frappe

	return frappe.get_meta("Service Category").has_field("is_group")


if __name__ == "__main__":
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--keep", action="store_true", help="leave the rows, to look at the board")
	parser.add_argument("--clean", action="store_true", help="delete what --keep has left")
	main(**vars(parser.parse_args()))
