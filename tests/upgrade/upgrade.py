"""Leads through the upgrade test: python -m tests.upgrade.upgrade BENCH SITE [COMMIT]. See this folder's __init__.py."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests import worker_sites

# The last commit before the documents moved to rooms of their own: what sites run that will be upgraded.
FROM = "efd85f8"
APP = "fsm_app"
ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests/upgrade"


class Bench:
	"""A bench and the copy of a site on it, on which the commands run with the code of one tree or another."""

	def __init__(self, path: Path, site: str, folder: Path):
		self.path, self.site, self.folder = path, site, folder

	def run(self, tree: Path, *arguments: str, **options) -> subprocess.CompletedProcess:
		"""Run the bench's Python in its sites folder; `tree` is the app's code, `options` are subprocess's."""
		environment = {
			**os.environ,
			"FSM_HOST": "bench",
			"FSM_SITE": self.site,
			"FSM_UPGRADE_FOLDER": str(self.folder),
			"PYTHONPATH": str(tree),
		}
		command = [str(self.path / "env/bin/python"), "-W", "ignore", *arguments]
		place = {"cwd": self.path / "sites", "env": environment, "stdin": subprocess.DEVNULL}
		return subprocess.run(command, **place, **{"check": True, **options})

	def frappe(self, tree: Path, *arguments: str) -> str:
		"""Run one of Frappe's own commands on the site; returns what it says, which is shown only where it fails."""
		say(" ".join(arguments))
		command = ("-m", "frappe.utils.bench_helper", "frappe", "--site", self.site, *arguments)
		quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
		done = self.run(tree, *command, check=False, **quiet)
		if done.returncode:
			print(done.stdout)
		done.check_returncode()
		return done.stdout

	def keep_rows(self, name: str) -> None:
		"""Keep what is in the site's database as a file of the test's folder."""
		self.run(ROOT, str(HERE / "stored_rows.py"), str(self.folder / name))

	def tests(self, name: str) -> None:
		"""Run one of this folder's files of tests."""
		say(name)
		options = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "no:cacheprovider"]
		self.run(ROOT, "-m", "pytest", "-q", *options, str(HERE / name))


def say(what: str) -> None:
	print(f"== {what}", flush=True)


def upgrade(bench: Bench, old: Path) -> None:
	"""Install the tree `old` on the site, seed it, upgrade it, look at it, uninstall the app, look again."""
	# What an earlier copy of this name has left there.
	bench.frappe(ROOT, "clear-cache")
	if APP in bench.frappe(ROOT, "list-apps"):
		bench.frappe(ROOT, "uninstall-app", APP, "--yes", "--no-backup")
	bench.keep_rows("bare.json")
	with linked(bench.path, old):
		bench.frappe(old, "install-app", APP)
		say("seed_old_site.py")
		bench.run(old, str(HERE / "seed_old_site.py"), str(bench.folder / "seeded.json"))
	with linked(bench.path, ROOT):
		# No clearing of caches in between: `bench update` does none either.
		bench.frappe(ROOT, "migrate")
		bench.frappe(ROOT, "migrate")
		bench.tests("test_upgraded_site.py")
		bench.frappe(ROOT, "uninstall-app", APP, "--yes", "--no-backup")
		bench.tests("test_uninstalled_site.py")


@contextlib.contextmanager
def linked(bench: Path, tree: Path) -> Iterator[None]:
	"""Make `tree` the bench's app for this while, as a checkout of its repository would be."""
	links = {bench / "apps" / APP: tree, bench / "sites/assets" / APP: tree / APP / "public"}
	before = {link: link.readlink() if link.is_symlink() else None for link in links}
	for link in links:
		if link.exists() and not before[link]:
			sys.exit(f"{link} is no link but a checkout of its own; move it away first")
	try:
		for link, target in links.items():
			link.unlink(missing_ok=True)
			link.symlink_to(target)
		yield
	finally:
		for link, target in before.items():
			link.unlink(missing_ok=True)
			if target:
				link.symlink_to(target)


@contextlib.contextmanager
def listed(bench: Path) -> Iterator[None]:
	"""See to it that the bench lists the app, without which it cannot be installed."""
	file = bench / "sites/apps.txt"
	text = file.read_text()
	if APP not in text.split():
		file.write_text(f"{text.rstrip()}\n{APP}\n")
	try:
		yield
	finally:
		file.write_text(text)


def unpack(commit: str, folder: Path) -> Path:
	"""The tree of the commit, in a folder of its own."""
	archive, tree = folder / "old.tar", folder / "old"
	tree.mkdir()
	subprocess.run(["git", "archive", "--output", str(archive), commit], cwd=ROOT, check=True)
	subprocess.run(["tar", "-xf", str(archive), "-C", str(tree)], check=True)
	return tree


def main(bench: str, site: str, commit: str = FROM) -> None:
	path = Path(bench).expanduser().resolve()
	if not (path / "sites" / site / "site_config.json").exists():
		sys.exit(f"no site {site} in {path}: make test-upgrade BENCH=... SITE=...")
	copy = f"{site}-upgrade"
	os.chdir(path / "sites")
	# Also where the bench knows another checkout of the app, or one that is gone.
	os.environ["PYTHONPATH"] = str(ROOT)
	with tempfile.TemporaryDirectory(prefix="fsm_upgrade_") as folder:
		old = unpack(commit, Path(folder))
		if not worker_sites.make_copy(site, copy):
			sys.exit("a copy of the site cannot be made: root_password is missing in common_site_config.json")
		try:
			with listed(path):
				upgrade(Bench(path, copy, Path(folder)), old)
		except subprocess.CalledProcessError as failed:
			sys.exit(f"FAILED: {' '.join(map(str, failed.cmd[3:]))}")
		finally:
			worker_sites.drop(copy)
	say("the upgrade test passed")


if __name__ == "__main__":
	main(*[argument for argument in sys.argv[1:] if argument])
