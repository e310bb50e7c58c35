"""Whatever is sent to the app's own functions, by whomever: no server error, no foreign word, no change by GET (D3).

The functions are found by walking the app, so that a new one is tried by itself. What is sent is wrong by type, size, form
and owner; each of ten roles sends it.
"""

import contextlib
import importlib
import inspect
import json
import pkgutil
import time

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import frappe

import fsm_app
from tests import host
from tests.app import factories as f
from tests.app import foreign_rows as rows
from tests.app import portal_users as p
from tests.app.foreign_rows import SECRET, VALUE
from tests.app.permission_table import CUSTOMER, ENGINEER, GUEST, ROLES
from tests.app.two_teams import another_company, no_engineers

METHOD = "/api/method/"
# Those who see nothing of another company and team; the others may be told of it.
OUTSIDERS = (ENGINEER, CUSTOMER, GUEST)
EXAMPLES = 10
# Far beyond what a busy machine needs, and short of what an expression that runs away takes.
HANGS = 20
# Functions that stand before Frappe's own answer nonsense as Frappe does.
IN_FRONT_OF_FRAPPE = {
	path for paths in frappe.get_hooks("override_whitelisted_methods").values() for path in paths
}
BIG = 10**20
WILD = [
	None,
	"",
	" ",
	0,
	-1,
	BIG,
	-BIG,
	1.5,
	1e308,
	True,
	[],
	{},
	[[]],
	{"name": ["like", "%"]},
	[["name", "like", "%"]],
	[["Service Ticket", "contact_phone", "like", "1%"]],
	[[["deep"] * 3] * 3],
	["x"] * 200,
	str(BIG),
	"-1",
	"NaN",
	"Infinity",
	"[broken",
	'{"a": ',
	"a " * 20_000,
	"(" * 40_000,
	"<script>alert(1)</script>",
	"' or 1=1 -- ",
	"%",
	"\\",
	"\x00",
	"\x1b[0m\x7f",
	"\u202e\ufeff",
	"服务工单 😀",
	"2026-02-30",
	"0000-00-00 00:00:00",
	"99999-12-31",
	"2026-03-02T10:00:00+99:00",
	"25:61:61",
	"Administrator",
	"Service Ticket",
	"DocType",
	"No Such Doctype",
]
ANYTHING = st.one_of(
	st.sampled_from(WILD),
	st.sampled_from(WILD),
	st.text(max_size=20),
	st.integers(),
	st.floats(allow_nan=False, allow_infinity=False),
)
QUIET = settings(max_examples=EXAMPLES, phases=[Phase.generate])


def own_functions() -> list:
	"""The whitelisted functions of the app, by their dotted paths."""
	for module in pkgutil.walk_packages(fsm_app.__path__, "fsm_app."):
		if not module.name.startswith(("fsm_app.www", "fsm_app.patches")):
			# devsite has no Desk, and so not what stands before the Desk's own functions
			with contextlib.nullcontext() if host.ON_BENCH else contextlib.suppress(Exception):
				importlib.import_module(module.name)
	found = {f"{function.__module__}.{function.__name__}": function for function in frappe.whitelisted}
	return [found[path] for path in sorted(found) if path.startswith("fsm_app.")]


@pytest.fixture
def people(rest):
	"""By role, a client of somebody who has it; and documents of others."""
	no_engineers()
	company = another_company()
	made = rows.make(company, VALUE, common="common")
	clients = {}
	for role in ROLES:
		email = f"{role.lower().replace(' ', '-')}@fuzz.example.com"
		if role == GUEST:
			clients[role] = rest
		elif role == CUSTOMER:
			clients[role] = rest.login(p.portal_user(email, f.customer("Fuzz Customer")))
		else:
			clients[role] = rest.login(f.user(email, role))
	team = f.make("Service Team", name="Fuzz Team", team_name="Fuzz Team", company=company).name
	user = f"{ENGINEER.lower().replace(' ', '-')}@fuzz.example.com"
	f.make("Service Engineer", engineer_name="Fuzz", company=company, level="Junior", user=user, team=team)
	return clients, [
		row.name
		for row in made
		if row.doctype
		in (
			"Service Ticket",
			"Service Visit",
			"Exam Attempt",
			"SLA Policy",
			"Runbook Run",
			"Service Engineer",
		)
	]


