"""The connected site, served by gunicorn as a bench serves it, for tests and benchmarks that speak HTTP with it."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import requests

import frappe

WORKERS, THREADS = 4, 4
PATIENCE = 120


@contextlib.contextmanager
def served() -> Iterator[str]:
	"""The address at which the site is served within this context."""
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		address = f"127.0.0.1:{free.getsockname()[1]}"
	command = [sys.executable, "-m", "gunicorn", "-b", address, "-w", str(WORKERS), "--threads", str(THREADS)]
	command += ["--timeout", str(PATIENCE), "--log-level", "warning", "frappe.app:application"]
	server = subprocess.Popen(command, cwd=os.getcwd(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
	try:
		_wait_for(f"http://{address}/api/method/ping", server)
		yield f"http://{address}"
	finally:
		server.terminate()
		server.wait(PATIENCE)


def _wait_for(url: str, server: subprocess.Popen) -> None:
	for _attempt in range(PATIENCE * 5):
		if server.poll() is not None:
			raise RuntimeError(f"gunicorn ended with {server.returncode}")
		with contextlib.suppress(requests.ConnectionError):
			if requests.get(url, headers={"X-Frappe-Site-Name": frappe.local.site}, timeout=PATIENCE).ok:
				return
		time.sleep(0.2)
	raise RuntimeError(f"nobody answers at {url}")


def new_token(user: str) -> str:
	"""A new API key of the user, as `key:secret`."""
	document = frappe.get_doc("User", user)
	document.api_key, secret = frappe.generate_hash(length=15), frappe.generate_hash(length=15)
	document.api_secret = secret
	document.save(ignore_permissions=True)
	return f"{document.api_key}:{secret}"
