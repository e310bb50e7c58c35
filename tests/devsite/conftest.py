"""These tests run on a Frappe site, which must stand before their modules are imported."""

import pytest

from tests import host

host.start()


@pytest.fixture(autouse=True)
def _isolated(isolated):
	"""Every test here is isolated, whether it asks for it or not."""
