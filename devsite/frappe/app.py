"""The site over HTTP: a WSGI application with Frappe's answers and status codes."""

import json
import logging
import mimetypes
import threading
import traceback

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

import frappe
from frappe import api, auth, permissions, website
from frappe.core import files
from frappe.utils.background_jobs import run_waiting
from frappe.utils.logs import json_handler

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

UNSAFE = ("POST", "PUT", "DELETE", "PATCH")
one_at_a_time = threading.RLock()
# Links are looked up by names alone here.
NOT_NEEDED = ("fsm_app.common.frappe_versions.take_no_conditions_for_links",)


@Request.application
def application(request):
	"""Answers one request. There is one database connection, so requests wait for each other."""
	with one_at_a_time:
		before = _enter(request)
		try:
			response = _answer(request)
			for hook in frappe.get_hooks("after_request"):
				frappe.call(hook, response=response, request=request)
			return response
		finally:
			_leave(before)


def _enter(request):
	"""A fresh request state; returns the one to go back to."""
	local = frappe.local
	before = (frappe.session.user, dict(frappe.flags), local.form_dict, dict(frappe.response), local.request)
	before += (list(frappe.message_log), list(frappe.error_log), local.lang)
	in_test = frappe.flags.in_test
	for container in (frappe.flags, frappe.response, frappe.message_log, frappe.error_log):
		container.clear()
	frappe.flags.in_test = in_test
	local.request = frappe.request = request
	local.request_ip = _sender(request)
	local.request_cache.clear()
	return before


def _sender(request):
	"""The sender's address, which only a proxy tells."""
	forwarded = request.headers.get("X-Forwarded-For")
	return forwarded.split(",")[0].strip() if forwarded else "127.0.0.1"


def _leave(before):
	user, flags, form_dict, response, request, messages, errors, frappe.local.lang = before
	for container, stored in ((frappe.flags, flags), (frappe.response, response)):
		container.clear()
		container.update(stored)
	frappe.message_log[:], frappe.error_log[:] = messages, errors
	frappe.set_user(user)
	frappe.local.form_dict = frappe.form_dict = form_dict
	frappe.local.request = frappe.request = request


def _answer(request):
	try:
		auth.authenticate(request)
		frappe.local.lang = _language(request)
		if request.method == "GET" and request.path.startswith(files.URL):
			content, kind = files.readable(request.path)
			return Response(content, mimetype=kind)
		frappe.local.form_dict = frappe.form_dict = _form(request)
		for hook in frappe.get_hooks("before_request"):
			if hook not in NOT_NEEDED:
				frappe.get_attr(hook)()
		for hook in frappe.get_hooks("auth_hooks"):
			frappe.get_attr(hook)()
		if not request.path.startswith("/api/"):
			response = website.answer(request)
			frappe.db.rollback()
			return response
		auth.check_csrf_token(request)
		cookies = api.handle(request)
		if request.method in UNSAFE or frappe.flags.commit:
			frappe.db.commit()
		else:
			frappe.db.rollback()
		if frappe.response.get("type") == "download":
			response = _download()
		else:
			response = _json(frappe.response.pop("http_status_code", None) or 200)
		for name, value in cookies.items():
			response.set_cookie(name, value, httponly=True, samesite="Lax")
	except (HTTPException, Unsupported):
		frappe.db.rollback()
		raise
	except Exception as error:
		response = _error(error)
		frappe.db.rollback()
	run_waiting()
	return response


def _language(request):
	"""The one that the address names, else the user's, a guest's browser's, the site's."""
	languages = frappe.get_all("Language", {"enabled": 1}, pluck="name")
	named = request.args.get("_lang")
	if named in languages:
		return named
	if frappe.session.user != "Guest":
		return frappe.db.get_value("User", frappe.session.user, "language") or "en"
	chosen = request.cookies.get("preferred_language")
	return chosen if chosen in languages else request.accept_languages.best_match(languages, "en")


def _form(request):
	"""Arguments of the request: a JSON object as body, else query and form together."""
	if request.get_data() and request.is_json:
		body = request.get_json()
		form = frappe._dict(body if isinstance(body, dict) else {"data": body})
	else:
		form = frappe._dict({**request.args.to_dict(), **request.form.to_dict()})
	form.pop("_", None)
	return form


def _error(error):
	"""The answer to an exception; a document one may not read is 'not permitted', not 'not found'."""
	if isinstance(error, frappe.DoesNotExistError) and error.doctype:
		try:
			permissions.check_doctype_permission(error.doctype)
		except frappe.PermissionError as refused:
			error = refused
		except frappe.DoesNotExistError:
			pass
	status = getattr(error, "http_status_code", 500)
	name = f"{type(error).__module__}.{type(error).__name__}"
	frappe.response["exc_type"] = type(error).__name__
	if status != 404 and not frappe.flags.disable_traceback:
		frappe.response["exception"] = f"{name}: {error}" if str(error) else name
		lines = "".join(traceback.format_exception(error))
		frappe.response["exc"] = json.dumps([lines])
	if status >= 500:
		logging.getLogger("frappe.web").error("%s", error, exc_info=error)
	return _json(status)


def _download():
	"""A file as the function laid it ready."""
	wanted = frappe.response
	name = wanted["filename"].replace(" ", "_")
	kind = wanted.get("content_type") or mimetypes.guess_type(name)[0] or "application/octet-stream"
	response = Response(wanted["filecontent"], mimetype=kind)
	response.headers.set(
		"Content-Disposition", wanted.get("display_content_as") or "attachment", filename=name
	)
	return response


def _json(status):
	if frappe.message_log:
		frappe.response["_server_messages"] = json.dumps([json.dumps(entry) for entry in frappe.message_log])
	if frappe.flags.error_message:
		frappe.response["_error_message"] = frappe.flags.error_message
	text = json.dumps(frappe.response, default=json_handler, separators=(",", ":"))
	return Response(text, status=status, mimetype="application/json")
