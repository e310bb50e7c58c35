"""devsite as the tests' host: the stand-in site in this process, on a database in memory.

Its isolation is the one of the real site (see transaction.py), so the same code sees the same commits and rollbacks.
"""

import contextlib
from collections.abc import Iterator
from unittest import mock

from werkzeug.test import Client

import devsite.site

frappe = devsite.site.load()

from frappe.utils import background_jobs  # noqa: E402 (frappe is devsite's only after load())

from tests.transaction import Transaction  # noqa: E402


def connect() -> None:
	"""Open a new site with the app installed, and the company that every ERPNext site has."""
	devsite.site.start()
	frappe.get_doc(
		doctype="Company",
		company_name="Example Appliances",
		abbr="EA",
		default_currency="CNY",
		country="China",
	).insert()
	frappe.db.commit()


def disconnect() -> None:
	devsite.site.stop()


def row_counts() -> dict[str, int]:
	"""How many rows each table has."""
	frappe.db.rollback()
	return {doctype: frappe.db.count(doctype) for doctype in sorted(frappe.db.tables)}


def forget() -> None:
	"""Drop everything kept outside the database."""
	frappe.set_user("Administrator")
	frappe.clear_messages()
	frappe.cache.flushall()
	background_jobs.clear()


class Jobs:
	"""The background jobs of a test; as bench_host.Jobs."""

	@property
	def failed(self) -> list[tuple[str, Exception]]:
		return background_jobs.failed

	def run(self) -> None:
		background_jobs.run_waiting()


@contextlib.contextmanager
def isolation(commits: bool) -> Iterator[Jobs]:
	"""One test: rolled back at the end, unless it `commits` and cleans up after itself."""
	flags = frappe.flags.copy()
	jobs, db = Jobs(), frappe.db
	forget()
	try:
		if commits:
			commit = db.commit
			with mock.patch.object(db, "commit", lambda: (commit(), jobs.run())):
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
	"""Send one HTTP request to devsite's WSGI application; takes the arguments of werkzeug's Client.open."""
	from frappe.app import application

	frappe.db.commit()
	return Client(application, use_cookies=False).open(*args, **kwargs)


def function_of(function: str, field: str, name: str) -> str:
	"""`function`(`field`) as `name` among the fields of a query."""
	return f"{function}({field}) as {name}"
