"""The base of unit tests that apps write for a bench."""

import unittest

import frappe

from devsite.unsupported import guard

__getattr__ = guard(__name__)


class FrappeTestCase(unittest.TestCase):
	"""Rolls back what a test class did; a commit inside it lasts."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.db.commit()
		cls.addClassCleanup(frappe.db.rollback)
