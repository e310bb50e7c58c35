"""All pages of the app in Chromium, on the stand-in site with a small demo: python -m tests.pages

The web app is built and its own tests run first. Then, on every page of fsm_app/www: axe-core finds nothing serious; on
the pages of the web app Lighthouse is content; the first load of /field is no heavier than its budget.
"""

import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from tools import frontend

ROOT = Path(__file__).resolve().parents[1]
AUDIT = ROOT / "frontend" / "audit"
WWW = ROOT / "fsm_app" / "www"
TICKETS = 40
# Bytes of the first load of /field, each file packed by itself as a web server does.
BUDGET = 150_000
RUNS, PERFORMANCE, ACCESSIBILITY = 3, 90, 95
SERIOUS = ("serious", "critical")


@dataclass
class Page:
	"""A page as somebody sees it; `runs` is how often Lighthouse looks at it."""

	name: str
	path: str
	who: str = ""
	runs: int = 0


def pages(site: "Served") -> list[Page]:
	"""Every page of the app; one that is not named here is opened by its plain address, by a guest and by people of each kind."""
	ticket = f"/service-tickets/{site.ticket}"
	known = {
		"field": [
			Page("field", "/field", "Engineer", RUNS),
			*(
				Page(f"field: {path}", f"/field/{path}", "Engineer")
				for path in ("equipment", "incident", "me", "me/score", "me/training", "unsent")
			),
		],
		"dispatch": [Page("dispatch", "/dispatch", "Dispatcher", RUNS)],
		"service-exam": [Page("exam", "/service-exam", "Engineer", 1)],
		"service-request": [
			*site.without_login("/service-request"),
			Page("a label that is none", "/service-request"),
		],
		"service-survey": [
			Page("survey", site.survey, runs=1),
			Page("a survey that is none", "/service-survey"),
		],
		"service-ticket-status": [
			*site.without_login("/service-ticket-status"),
			Page("a link that is none", "/service-ticket-status"),
		],
		"service-manager": [Page("the manager's day", "/service-manager", "Manager", 1)],
		"service-survey-unsubscribe": [Page("unsubscribing", site.unsubscribing, runs=1)],
		"knowledge/index": [Page("cases", "/knowledge", runs=1), Page("cases", "/knowledge", "Customer")],
		"knowledge/case": [Page("case", site.case, runs=1), Page("a case that is none", "/knowledge/none")],
		"service-tickets/index": [Page("tickets", "/service-tickets", "Customer", 1)],
		"service-tickets/new": [Page("new ticket", "/service-tickets/new", "Customer", 1)],
		"service-tickets/ticket": [Page("ticket", ticket, "Customer", 1)],
	}
	found = []
	for template in sorted(WWW.rglob("*.html")):
		route = str(template.relative_to(WWW).with_suffix(""))
		plain = "/" + route.removesuffix("/index")
		others = [Page(f"{plain}, {who or 'guest'}", plain, who) for who in ("", "Manager", "Customer")]
		found += known.get(route, others)
	return found


