"""Passwords: those of users as hashes, those of other fields for this process only."""

from werkzeug.security import check_password_hash, generate_password_hash

import frappe
from frappe.exceptions import AuthenticationError

from devsite.unsupported import guard

__getattr__ = guard(__name__)

# Few rounds: each test user has a password, and none of them guards anything.
HASHING = "pbkdf2:sha256:1000"


def set_encrypted_password(doctype, name, pwd, fieldname="password"):
	"""Keeps a field's secret as it is: this is a test double, its database guards nothing."""
	_store(doctype, name, fieldname, pwd, 1)


def _store(doctype, name, fieldname, text, encrypted):
	frappe.db.execute(
		"INSERT OR REPLACE INTO `__Auth` (`doctype`, `name`, `fieldname`, `password`, `encrypted`)"
		" VALUES (?, ?, ?, ?, ?)",
		(doctype, name, fieldname, text, encrypted),
	)


def _stored(doctype, name, fieldname):
	query = "SELECT `password` FROM `__Auth` WHERE `doctype`=? AND `name`=? AND `fieldname`=?"
	row = frappe.db.execute(query, (doctype, name, fieldname)).fetchone()
	return row and row[0]


def get_decrypted_password(doctype, name, fieldname="password", raise_exception=True):
	found = _stored(doctype, name, fieldname)
	if not found and raise_exception:
		frappe.throw(
			frappe._("Password not found for {0} {1} {2}").format(doctype, name, fieldname),
			AuthenticationError,
		)
	return found


def remove_encrypted_password(doctype, name, fieldname="password"):
	query = "DELETE FROM `__Auth` WHERE `doctype`=? AND `name`=? AND `fieldname`=?"
	frappe.db.execute(query, (doctype, name, fieldname))


def delete_all_passwords_for(doctype, name):
	frappe.db.execute("DELETE FROM `__Auth` WHERE `doctype`=? AND `name`=?", (doctype, name))


def update_password(user, pwd, doctype="User", fieldname="password", logout_all_sessions=False):
	_store(doctype, user, fieldname, generate_password_hash(pwd, method=HASHING), 0)


def check_password(user, pwd, doctype="User", fieldname="password", delete_tracker_cache=True):
	"""The user's name when the password is theirs; AuthenticationError otherwise."""
	found = _stored(doctype, user, fieldname)
	if not found or not check_password_hash(found, pwd):
		raise AuthenticationError(frappe._("Incorrect User or Password"))
	return user
