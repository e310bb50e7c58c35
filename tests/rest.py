"""An HTTP client for tests that speaks to the host's WSGI application, on both hosts alike."""

import frappe
from frappe.utils.password import set_encrypted_password


class Rest:
	"""Sends requests as Guest, or with `Rest.login(user)` as that user, by token.

	A request sees what the test has done so far (it commits first, inside the test's transaction, see transaction.py) and
	the test sees what the request did; both are rolled back when the test ends.
	Responses are werkzeug's TestResponse: `.status_code`, `.json`.
	"""

	def __init__(self, request, headers: dict | None = None):
		self._request = request
		self.headers = headers or {}

	def login(self, user: str) -> "Rest":
		"""A client with fresh API keys of `user`, written as saving the user stores them, but without what else that does."""
		key, secret = frappe.generate_hash(length=15), frappe.generate_hash(length=15)
		frappe.db.set_value("User", user, "api_key", key, update_modified=False)
		set_encrypted_password("User", user, secret, "api_secret")
		return Rest(self._request, {"Authorization": f"token {key}:{secret}"})

	def _send(self, method: str, path: str, params: dict | None = None, json: object = None, **headers: str):
		options = {"method": method, "headers": self.headers | headers}
		if params is not None:
			options["query_string"] = {
				key: value if isinstance(value, str) else frappe.as_json(value)
				for key, value in params.items()
			}
		if json is not None:
			options["json"] = json
		return self._request(path, **options)

	def get(self, path: str, params: dict | None = None, **headers: str):
		return self._send("GET", path, params, **headers)

	def post(self, path: str, json: object = None, **headers: str):
		return self._send("POST", path, json=json, **headers)

	def upload(self, path: str, files: dict, **form: str):
		"""POST a form with files: field name to (stream, file name, content type)."""
		return self._request(path, method="POST", headers=self.headers, data={**form, **files})

	def put(self, path: str, json: object = None, **headers: str):
		return self._send("PUT", path, json=json, **headers)

	def delete(self, path: str, **headers: str):
		return self._send("DELETE", path, **headers)
