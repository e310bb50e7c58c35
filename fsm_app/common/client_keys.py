"""Keys of a sender's choice, under which what a bad network sends again is taken once (C2, N1)."""

import frappe


class ClientKeyUsed(frappe.UniqueValidationError):
	"""A client key that was used for another request already."""


class ClientKeyTaken(ClientKeyUsed):
	"""A client key that somebody else has used."""
