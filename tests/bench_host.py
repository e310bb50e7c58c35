"""A real site as the tests' host: connects, and lets each test work inside one transaction (see transaction.py).

Background jobs and HTTP requests run as Frappe runs them, each with a fresh `frappe.local`, but on the test's own database
connection, so they see what the test has done and are rolled back with it.
"""

import contextlib
import contextvars
import importlib.util
import os
from collections.abc import Callable, Iterator
from unittest import mock

from rq.job import JobStatus
from werkzeug.test import Client

import frappe
import frappe.app
import frappe.client
import frappe.database
import frappe.model.document
import frappe.utils.background_jobs as background_jobs
from frappe.model.base_document import BaseDocument
from frappe.utils import create_batch

from fsm_app.common import clock
from tests import worker_sites
from tests.transaction import Transaction

# Redis outlives a rollback, so what a test may have cached about documents and users is dropped.
REDIS_PREFIXES = ("document_cache::", "user:", "fsm_limit:")
# Its logs, and what its scheduler notes and fetches from Redis.
NOT_COUNTED = (
	"tabScheduled Job Log",
	"tabActivity Log",
	"tabRoute History",
	"tabSessions",
	"tabError Log",
	"__UserSettings",
)
# Where Frappe writes of itself (what is kept of deleted documents, contacts and defaults of users, news, mails, errors, numbers)
# and the search's journal. Errors stay whatever a process rolls back, and count for a later document of the same number.
BESIDE = (
	"Comment",
	"Contact",
	"Contact Email",
	"Customer Group",
	"DefaultValue",
	"Deleted Document",
	"Email Queue",
	"Email Queue Recipient",
	"Error Log",
	"Has Role",
	"Knowledge Change",
	"Notification Log",
	"Permission Log",
	"Series",
)
REDIS_KEYS = (
	"bootinfo",
	"defaults",
	"roles",
	"user_doc",
	"user_permissions",
	"user_perm_can_read",
	"linked_with",
	"workflow",
)


def connect() -> None:
	"""Connect to the site named by FSM_SITE, or to this worker's copy of it (worker_sites.py).

	The current directory must be the bench's sites folder.
	"""
	if not os.environ.get("FSM_SITE"):
		raise RuntimeError("FSM_HOST=bench needs FSM_SITE, the name of a site")
	site = worker_sites.site_of(os.environ["FSM_SITE"], os.environ.get("PYTEST_XDIST_WORKER"))
	if not os.path.exists(os.path.join(site, "site_config.json")):
		raise RuntimeError(f"no site {site} in {os.getcwd()}: run the tests in the bench's sites folder")
	frappe.init(site=site)
	frappe.connect()
	# Test records must not reach anybody's mailbox.
	frappe.flags.mute_emails = True
	_forget_what_killed_runs_left()


def _forget_what_killed_runs_left() -> None:
	"""Delete Error Logs of documents that never came to be: a later test's document gets the same number, and its logs are counted."""
	logs = frappe.get_all(
		"Error Log",
		filters={"reference_doctype": ["is", "set"]},
		fields=["name", "reference_doctype", "reference_name"],
	)
	for log in logs:
		if not frappe.db.exists(log.reference_doctype, log.reference_name):
			frappe.db.delete("Error Log", {"name": log.name})
	frappe.db.commit()


def disconnect() -> None:
	frappe.db.rollback()
	frappe.destroy()


def row_counts() -> dict[str, int]:
	"""How many rows each table has, but for those into which the site itself writes meanwhile."""
	frappe.db.rollback()
	tables = [table for table in frappe.db.get_tables(cached=False) if table not in NOT_COUNTED]
	counts = {}
	for some in create_batch(tables, 100):
		query = " union all ".join(f"select '{table}', count(*) from `{table}`" for table in some)
		counts.update(frappe.db.sql(query))
	frappe.db.rollback()
	return counts


