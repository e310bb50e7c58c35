"""The site for browsers and curl: a plain page at '/', Frappe's API below /api."""

from werkzeug.wrappers import Request, Response

from devsite import site

site.load()


def application(environ, start_response):
	"""WSGI: the index page, or what Frappe answers."""
	from frappe import app

	request = Request(environ)
	if request.path == "/" and request.method == "GET":
		from devsite.index_page import render

		with app.one_at_a_time:
			return Response(render(request.host_url), mimetype="text/html")(environ, start_response)
	return app.application(environ, start_response)


def serve(host, port):
	"""Answers requests until interrupted."""
	from werkzeug.serving import run_simple

	run_simple(host, port, application)
