"""Stock Entries that the app posts for people who have no role in the stock, through ERPNext's own controllers (F1).

Whoever calls has checked before that the act is the user's: their own van, their own ticket. ERPNext and its own checks (the
frozen periods, who may post into them) go on seeing the user, never an administrator in their place.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import frappe

STOCK_ENTRY = "Stock Entry"
ISSUE, RECEIPT, TRANSFER = "Material Issue", "Material Receipt", "Material Transfer"
BUNDLE = "Serial and Batch Bundle"
BUNDLE_RIGHTS = ("read", "write", "create", "submit", "cancel")


def post(purpose: str, company: str, items: list[dict], **values):
	"""Insert and submit a Stock Entry of `purpose` for the user of the moment, whatever their role; returns it."""
	entry = frappe.get_doc(
		{
			"doctype": STOCK_ENTRY,
			"stock_entry_type": type_of(purpose),
			"purpose": purpose,
			"company": company,
			"items": items,
			**values,
		}
	)
	entry.flags.ignore_permissions = True  # see the module's docstring
	with bundles_follow():
		entry.insert()
		entry.submit()
	return entry


def cancel(name: str, **flags) -> None:
	"""Cancel a Stock Entry of the app's for the user of the moment, whatever their role; `flags` are set on it."""
	entry = frappe.get_doc(STOCK_ENTRY, name)
	entry.flags.update(flags)
	entry.flags.ignore_permissions = True  # see the module's docstring
	with bundles_follow():
		entry.cancel()


def type_of(purpose: str) -> str:
	"""The Stock Entry Type for a purpose: the one of the same name, or another that the site has for it."""
	if frappe.db.exists("Stock Entry Type", purpose):
		return purpose
	return frappe.db.get_value("Stock Entry Type", {"purpose": purpose}) or purpose


@contextmanager
def bundles_follow(*also: str) -> Iterator[None]:
	"""Within this context ERPNext may write the serial and batch bundles of what is being posted, and documents of `also`.

	It saves and submits them as the user and asks for their rights on bundles anew, though the entry itself was let through;
	an engineer has none. What a user may do by their roles is remembered for the request; that of bundles alone is set there
	and put back.
	"""
	known = frappe.local.role_permissions
	user = frappe.session.user
	keys = [(doctype, user, is_owner) for doctype in (BUNDLE, *also) for is_owner in (False, True)]
	before = {key: known.get(key) for key in keys}
	allowed = frappe._dict(dict.fromkeys(BUNDLE_RIGHTS, 1), if_owner={}, has_if_owner_enabled=False)
	known.update(dict.fromkeys(keys, allowed))
	try:
		yield
	finally:
		for key, rights in before.items():
			if rights is None:
				known.pop(key, None)
			else:
				known[key] = rights