def forget() -> None:
	"""Drop everything kept outside the database, so that it is read anew."""
	frappe.set_user("Administrator")
	frappe.local.message_log = []
	frappe.local.error_log = []
	frappe.local.response = frappe._dict({"docs": []})
	frappe.db.value_cache.clear()
	for name in ("system_settings", "website_settings"):
		if hasattr(frappe.local, name):
			delattr(frappe.local, name)
	for prefix in REDIS_PREFIXES:
		frappe.cache.delete_keys(prefix)
	for key in REDIS_KEYS:
		frappe.cache.delete_value(key)
	if hasattr(frappe, "client_cache"):
		# Frappe 16 keeps what Redis holds in the process, too.
		frappe.client_cache.clear_cache()


class Waiting:
	"""A background job that waits for the next commit, as a worker waits for a queue; the part of rq's Job that Frappe asks for."""

	def __init__(self, jobs: "Jobs", job_id: str, arguments: dict):
		self.jobs, self.id, self.arguments = jobs, job_id, arguments

	def get_status(self, refresh: bool = True) -> JobStatus:
		return JobStatus.QUEUED

	def delete(self) -> None:
		self.jobs.waiting.remove(self)


class Jobs:
	"""Stands where Redis and the workers stand: keeps the jobs of a test and runs them at a commit, one after the other.

	`failed` holds (method, exception) of the jobs that raised; like in production nobody else hears of them."""

	def __init__(self):
		self.waiting: list[Waiting] = []
		self.failed: list[tuple[str, Exception]] = []
		self.running = False

	# what Frappe calls
	def enqueue_call(self, function: Callable, *, kwargs: dict, job_id: str, at_front: bool = False, **_):
		job = Waiting(self, job_id, kwargs)
		self.waiting.insert(0 if at_front else len(self.waiting), job)
		return job

	@property
	def count(self) -> int:
		"""How many jobs the queue holds; Frappe 16 asks before it takes another."""
		return len(self.waiting)

	def get_queue(self, queue: str, is_async: bool = True) -> "Jobs":
		return self

	def get_job(self, job_id: str) -> Waiting | None:
		wanted = background_jobs.create_job_id(job_id)
		return next((job for job in self.waiting if job.id == wanted), None)

	# what tests call
	def run(self) -> int:
		"""Run all waiting jobs and those they enqueue; return how many ran."""
		if self.running:
			return 0
		self.running, count = True, 0
		try:
			while self.waiting:
				self._execute(self.waiting.pop(0))
				count += 1
		finally:
			self.running = False
		return count

	def _execute(self, job: Waiting) -> None:
		try:
			afresh(background_jobs.execute_job, **job.arguments)
		except Exception as error:
			self.failed.append((job.arguments["job_name"], error))


def afresh(function: Callable, *args, **kwargs):
	"""Call `function` as in another process: `frappe.local` is empty there, only the connection and the app's clock are these."""
	moment = getattr(frappe.local, "fsm_simulated_now", None)

	def call():
		with clock.at(moment):
			return function(*args, **kwargs)

	frappe.db.value_cache.clear()
	try:
		return contextvars.Context().run(call)
	finally:
		frappe.local.cache = {}
		frappe.db.value_cache.clear()


@contextlib.contextmanager
def jobs_in_process(jobs: Jobs) -> Iterator[None]:
	"""Keep jobs away from Redis and its workers, which cannot see what a test has not committed."""
	with (
		mock.patch.object(background_jobs, "get_queue", jobs.get_queue),
		mock.patch.object(background_jobs, "get_job", jobs.get_job),
	):
		yield


@contextlib.contextmanager
def one_connection() -> Iterator[None]:
	"""Requests and jobs, which connect and disconnect for themselves, get this connection and leave it open."""
	db = frappe.local.db
	with (
		mock.patch.object(frappe.database, "get_db", lambda **_: db),
		mock.patch.object(db, "close", lambda: None),
	):
		yield


