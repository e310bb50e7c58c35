"""Fixtures of the upgrade test. Only upgrade.py, which sets FSM_UPGRADE_FOLDER, has a site on which its tests can run."""

import json
import os
from pathlib import Path

import pytest

from tests import host

FOLDER = os.environ.get("FSM_UPGRADE_FOLDER")
collect_ignore_glob = [] if FOLDER else ["test_*.py"]
if FOLDER:
	host.start()


@pytest.fixture(autouse=True)
def _isolated(isolated):
	"""Every test here is isolated, whether it asks for it or not."""


def rows_before(name: str) -> dict[str, list[dict]]:
	return json.loads((Path(FOLDER) / name).read_text())


@pytest.fixture(scope="session")
def before() -> dict[str, list[dict]]:
	"""The rows by table that the site had before it was upgraded."""
	return rows_before("seeded.json")


@pytest.fixture(scope="session")
def bare() -> dict[str, list[dict]]:
	"""The rows by table that the site had before the app was installed."""
	return rows_before("bare.json")
