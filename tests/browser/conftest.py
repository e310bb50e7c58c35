"""Fixtures of the walks in a browser, which `make test-browser` takes, and nobody else: FSM_BROWSER asks for them.

Those through pages of the app take the stand-in site and, where a bench is named, a copy of its site. Those through the Desk
need that bench, and say what is missing where they skip. FSM_BROWSER_BENCH and FSM_BROWSER_SITE name the bench and the site,
as `make test-browser` sets them. Chromium and its driver are found on the PATH or by FSM_CHROMIUM and FSM_CHROMEDRIVER.
FSM_SCREENSHOTS is a folder for the pictures.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.hosts import ROOT, Bench, Devsite

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items) -> None:
	"""Leave out all walks where nobody asks for them: browsers need the machine for themselves."""
	if os.environ.get("FSM_BROWSER"):
		return
	for item in items:
		if HERE in item.path.parents:
			item.add_marker(pytest.mark.skip(reason="walks in a browser: make test-browser"))


def _program(variable: str, name: str) -> str:
	found = os.environ.get(variable) or shutil.which(name)
	if not found:
		pytest.skip(f"no {name} on this machine")
	return found


@pytest.fixture(scope="session")
def bench() -> Bench:
	"""The bench and site to walk on."""
	path, site = os.environ.get("FSM_BROWSER_BENCH"), os.environ.get("FSM_BROWSER_SITE")
	if not path or not site:
		pytest.skip("needs a bench and a site: make test-browser BENCH=... SITE=...")
	bench = Bench(Path(path).expanduser().resolve(), site)
	for needed in ("env/bin/python", f"sites/{site}/site_config.json", "sites/assets/assets.json"):
		if not (bench.path / needed).exists():
			pytest.skip(f"the bench {bench.path} has no {needed}")
	if (bench.path / "apps/fsm_app").resolve() != ROOT:
		pytest.skip(f"{bench.path}/apps/fsm_app is not this checkout; make test-bench links it")
	return bench


@pytest.fixture(scope="session")
def copied(bench) -> Iterator[Bench]:
	"""The bench with a copy of its site, which the walks through the app's own pages change."""
	bench.copy("make")
	try:
		yield bench
	finally:
		bench.copy("drop")


@pytest.fixture(scope="session", params=["devsite", "bench"])
def served_on(request) -> Devsite | Bench:
	"""Where a walk through the app's own pages has its site; it is walked on both."""
	if not (ROOT / "fsm_app/public/frontend/manifest.json").exists():
		pytest.skip("the web app is not built: make frontend")
	_program("FSM_CHROMIUM", "chromium")
	return Devsite() if request.param == "devsite" else request.getfixturevalue("copied")


@pytest.fixture(scope="module")
def walk(bench):
	"""What the walkers need on the site, see site_data.make; removed with all they have made at the end of a file.

	The next file's engineer would else be at the limit of open tickets, and find those of others in the list.
	"""
	try:
		yield bench.data("make")
	finally:
		bench.data("remove")


@pytest.fixture(scope="module")
def url(bench, walk, tmp_path_factory):
	"""The address at which the site is served."""
	log = tmp_path_factory.mktemp("server") / "errors.log"
	with open(log, "w") as errors:
		server = subprocess.Popen(
			**bench.command("serve_site", bench.site), stdout=subprocess.PIPE, stderr=errors
		)
		try:
			address = server.stdout.readline().strip()
			assert address, f"the site cannot be served: {log.read_text()}"
			yield address
		finally:
			server.terminate()
			server.wait(30)


@pytest.fixture
def desk(walk, url, tmp_path):
	"""desk("engineer") opens a browser in which that walker is logged in; it is closed at the end of the test."""
	pytest.importorskip("selenium", reason="needs selenium: make test-browser installs it")
	from tests.browser.desk import Browser, Desk

	programs = _program("FSM_CHROMIUM", "chromium"), _program("FSM_CHROMEDRIVER", "chromedriver")
	pictures = Path(os.environ.get("FSM_SCREENSHOTS") or tmp_path / "screenshots")
	pictures.mkdir(parents=True, exist_ok=True)
	desks = []

	def open_desk(who: str):
		browser = Browser(*programs, profile=tmp_path / who)
		desks.append(Desk(browser, url, pictures, who))
		user = walk["users"][who]
		desks[-1].log_in(user["email"], user["password"], user["home"])
		return desks[-1]

	try:
		yield open_desk
	finally:
		for opened in desks:
			opened.close()