@contextlib.contextmanager
def nothing_elsewhere() -> Iterator[None]:
	"""Take away what no rollback reaches: rows in tables without transactions (Error Log), sessions, the search index's queue."""
	rows: list[tuple[str, str]] = []
	insert = BaseDocument.db_insert
	sessions = set(frappe.cache.hkeys("session"))

	def db_insert(self, *args, **kwargs):
		insert(self, *args, **kwargs)
		if self.meta.engine == "MyISAM":
			rows.append((self.doctype, self.name))

	with (
		mock.patch.object(BaseDocument, "db_insert", db_insert),
		mock.patch.object(frappe.model.document, "update_global_search", lambda doc: None),
	):
		yield
	for doctype, name in rows:
		frappe.db.delete(doctype, {"name": name})
	frappe.db.commit()
	for session in set(frappe.cache.hkeys("session")) - sessions:
		frappe.cache.hdel("session", session.decode())


@contextlib.contextmanager
def nothing_beside() -> Iterator[None]:
	"""Take away what Frappe writes of itself beside the documents that a test commits, and leaves when these are deleted."""
	before = _beside()
	yield
	frappe.db.rollback()
	for group in _beside()["Customer Group"] - before["Customer Group"]:
		frappe.delete_doc("Customer Group", group, force=True)  # as a document: it stands in a tree
	for doctype, names in _beside().items():
		frappe.db.delete(doctype, {"name": ["in", [*(names - before[doctype]), "-"]]})
	frappe.db.commit()


def _beside() -> dict[str, set[str]]:
	# version 15 keeps no log of permissions
	tables = {doctype: frappe.qb.DocType(doctype) for doctype in BESIDE if frappe.db.table_exists(doctype)}
	return {
		doctype: set(frappe.qb.from_(table).select(table.name).run(pluck=True))
		for doctype, table in tables.items()
	}


@contextlib.contextmanager
def isolation(commits: bool) -> Iterator[Jobs]:
	"""One test: rolled back at the end, unless it `commits` and cleans up after itself."""
	flags = frappe.flags.copy()
	jobs = Jobs()
	forget()
	with nothing_elsewhere(), jobs_in_process(jobs), one_connection():
		db = frappe.local.db
		try:
			if commits:
				commit = db.commit
				beside = nothing_beside()
				with beside, mock.patch.object(db, "commit", lambda **_: (commit(), jobs.run())):
					yield jobs
			else:
				with Transaction(db, jobs.run):
					yield jobs
		finally:
			db.rollback()
			frappe.flags.clear()
			frappe.flags.update(flags)
			forget()


def request(*args, **kwargs):
	"""Send one HTTP request to the site's WSGI application; takes the arguments of werkzeug's Client.open."""
	headers = dict(kwargs.pop("headers", None) or {})
	headers["X-Frappe-Site-Name"] = frappe.local.site
	frappe.db.commit()
	client = Client(frappe.app.application, use_cookies=False)

	def send():
		answer = client.open(*args, headers=headers, **kwargs)
		# Frappe does not roll back a request that only reads and fails: what it has not committed goes with its connection.
		frappe.db.rollback()
		return answer

	return afresh(send)


def link_check(doctype: str, name: str, fields: list[str]) -> tuple[str, dict]:
	"""How the Desk asks whether a linked document is there, and for fields of it: (path, parameters)."""
	method = "validate_link" if hasattr(frappe.client, "validate_link") else "validate_link_and_fetch"
	asked = {"fields": fields, "fields_to_fetch": fields}  # as 15 and as 16 call them
	return f"/api/method/frappe.client.{method}", {"doctype": doctype, "docname": name, **asked}


def function_of(function: str, field: str, name: str) -> str | dict:
	"""`function`(`field`) as `name` among the fields of a query: Frappe 16 does not take it as text."""
	if importlib.util.find_spec("frappe.model.qb_query"):
		return {function.upper(): field, "as": name}
	return f"{function}({field}) as {name}"
