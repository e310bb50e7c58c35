"""Who sends a request: by API key, by Basic auth with the same key, or by the cookie of a login."""

import base64
import binascii
import secrets

import frappe
from frappe.exceptions import AuthenticationError
from frappe.utils.password import check_password, get_decrypted_password

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

_sessions = {}


@frappe.whitelist()
def get_logged_user():
	return frappe.session.user


def authenticate(request):
	"""Sets the session's user from the request; AuthenticationError for credentials that are wrong."""
	frappe.set_user(_sessions.get(request.cookies.get("sid"), "Guest"))
	kind, _space, token = request.headers.get("Authorization", "").partition(" ")
	if not token:
		return
	if kind.lower() == "basic":
		try:
			token = base64.b64decode(token).decode()
		except (binascii.Error, ValueError):
			raise AuthenticationError from None
	elif kind.lower() != "token":
		raise Unsupported(f"authorization {kind}")
	key, _colon, secret = token.partition(":")
	user = frappe.db.get_value("User", {"api_key": key, "enabled": 1}) if key and secret else None
	if not user or secret != get_decrypted_password("User", user, "api_secret", raise_exception=False):
		raise AuthenticationError
	frappe.set_user(user)


def login(usr, pwd):
	"""Checks the password and opens a session; returns (session id, what the answer says)."""
	user = usr if frappe.db.get_value("User", usr, "enabled") else None
	try:
		check_password(user, pwd)
	except AuthenticationError:
		frappe.local.response["message"] = frappe._("Invalid login credentials")
		raise
	frappe.set_user(user)
	sid = secrets.token_hex(28)
	_sessions[sid] = user
	first, last, kind = frappe.db.get_value("User", user, ["first_name", "last_name", "user_type"])
	answer = {"message": "No App", "home_page": "/me"}
	if kind == "System User":
		answer = {"message": "Logged In", "home_page": "/app"}
	return sid, {**answer, "full_name": " ".join(filter(None, [first, last]))}
