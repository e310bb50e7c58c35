"""The site that the tests run on, chosen by the environment.

FSM_HOST=bench with FSM_SITE=name: a real site, with the bench's Python, in the bench's sites folder.
Anything else: devsite, the stand-in on SQLite, in this process.

`start()` makes `import frappe` work; conftest files call it before their test modules are imported.
"""

import os
from functools import cache

NAME = os.environ.get("FSM_HOST") or "devsite"
ON_BENCH = NAME == "bench"

if NAME not in ("bench", "devsite"):
	raise RuntimeError(f"FSM_HOST is {NAME!r}; it may be 'bench' or 'devsite'")


@cache
def start():
	"""Connect to the host once; returns its module (bench_host or devsite_host)."""
	if ON_BENCH:
		from tests import bench_host as host
	else:
		from tests import devsite_host as host
	host.connect()
	return host


def frappe_version() -> int:
	"""The main version of the Frappe that runs: 15 or 16; devsite is a 15. For what the two do differently."""
	import frappe

	return int(frappe.__version__.partition(".")[0])
