"""What lists and reports of the Desk ask of a doctype."""

import frappe
from frappe.permissions import match_conditions

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


def build_match_conditions(doctype, user=None, as_condition=True):
	"""SQL that narrows a list to what the user may see, '' for everything; PermissionError for nothing."""
	if not as_condition:
		raise Unsupported("build_match_conditions as filters")
	return match_conditions(doctype, user or frappe.session.user)
