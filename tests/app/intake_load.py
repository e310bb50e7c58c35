"""Many clients at once against a site served by several processes, for tests and benchmarks on a bench.

All of it is really committed: `site_under_load` takes away at the end what was made. The numbers of the tickets stay used up:
somebody else may have got later ones meanwhile.
"""

import contextlib
import random
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, local

import requests

import frappe
from frappe.utils.password import delete_all_passwords_for

from fsm_app.engine.stages import TICKET
from tests.app import factories as f
from tests.app.served_site import PATIENCE, new_token, served

SENDER = "load-sender@example.com"
OFFERING = "Load Test"
OPEN_TICKET = "/api/method/fsm_app.api.intake.open_ticket"
OPEN_ISSUE = "/api/resource/Issue"
REPEATED = 0.1


@dataclass(frozen=True)
class Answer:
	"""What became of one request: HTTP status, name of the document, seconds it took, and the server's words if refused."""

	key: str
	status: int
	name: str | None
	seconds: float
	problem: str = ""


class Site:
	"""The served site: its address, and requests to it by one user."""

	def __init__(self, url: str, token: str, common: dict):
		self.url, self.common = url, common
		self.headers = {"Authorization": f"token {token}", "X-Frappe-Site-Name": frappe.local.site}
		self._thread = local()

	def send(self, path: str, key: str, values: dict) -> Answer:
		"""One request; each thread keeps its connection."""
		if not hasattr(self._thread, "session"):
			self._thread.session = requests.Session()
		start = time.perf_counter()
		answer = self._thread.session.post(
			self.url + path, json=values, headers=self.headers, timeout=PATIENCE
		)
		seconds = time.perf_counter() - start
		content = answer.json()
		made = content.get("message") or content.get("data") or {}
		return Answer(
			key, answer.status_code, made.get("name"), seconds, "" if answer.ok else answer.text[:500]
		)

	def open_tickets(self, keys: Iterable[str], clients: int) -> list[Answer]:
		"""A request for each key, `clients` at a time, in that order."""
		with ThreadPoolExecutor(clients) as pool:
			return list(pool.map(self.open_ticket, keys))

	def open_ticket(self, key: str) -> Answer:
		return self.send(OPEN_TICKET, key, {"subject": f"Load {key}", "client_key": key, **self.common})

	def open_issues(self, keys: Iterable[str], clients: int) -> list[Answer]:
		"""ERPNext's Issues in place of tickets."""
		values = {"customer": self.common["customer"], "company": self.common["company"]}
		with ThreadPoolExecutor(clients) as pool:
			return list(
				pool.map(lambda key: self.send(OPEN_ISSUE, key, {"subject": f"Load {key}", **values}), keys)
			)

	def at_the_same_instant(self, path: str, bodies: list[dict]) -> list[Answer]:
		"""One request for each body, all let go together."""
		barrier = Barrier(len(bodies))

		def send(body: dict) -> Answer:
			barrier.wait()
			return self.send(path, body.get("client_key", ""), body)

		with ThreadPoolExecutor(len(bodies)) as pool:
			return list(pool.map(send, bodies))


@contextlib.contextmanager
def site_under_load() -> Iterator[Site]:
	"""The connected site, served by gunicorn as a bench serves it, and a dispatcher's keys for it."""
	customer = None if frappe.db.exists("Customer", f.CUSTOMER) else f.CUSTOMER
	try:
		token = _sender()
		common = {"customer": f.customer(), "company": f.company(), "offering": _offering()}
		frappe.db.commit()
		with served() as url:
			yield Site(url, token, common)
	finally:
		frappe.db.rollback()
		_remove(customer)
		frappe.db.commit()


def with_repeats(keys: list[str], dice: random.Random) -> list[str]:
	"""Each key once, and one in ten twice, the second time right after the first."""
	twice = set(dice.sample(keys, round(len(keys) * REPEATED)))
	return [key for key in keys for _time in range(2 if key in twice else 1)]


def problems(answers: list[Answer], number: int) -> list[str]:
	"""What went wrong: refused requests, keys with two names, and tickets that the site has too many or too few."""
	frappe.db.rollback()  # what others have committed shows in a new transaction
	found = [f"{answer.key}: {answer.status} {answer.problem}" for answer in answers if answer.status != 200]
	names: dict[str, set] = {}
	for answer in answers:
		names.setdefault(answer.key, set()).add(answer.name)
	found += [f"{key}: {sorted(map(str, several))}" for key, several in names.items() if len(several) != 1]
	stored = frappe.get_all(
		TICKET, filters={"client_key": ["in", list(names)]}, fields=["name", "client_key"], limit=0
	)
	if len(stored) != number or any(names[row.client_key] != {row.name} for row in stored):
		found.append(f"{number} tickets were asked for, the site has {len(stored)}, or under other names")
	return found


def _sender() -> str:
	return new_token(f.user(SENDER, "Service Dispatcher", "Support Team"))


def _offering() -> str:
	return f.offering(OFFERING, sla_policy="Standard Service")


def _remove(customer: str | None) -> None:
	tickets = frappe.get_all(TICKET, filters={"owner": SENDER}, pluck="name", limit=0)
	issues = frappe.get_all("Issue", filters={"owner": SENDER}, pluck="name", limit=0)
	if tickets:
		for doctype in ("SLA Event", "SLA Clock"):
			frappe.db.delete(doctype, {"ticket": ["in", tickets]})
	for doctype, names in ((TICKET, tickets), ("Issue", issues)):
		if names:
			frappe.db.delete("Version", {"ref_doctype": doctype, "docname": ["in", names]})
			frappe.db.delete("Comment", {"reference_doctype": doctype, "reference_name": ["in", names]})
			frappe.db.delete(doctype, {"name": ["in", names]})
	actions = frappe.get_all(
		"Workflow Action",
		filters={"reference_doctype": "Issue", "reference_name": ["in", issues or ["-"]]},
		pluck="name",
		limit=0,
	)
	frappe.db.delete("Workflow Action Permitted Role", {"parent": ["in", actions or ["-"]]})
	frappe.db.delete("Workflow Action", {"name": ["in", actions or ["-"]]})
	frappe.db.delete(
		"Communication", {"reference_doctype": "Issue", "reference_name": ["in", issues or ["-"]]}
	)
	frappe.db.delete("Notification Settings", {"name": SENDER})
	for doctype, name in (("Service Offering", OFFERING), ("User", SENDER), ("Customer", customer)):
		if name and frappe.db.exists(doctype, name):
			frappe.delete_doc(doctype, name, ignore_permissions=True, force=True)
	delete_all_passwords_for("User", SENDER)
