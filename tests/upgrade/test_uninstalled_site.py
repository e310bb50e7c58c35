"""The upgraded site after the app has been uninstalled: nothing of it is left, and what is not the app's is."""

import re

import pytest

import frappe

from tests.upgrade import stored_rows

# What Frappe notes of the apps that are installed, and of documents that it deletes by itself.
FRAPPES_OWN = {"tabVersion", "tabInstalled Application", "tabDeleted Document", "tabError Log", "tabComment"}


@pytest.fixture(scope="module")
def left() -> dict[str, list[dict]]:
	return stored_rows.read()


@pytest.fixture(scope="module")
def ours(before, bare) -> set[str]:
	"""The names of the app's doctypes and modules."""
	return {
		row["name"]
		for table in ("tabDocType", "tabModule Def")
		for row in before[table]
		if row["name"] not in stored_rows.by_name(bare[table])
	}


def test_the_tables_are_those_of_the_site_without_the_app(left, bare):
	assert sorted(left) == sorted(bare)


def test_no_value_names_a_document_or_module_of_the_app(left, bare, ours):
	named = re.compile(
		"|".join(["fsm_app", *(f'^{re.escape(name)}$|"{re.escape(name)}"' for name in sorted(ours))])
	)
	found = []
	for table, rows in left.items():
		if table in FRAPPES_OWN:
			continue
		had = stored_rows.by_name(bare[table])
		for name, row in stored_rows.by_name(rows).items():
			if row != had.get(name):
				fields = [field for field, value in row.items() if value and named.search(value)]
				found += [(table, name, fields)] if fields else []
	assert found == []


def test_what_is_the_sites_own_stays(before):
	for doctype in ("Customer", "Contact", "User"):
		names = [row["name"] for row in before[f"tab{doctype}"]]
		assert sorted(names) == sorted(frappe.get_all(doctype, pluck="name")), doctype
