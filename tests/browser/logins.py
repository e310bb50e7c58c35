"""The people of the walks' own sites: users who can log in."""

import secrets

# One for all who were made by this process.
PASSWORD = secrets.token_urlsafe(12)


def person(email: str, *roles: str) -> str:
	"""A new user with these roles and PASSWORD, with all that follows from that; returns the e-mail."""
	from frappe.utils.password import update_password

	from tests.app import factories as f

	update_password(f.inserted_user(email, *roles), PASSWORD)
	return email