def arguments(function, names: list[str]):
	"""Some of the function's arguments, each as it should not be."""
	parameters = inspect.signature(inspect.unwrap(function)).parameters.values()
	value = st.one_of(ANYTHING, st.sampled_from(names))
	needed = {
		each.name: value
		for each in parameters
		if each.kind != each.VAR_KEYWORD and each.default is each.empty
	}
	others = {
		each.name: value for each in parameters if each.kind != each.VAR_KEYWORD and each.name not in needed
	}
	return st.fixed_dictionaries(needed, optional=others)


class Found(list):
	"""What went wrong, told at the end for all functions together."""

	def look(self, role: str, path: str, sent: dict, answer, seconds: float) -> None:
		text = answer.get_data(as_text=True)
		shown = {key: value if len(str(value)) < 60 else str(value)[:60] for key, value in sent.items()}
		if answer.status_code >= 500 and path not in IN_FRONT_OF_FRAPPE:
			reason = text[-600:] if host.ON_BENCH else text[:600]
			self.append((path, role, answer.status_code, shown, reason))
		if role in OUTSIDERS and SECRET in text:
			self.append((path, role, "foreign word", shown))
		if seconds > HANGS:
			self.append((path, role, f"{seconds:.0f} s", shown))


def sender():
	"""Another address for each request: what limits do is tried elsewhere."""
	sender.count = getattr(sender, "count", 0) + 1
	return {"X-Forwarded-For": f"198.51.{sender.count // 250 % 250}.{sender.count % 250}"}


def test_nothing_that_is_sent_is_a_server_error_or_tells_of_others(people):
	clients, names = people
	found = Found()
	for function in own_functions():
		path = f"{function.__module__}.{function.__name__}"
		try_out(clients, path, arguments(function, names), found)
	assert not found, "\n".join(map(str, {each[0]: each for each in found}.values()))


def try_out(clients: dict, path: str, wrong, found: Found) -> None:
	@QUIET
	@given(role=st.sampled_from(ROLES), sent=wrong)
	def attempt(role, sent):
		began = time.monotonic()
		with here_or_nowhere():
			answer = clients[role].post(METHOD + path, json=sent, **sender())
			found.look(role, path, sent, answer, time.monotonic() - began)
		if host.ON_BENCH:
			frappe.db.after_commit.reset()

	attempt()


@contextlib.contextmanager
def here_or_nowhere():
	"""What devsite has not, it names; nothing more is to be learnt there."""
	try:
		yield
	except Exception as error:
		if host.ON_BENCH or not type(error).__name__.startswith("Unsupported"):
			raise


def test_no_get_changes_anything(people):
	clients, names = people
	before = fingerprint()
	for place, function in enumerate(own_functions()):
		path = f"{function.__module__}.{function.__name__}"
		parameters = inspect.signature(inspect.unwrap(function)).parameters.values()
		for number, role in enumerate(ROLES[place % 3 :: 3]):
			sent = {
				each.name: names[number % len(names)] for each in parameters if each.kind != each.VAR_KEYWORD
			}
			with here_or_nowhere():
				clients[role].get(METHOD + path, params=sent, **sender())
	assert fingerprint() == before


def fingerprint() -> dict:
	"""How many rows each document type of the app has, and when one was changed last."""
	found = {}
	for doctype in rows.own_doctypes():
		changed = frappe.get_all(doctype, pluck="modified", order_by="modified desc", limit_page_length=1)
		found[doctype] = (frappe.db.count(doctype), changed)
	return json.loads(frappe.as_json(found))