def main() -> int:
	"""Build, test and look; returns the exit code."""
	for script in (["check"], ["test"], []):
		if code := frontend.run(*script):
			return code
	with tempfile.TemporaryDirectory() as folder, _served(Path(folder)) as site:
		weight = _first_load(site.address, site.sid("Engineer"))
		print(f"first load of /field: {weight:,} bytes packed, at most {BUDGET:,}")
		wrong = [f"/field weighs {weight:,} bytes, more than {BUDGET:,}"] if weight > BUDGET else []
		chromium = os.environ.get("FSM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
		if chromium:
			wrong += _looked_at(chromium, site)
		else:
			print("SKIPPED: no Chromium on this machine (or in FSM_CHROMIUM), so no page was looked at")
	for line in wrong:
		print(f"WRONG: {line}")
	return int(bool(wrong))


def _looked_at(chromium: str, site: "Served") -> list[str]:
	"""What axe-core and Lighthouse have against the pages, in words; the figures are printed."""
	wanted = pages(site)
	frontend.run_npm(AUDIT, "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	node, environment = frontend.node()
	asked = [
		{"name": page.name, "url": site.address + page.path, "sid": site.sid(page.who), "runs": page.runs}
		for page in wanted
	]
	done = subprocess.run(
		[node, str(AUDIT / "audit.mjs")],
		input=json.dumps({"chromium": chromium, "pages": asked}),
		stdout=subprocess.PIPE,
		text=True,
		env={**os.environ, **environment},
	)
	if done.returncode:
		return ["the pages could not be looked at"]
	return [line for found in json.loads(done.stdout.splitlines()[-1]) for line in _judged(found)]


def _judged(found: dict) -> list[str]:
	wrong = [
		f"{found['name']} at {row['width']}: {row['help']} ({row['id']}, {row['impact']}) at {row['at']}"
		for row in found["violations"]
		if row["impact"] in SERIOUS
	]
	wrong += [f"{found['name']}: {error}" for error in found["errors"]]
	if found["status"] >= 500:
		wrong.append(f"{found['name']}: the server answers {found['status']}")
	lesser = sorted({row["id"] for row in found["violations"] if row["impact"] not in SERIOUS})
	shown = f"{found['name']}: {found['status']}, axe {', '.join(lesser) or 'nothing'}"
	if runs := found["lighthouse"]:
		performance = statistics.median(run["performance"] for run in runs)
		accessibility = min(run["accessibility"] for run in runs)
		shown += f", Lighthouse performance {performance:g} of {[run['performance'] for run in runs]}, accessibility {accessibility}"
		# A single look at a page may meet a moment in which the machine does something else.
		if len(runs) >= RUNS and performance < PERFORMANCE:
			wrong.append(f"{found['name']}: performance {performance:g}, at least {PERFORMANCE} is wanted")
		if accessibility < ACCESSIBILITY:
			missed = ", ".join(runs[0]["missed"])
			wrong.append(
				f"{found['name']}: accessibility {accessibility}, at least {ACCESSIBILITY} is wanted ({missed})"
			)
	print(shown)
	return wrong


@dataclass
class Served:
	"""The stand-in site with the demo, as it is served."""

	address: str
	sessions: dict[str, str]
	ticket: str
	survey: str
	unsubscribing: str
	case: str
	open_pages: dict[str, str]

	def without_login(self, page: str) -> list["Page"]:
		"""The open pages that begin with this address."""
		return [Page(name, path, runs=1) for name, path in self.open_pages.items() if path.startswith(page)]

	def sid(self, who: str) -> str:
		"""The session of the visitor who plays this part; empty for guests."""
		return self.sessions[who] if who else ""


@contextmanager
def _served(folder: Path):
	from demo.__main__ import build

	build(str(folder / "site.db"), None, TICKETS, 1, with_summary=False)
	# Only now is there a site that these ask.
	from werkzeug.serving import make_server

	import frappe
	from frappe import auth

	from demo.visitors import open_pages, prepare_day, visitors
	from devsite.server import Server

	prepare_day()
	who = visitors()
	sessions = {visitor.part: auth.open_session(visitor.user) for visitor in who}
	made = _made()
	links = open_pages()
	frappe.db.commit()
	server = make_server("127.0.0.1", 0, Server(who, links), threaded=True)
	threading.Thread(target=server.serve_forever, daemon=True).start()
	try:
		yield Served(f"http://127.0.0.1:{server.port}", sessions, open_pages=links, **made)
	finally:
		server.shutdown()


def _made() -> dict[str, str]:
	"""What the demo has not: a survey that is open, a case for everybody; with the customer's last ticket."""
	import frappe

	from demo.visitors import CUSTOMERS_USER
	from fsm_app.feedback import survey_links, unsubscriptions
	from tests.app.cases import draft

	customer = frappe.db.get_value("Portal User", {"user": CUSTOMERS_USER}, "parent")
	ticket = frappe.get_all("Service Ticket", {"customer": customer}, pluck="name", order_by="name desc")[0]
	survey = frappe.get_all("Service Survey", {"state": ["!=", "Answered"]}, pluck="name")[0]
	tomorrow = frappe.utils.add_days(frappe.utils.now_datetime(), 1)
	frappe.db.set_value("Service Survey", survey, {"state": "Open", "expires_at": tomorrow})
	case = draft().name
	frappe.db.set_value("Knowledge Case", case, {"stage": "Published", "audience": "Public"})
	return {
		"ticket": ticket,
		"survey": _path(survey_links.link_of(survey)),
		"unsubscribing": _path(unsubscriptions.links_for("somebody@tidewater.example", "en")[0]),
		"case": f"/knowledge/{case}",
	}


def _path(address: str) -> str:
	parts = urlsplit(address)
	return f"{parts.path}?{parts.query}"


def _first_load(address: str, sid: str) -> int:
	"""Bytes of the page and of all that it names, packed."""
	html = _read(f"{address}/field", sid)
	named = set(re.findall(rb'(?:src|href)="(/assets/[^"]+)"', html))
	files = [html, *(_read(address + path.decode(), sid) for path in named)]
	return sum(len(gzip.compress(content)) for content in files)


def _read(url: str, sid: str) -> bytes:
	with urlopen(Request(url, headers={"Cookie": f"sid={sid}"})) as answer:
		return answer.read()


if __name__ == "__main__":
	sys.exit(main())
