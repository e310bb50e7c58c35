"""Fixtures of the field app's walks: a site with a day, a line to it that can be cut, phones."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.browser.conftest import _program
from tests.browser.field.line import Line
from tests.browser.hosts import Served, serve


class Site:
	"""The served site, its people and tickets; asked beside the line, as Administrator."""

	def __init__(self, served: Served):
		made = served.made
		self.url, self.password, self.engineers = served.url, served.password, made["engineers"]
		self.tickets, self.serial_no, self.part = made["tickets"], made["serial_no"], made["part"]
		self._rest = served.session()

	def value(self, ticket: str, field: str):
		return self.document("Service Ticket", ticket).get(field)

	def document(self, doctype: str, name: str) -> dict:
		answer = self._rest.get(f"{self.url}/api/resource/{doctype}/{name}")
		assert answer.ok, answer.text
		return answer.json()["data"]

	def list(self, doctype: str, *fields: str, **filters) -> list[dict]:
		query = {
			"fields": json.dumps(["name", *fields]),
			"filters": json.dumps(filters),
			"limit_page_length": 0,
		}
		answer = self._rest.get(f"{self.url}/api/resource/{doctype}", params=query)
		assert answer.ok, answer.text
		return answer.json()["data"]

	def write(self, doctype: str, name: str, **values) -> None:
		"""As somebody in the office."""
		answer = self._rest.put(f"{self.url}/api/resource/{doctype}/{name}", json=values)
		assert answer.ok, answer.text

	def call(self, method: str, **arguments):
		"""A function of the site, as somebody in the office."""
		answer = self._rest.post(f"{self.url}/api/method/{method}", json=arguments)
		assert answer.ok, answer.text
		return answer.json().get("message")

	def file(self, address: str) -> bytes:
		answer = self._rest.get(self.url + address)
		assert answer.ok, answer.text
		return answer.content


@pytest.fixture
def site(served_on, tmp_path):
	"""A new site of its own for each walk; its people and tickets as site.make says."""
	with serve(served_on, "field.site", tmp_path / "site.log") as served:
		yield Site(served)


@pytest.fixture
def line(site):
	"""The phones' line to the site."""
	line = Line(site.url)
	try:
		yield line
	finally:
		line.close()


@pytest.fixture
def phone(line, tmp_path):
	"""phone("first", *flags) is a phone with an empty memory."""
	pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")
	from tests.browser.desk import Browser
	from tests.browser.field.phone import Phone

	programs = _program("FSM_CHROMIUM", "chromium"), _program("FSM_CHROMEDRIVER", "chromedriver")
	pictures = Path(os.environ.get("FSM_SCREENSHOTS") or tmp_path / "screenshots")
	pictures.mkdir(parents=True, exist_ok=True)
	phones = []
	# A phone writes down for good whatever is done; on the disk of a busy machine that would take seconds each time.
	in_memory = Path("/dev/shm")
	memory = Path(tempfile.mkdtemp(dir=in_memory if in_memory.is_dir() else tmp_path))

	def take(name: str, *flags: str) -> Phone:
		phones.append(Phone(Browser(*programs, memory / name, *flags), line.url, pictures, name))
		return phones[-1]

	try:
		yield take
	finally:
		for each in phones:
			each.browser.quit()
		shutil.rmtree(memory, ignore_errors=True)
