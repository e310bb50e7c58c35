"""The month of the demo in an empty company of a real site: loaded, and taken away without a trace (C2)."""

from contextlib import contextmanager

import pytest

import frappe

from fsm_app.demo_month import record
from fsm_app.demo_month.clearing import clear
from fsm_app.demo_month.loading import PREFIX, documents_of, load
from fsm_app.demo_month.record import PLANNER, DemoRefused
from tests.app import factories as f
from tests.app.base import SiteTestCase

EMPTY = "Demo Month Works"
FEW, ENGINEERS = 25, 12


def everything() -> dict[str, list]:
	"""All rows of the site by table."""
	return {
		doctype: sorted(map(repr, frappe.get_all(doctype, fields=["*"], order_by="name", as_list=True, limit_page_length=0)))
		for doctype in record.stored_doctypes()
	} | {"Singles": sorted(map(repr, frappe.db.sql("select * from `tabSingles`"))), "Series": sorted(record.series().items())}
