"""A site of a walk's own: `python -m tests.browser.served MODULE`, on devsite or, with FSM_HOST=bench, on the copy of FSM_SITE.

MODULE.make() makes the rows and returns what the walk has to know of them. That is printed as one line of JSON, with the
address as "url" and the password of all as "password". Then commands come line by line, as JSON lists of a name and its
arguments, and each is answered by a line of JSON: `down` and `up` stop and start the server on its port, `logout` ends all
logins, `errors` tells what has come into the Error Log, others are functions of MODULE. It ends when no more can come.
See hosts.py for the other end.
"""

import contextlib
import importlib
import json
import os
import queue
import sys
import threading
from collections.abc import Callable, Iterator
from types import ModuleType

from werkzeug.serving import WSGIRequestHandler, make_server

from tests import host
from tests.browser import site_copy
from tests.browser.logins import PASSWORD


class Quiet(WSGIRequestHandler):
	"""Logs errors only."""

	def log_request(self, *_args) -> None:
		pass


class Devsite:
	"""The stand-in site in this process."""

	def __init__(self):
		host.start()
		from devsite.server import Server

		self.application = Server()

	def made(self, make: Callable[[], dict], url: str) -> dict:
		with self.acting():
			return make()

	@contextlib.contextmanager
	def acting(self) -> Iterator[None]:
		"""What is done inside is committed, and no request goes on meanwhile."""
		import frappe
		from frappe import app

		with app.one_at_a_time:
			yield
			frappe.db.commit()

	def logout(self) -> None:
		from frappe import auth

		auth._sessions.clear()


class Jobs:
	"""Stands where Redis and the workers stand: one thread does the site's background jobs, one after the other."""

	def __init__(self):
		self._waiting = queue.Queue()
		threading.Thread(target=self._work, daemon=True).start()

	def enqueue_call(self, function: Callable, *, kwargs: dict, **_options) -> None:
		self._waiting.put((function, kwargs))

	@property
	def count(self) -> int:
		"""How many jobs the queue holds; Frappe 16 asks before it takes another."""
		return self._waiting.qsize()

	def get_queue(self, queue: str, is_async: bool = True) -> "Jobs":
		return self

	def get_job(self, job_id: str) -> None:
		"""None that waits: what is asked for twice is done twice."""

	def done(self) -> None:
		"""Wait until all jobs are done."""
		self._waiting.join()

	def _work(self) -> None:
		while True:
			function, arguments = self._waiting.get()
			# Frappe has written down what failed, and says so on the error output.
			with contextlib.suppress(Exception):
				function(**arguments)
			self._waiting.task_done()


class Copy:
	"""The copy of the real site (site_copy.py), with its static files; its jobs are done in this process, and it sends no mail."""

	def __init__(self):
		self.original = os.environ["FSM_SITE"]
		self.site = os.environ["FSM_SITE"] = site_copy.name_of(self.original)
		os.environ.pop("PYTEST_XDIST_WORKER", None)
		import frappe.app
		from frappe.utils import background_jobs

		self.jobs = Jobs()
		background_jobs.get_queue, background_jobs.get_job = self.jobs.get_queue, self.jobs.get_job
		frappe.app._site = self.site
		self.application = frappe.app.application_with_statics()

	def made(self, make: Callable[[], dict], url: str) -> dict:
		site_copy.restore(self.original)
		site_copy.configure(self.original, host_name=url)
		connected = host.start()
		import frappe

		made = make()
		frappe.db.commit()
		connected.disconnect()
		self.jobs.done()
		return made

	@contextlib.contextmanager
	def acting(self) -> Iterator[None]:
		"""What is done inside is committed."""
		import frappe

		frappe.init(site=self.site, force=True)
		frappe.connect()
		try:
			yield
			frappe.db.commit()
		finally:
			frappe.destroy()

	def logout(self) -> None:
		import frappe

		frappe.db.delete("Sessions")
		frappe.cache.delete_value("session")


class Served:
	"""The site on its port, and the commands."""

	def __init__(self, site: Devsite | Copy, module: ModuleType):
		self.site, self.module, self.port = site, module, 0
		self.up()

	def up(self) -> None:
		application = self.site.application
		self._server = make_server("127.0.0.1", self.port, application, threaded=True, request_handler=Quiet)
		self.port = self._server.port
		self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
		self._thread.start()

	def down(self) -> None:
		self._server.shutdown()
		self._server.server_close()
		self._thread.join()

	def made(self) -> dict:
		url = f"http://127.0.0.1:{self.port}"
		return {"url": url, "password": PASSWORD, **self.site.made(self._make, url)}

	def _make(self) -> dict:
		from frappe.utils.password import update_password

		self._known = set(self._errors())
		update_password("Administrator", PASSWORD)
		return self.module.make()

	def _errors(self) -> dict[str, str]:
		"""The site's Error Logs: what each says, by its name."""
		import frappe

		logs = frappe.get_all("Error Log", fields=["name", "method", "error"])
		return {log.name: f"{log.method}: {log.error}" for log in logs}

	def answer(self, name: str, *arguments):
		if name in ("up", "down"):
			return getattr(self, name)()
		with self.site.acting():
			if name == "logout":
				return self.site.logout()
			if name == "errors":
				return [said for log, said in self._errors().items() if log not in self._known]
			return getattr(self.module, name)(*arguments)


def main(module: str) -> None:
	# What the site itself prints, such as a failed job's traceback, is no answer.
	answers, sys.stdout = sys.stdout, sys.stderr
	site = Copy() if host.ON_BENCH else Devsite()
	served = Served(site, importlib.import_module(module))
	print(json.dumps(served.made()), file=answers, flush=True)
	for command in sys.stdin:
		print(json.dumps(served.answer(*json.loads(command))), file=answers, flush=True)


if __name__ == "__main__":
	main(*sys.argv[1:])
