"""The copy of a bench's site that walks change: python -m tests.browser.site_copy make|drop SITE, in the bench's sites folder.

It is made once for all walks; served.py brings it back to what the site holds before each.
"""

import json
import shutil
import sys
from pathlib import Path

from tests import worker_sites

# Mails are written as by a site that has an account for them, and sent to nobody.
MAILS = {"mute_emails": 1, "mail_server": "mail.invalid"}


def name_of(site: str) -> str:
	"""The copy's name."""
	return f"{site}-walk"


def make(site: str) -> None:
	"""Copy the site; the copy sends no mail."""
	if not worker_sites.make_copy(site, name_of(site)):
		sys.exit("No copy of the site can be made: see tests/worker_sites.py.")
	configure(site, **MAILS)


def restore(site: str) -> None:
	"""Take away what a walk has made."""
	worker_sites.restore(site, name_of(site))
	configure(site, **MAILS)
	for files in ("private/files", "public/files"):
		shutil.rmtree(Path(name_of(site)) / files)
		(Path(name_of(site)) / files).mkdir()


def configure(site: str, **values) -> None:
	"""Write into the copy's configuration."""
	path = Path(name_of(site)) / "site_config.json"
	path.write_text(json.dumps(json.loads(path.read_text()) | values, indent=1))


def drop(site: str) -> None:
	"""Take the copy away."""
	worker_sites.drop(name_of(site))


if __name__ == "__main__":
	{"make": make, "drop": drop}[sys.argv[1]](sys.argv[2])
