"""The site for browsers and curl: a plain page at '/', a login without a password, and what Frappe serves."""

import gzip
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from werkzeug.security import safe_join
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from devsite import site
from devsite.unsupported import Unsupported

site.load()

ASSETS = "/assets/"
TEXTS = ("text/", "application/javascript", "application/json", "image/svg")


class Server:
	"""WSGI. `visitors` (part, user, begins_at, others) may be logged in as in one click; `pages` are addresses by what they are."""

	def __init__(self, visitors=(), pages=None):
		self.visitors = {visitor.user: visitor for visitor in visitors}
		self.pages = pages or {}

	def __call__(self, environ, start_response):
		from frappe import app

		request = Request(environ)
		answer = None
		if request.path == "/login" and request.method == "POST":
			answer = self._log_in
		elif request.method == "GET" and request.path in ("/", "/login"):
			answer = self._index
		elif request.method == "GET" and request.path.startswith(ASSETS):
			answer = _asset
		if answer is None:
			try:
				return app.application(environ, start_response)
			except Unsupported as unknown:
				return Response(f"The stand-in does not have this: {unknown}", 501)(environ, start_response)
		with app.one_at_a_time:
			return answer(request)(environ, start_response)

	def _index(self, request):
		from devsite.index_page import render

		chosen = _own_path(request.args.get("redirect-to"))
		return Response(
			render(request.host_url, self.visitors.values(), self.pages, chosen), mimetype="text/html"
		)

	def _log_in(self, request):
		from frappe import auth

		visitor = self.visitors.get(request.form.get("user"))
		if not visitor:
			return Response("There is no such visitor.", 403)
		response = redirect(_own_path(request.form.get("redirect-to")) or visitor.begins_at, 303)
		response.set_cookie("sid", auth.open_session(visitor.user), httponly=True, samesite="Lax")
		return response


def _own_path(address):
	"""A path of this site, or nothing: a link must not lead elsewhere."""
	parts = urlsplit(address or "")
	is_own = not parts.scheme and not parts.netloc and address and address.startswith("/")
	return address if is_own and "\\" not in address else ""


def _asset(request):
	"""A file of an app's public folder."""
	import frappe

	app, _slash, path = request.path.removeprefix(ASSETS).partition("/")
	if app in frappe.get_installed_apps() and app not in frappe.STAND_INS:
		place = safe_join(frappe.get_app_path(app), "public", path)
		if place and Path(place).is_file():
			kind = mimetypes.guess_type(place)[0]
			response = Response(Path(place).read_bytes(), mimetype=kind)
			if (kind or "").startswith(TEXTS) and "gzip" in request.accept_encodings:
				# As the web server before a real site does.
				response.set_data(gzip.compress(response.get_data(), mtime=0))
				response.headers.update({"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
			return response
	return Response("Not found", 404)


def serve(host, port, visitors=(), pages=None):
	"""Answers requests until interrupted."""
	from werkzeug.serving import run_simple

	run_simple(host, port, Server(visitors, pages), threaded=True)
