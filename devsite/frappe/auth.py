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
	_resume(request.cookies.get("sid"))
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


def _resume(sid):
	stored = _sessions.get(sid)
	frappe.set_user(stored.user if stored else "Guest")
	if stored:
		frappe.session.sid, frappe.session.data = sid, stored.data


def check_csrf_token(request):
	"""CSRFTokenError where a browser's session has a token and what would change something does not bring it."""
	expected = frappe.session.data.csrf_token
	if request.method not in ("POST", "PUT", "DELETE", "PATCH") or not expected:
		return
	given = request.headers.get("X-Frappe-CSRF-Token") or frappe.local.form_dict.pop("csrf_token", None)
	if given != expected:
		frappe.flags.disable_traceback = True
		frappe.throw(frappe._("Invalid Request"), frappe.CSRFTokenError)


def login(usr, pwd):
	"""Checks the password and opens a session; returns (session id, what the answer says)."""
	user = usr if frappe.db.get_value("User", usr, "enabled") else None
	try:
		check_password(user, pwd)
	except AuthenticationError:
		frappe.local.response["message"] = frappe._("Invalid login credentials")
		raise
	sid = open_session(user)
	first, last, kind = frappe.db.get_value("User", user, ["first_name", "last_name", "user_type"])
	answer = {"message": "No App", "home_page": "/me"}
	if kind == "System User":
		answer = {"message": "Logged In", "home_page": "/app"}
	return sid, {**answer, "full_name": " ".join(filter(None, [first, last]))}


def logout(sid):
	"""Ends the session; the request goes on as Guest."""
	_sessions.pop(sid, None)
	_resume(None)


def open_session(user):
	"""A session of the user, who is the one from now on; returns its id."""
	frappe.set_user(user)
	sid = secrets.token_hex(28)
	_sessions[sid] = frappe._dict(user=user, data=frappe._dict())
	_resume(sid)
	return sid
