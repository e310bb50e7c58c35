"""Where the walks through the app's own pages have their site: on devsite, or on a copy of a bench's; see served.py for its end."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
# How the pages of both log somebody in, from any page of the site of whom nobody is logged in.
LOG_IN = """
const [usr, pwd, done] = arguments;
fetch("/api/method/login", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({usr, pwd})})
	.then((answer) => done(answer.status));
"""


class Devsite:
	"""The stand-in site, with this Python."""

	name = "devsite"

	def served(self, module: str) -> dict:
		"""What subprocess needs to serve what tests.browser.<module> makes."""
		return {
			"args": [sys.executable, "-W", "ignore", "-m", "tests.browser.served", f"tests.browser.{module}"],
			"cwd": ROOT,
			"env": {**os.environ, "PYTHONPATH": str(ROOT), "FSM_HOST": "devsite"},
			"text": True,
		}


class Bench:
	"""A bench's site, and its Python, with which this folder's scripts are run."""

	name = "bench"

	def __init__(self, path: Path, site: str):
		self.path, self.site = path, site

	def command(self, script: str, *arguments: str) -> dict:
		"""What subprocess needs to run tests.browser.<script> with this bench's Python."""
		python = self.path / "env/bin/python"
		return {
			"args": [str(python), "-W", "ignore", "-m", f"tests.browser.{script}", *arguments],
			"cwd": self.path / "sites",
			"env": {**os.environ, "PYTHONPATH": str(ROOT)},
			"text": True,
		}

	def copy(self, action: str) -> None:
		"""Make or drop the copy of the site on which walks are served."""
		done = subprocess.run(**self.command("site_copy", action, self.site), capture_output=True)
		assert done.returncode == 0, done.stderr

	def served(self, module: str) -> dict:
		"""What subprocess needs to serve what tests.browser.<module> makes on the copy of the site."""
		command = self.command("served", f"tests.browser.{module}")
		return {**command, "env": {**command["env"], "FSM_HOST": "bench", "FSM_SITE": self.site}}

	def data(self, command: str):
		"""Run site_data; returns what it prints, read as JSON."""
		done = subprocess.run(**self.command("site_data", command, self.site), capture_output=True)
		assert done.returncode == 0, done.stderr
		return json.loads(done.stdout.splitlines()[-1])


class Served:
	"""A served site: what its module has made, where it is, and how it is told something."""

	def __init__(self, process: subprocess.Popen, made: dict):
		self._process, self.made = process, made
		self.url, self.password = made["url"], made["password"]

	def tell(self, name: str, *arguments):
		"""Have a command of served.py done, or a function of the module called; returns its answer."""
		self._process.stdin.write(json.dumps([name, *arguments]) + "\n")
		self._process.stdin.flush()
		return json.loads(self._process.stdout.readline())

	def session(self, user: str = "Administrator") -> requests.Session:
		"""Requests of somebody who is logged in."""
		session = requests.Session()
		session.trust_env = False  # no proxy on the way to this machine
		answer = session.post(f"{self.url}/api/method/login", json={"usr": user, "pwd": self.password})
		assert answer.ok, answer.text
		return session

	def log_in(self, browser, user: str, at: str = "/login") -> None:
		"""In the browser, whoever was logged in there before; `at` is a page of the site for people who are not."""
		browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
		browser.get(self.url + at)
		assert browser.execute_async_script(LOG_IN, user, self.password) == 200


@contextlib.contextmanager
def serve(host: Devsite | Bench, module: str, log: Path) -> Iterator[Served]:
	"""The site that tests.browser.<module> makes, new and on no port that another has; its errors go to `log`.

	Nothing that people do in a walk may leave an error in the site's own log.
	"""
	with open(log, "w") as errors:
		process = subprocess.Popen(
			**host.served(module), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
		)  # fmt: skip
		try:
			line = process.stdout.readline()
			assert line, f"the site cannot be served: {log.read_text()}"
			served = Served(process, json.loads(line))
			yield served
			errors_logged = served.tell("errors")
			assert not errors_logged, "\n".join(errors_logged)
		finally:
			process.stdin.close()
			process.wait(60)
