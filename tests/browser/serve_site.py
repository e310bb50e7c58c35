"""Run with a bench's Python: python -m tests.browser.serve_site SITE, in the bench's sites folder.

Serves the site with its static files on a free loopback port until it is terminated; prints the address first.
"""

import sys

from werkzeug.serving import WSGIRequestHandler, make_server

import frappe.app


class Quiet(WSGIRequestHandler):
	"""Logs errors only."""

	def log_request(self, *_args) -> None:
		pass


def main(site: str) -> None:
	application = frappe.app.application_with_statics()

	def of_this_site(environ, start_response):
		environ["HTTP_X_FRAPPE_SITE_NAME"] = site
		return application(environ, start_response)

	server = make_server("127.0.0.1", 0, of_this_site, threaded=True, request_handler=Quiet)
	print(f"http://127.0.0.1:{server.port}", flush=True)
	server.serve_forever()


if __name__ == "__main__":
	main(*sys.argv[1:])
