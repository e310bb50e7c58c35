"""Fixtures of the tests that need a Frappe site; see tests/host.py for which one it is.

The tests in app/ and devsite/ run on it and are isolated one by one (their conftest files say so); those in engine/ are
plain Python and never start a host.
"""

import contextlib
import gc
import os

import pytest
from hypothesis import HealthCheck, settings

from tests import host

# Tests assert what is done, not how long a busy machine takes for it, nor how hypothesis likes its draws. The ordinary run
# tries the same examples each time, so that it fails for what was changed alone; FSM_RANDOM=1 tries others.
settings.register_profile(
	"suite",
	deadline=None,
	derandomize=not os.environ.get("FSM_RANDOM"),
	database=None,
	suppress_health_check=list(HealthCheck),
)
settings.load_profile("suite")

# A site's request makes so many small objects that looking for unused ones, as often as Python does unasked, takes a sixth
# of the suite's time.
gc.set_threshold(50_000, 20, 20)


def pytest_report_header(config) -> str:
	return f"fsm host: {host.NAME}"


@pytest.fixture(scope="session")
def site():
	"""The connected host: tests/bench_host.py or tests/devsite_host.py."""
	running = host.start()
	before = running.row_counts()
	yield running
	after = running.row_counts()
	running.disconnect()
	left = {table: (before.get(table, 0), count) for table, count in after.items()}
	left = {table: counts for table, counts in left.items() if counts[0] != counts[1]}
	assert not left, f"the tests have left rows behind, or taken some away: {left} (before, after)"


@pytest.fixture
def jobs(request, site):
	"""The background jobs of this test. They run at each commit; `jobs.failed` lists (method, exception)."""
	return request.getfixturevalue("isolated")


@pytest.fixture
def isolated(request, site):
	"""Administrator's session in a transaction that is rolled back at the end.

	A commit inside it is a savepoint, a rollback goes back to the last commit. Tests marked `commits` really commit, and
	clean up after themselves. See tests/transaction.py."""
	with site.isolation(commits=bool(request.node.get_closest_marker("commits"))) as jobs:
		yield jobs


@pytest.fixture
def freeze(isolated):
	"""freeze(moment) stops the app's clock there until the next freeze() or the test's end; takes a datetime or its text."""
	import frappe.utils

	from fsm_app.common import clock

	with contextlib.ExitStack() as stack:

		def at(moment):
			moment = frappe.utils.get_datetime(moment)
			stack.close()
			stack.enter_context(clock.at(moment))
			return moment

		yield at


@pytest.fixture
def as_user(isolated):
	"""with as_user(email): ... acts as that user, and afterwards as the one before."""
	import frappe

	@contextlib.contextmanager
	def acting(user: str):
		before = frappe.session.user
		frappe.set_user(user)
		try:
			yield user
		finally:
			frappe.set_user(before)

	return acting


@pytest.fixture
def rest(site, isolated):
	"""An HTTP client as Guest; `rest.login(user)` gives one for a user. See tests/rest.py."""
	from tests.rest import Rest

	return Rest(site.request)
