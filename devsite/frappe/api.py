"""/api/resource and /api/method: which function answers a path."""

import frappe
from frappe import auth
from frappe.utils.text import sbool

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


def handle(request):
	"""Runs the request; fills frappe.response and returns cookies to set."""
	parts = request.path.removeprefix("/api/").rstrip("/").split("/", 2)
	if parts[0] in ("v1", "v2"):
		raise Unsupported(request.path)
	if parts[0] == "method" and len(parts) > 1:
		return _call_method(parts[1], request)
	if parts[0] != "resource" or len(parts) < 2:
		raise frappe.DoesNotExistError
	handlers = RECORD if len(parts) == 3 else DOCTYPE
	if request.method not in handlers:
		raise Unsupported(f"{request.method} {request.path}")
	data = handlers[request.method](*parts[1:])
	if data is not None:
		frappe.response["data"] = data
	return {}


def _call_method(name, request):
	form = frappe.local.form_dict
	if name == "login":
		sid, answer = auth.login(form.get("usr"), form.get("pwd"))
		frappe.response.update(answer)
		return {"sid": sid}
	if name == "logout":
		auth.logout(request.cookies.get("sid"))
		return {"sid": "Guest"}
	overriding = frappe.get_hooks("override_whitelisted_methods", {}).get(name)
	method = _find(overriding[-1] if overriding else name)
	frappe.is_whitelisted(method)
	if request.method not in frappe.allowed_http_methods_for_whitelisted_func[method]:
		frappe.throw(frappe._("Not permitted"), frappe.PermissionError)
	form.cmd = name
	result = frappe.call(method, **form)
	if result is not None:
		frappe.response["message"] = result
	return {}


def _find(name):
	"""The function at a dotted path; `frappe.` paths that the stand-in lacks are Unsupported."""
	try:
		return frappe.ping if name == "ping" else frappe.get_attr(name)
	except Unsupported as error:
		raise Unsupported(f"/api/method/{name}") from error
	except Exception as error:
		frappe.throw(frappe._("Failed to get method for command {0} with {1}").format(name, error))


def list_records(doctype):
	form = frappe.local.form_dict
	if form.get("fields"):
		form["fields"] = frappe.parse_json(form["fields"])
	form.setdefault("limit_page_length", form.get("limit") or 20)
	if form.get("as_dict") is not None:
		form["as_dict"] = sbool(form["as_dict"])
	return frappe.call(frappe.client.get_list, doctype, **form)


def create_record(doctype):
	data = _body()
	data.pop("doctype", None)
	if data.get("name"):
		raise Unsupported("a name given over REST")
	return frappe.new_doc(doctype, **data).insert()


def read_record(doctype, name):
	if "run_method" in frappe.local.form_dict:
		raise Unsupported("run_method over REST")
	doc = frappe.get_doc(doctype, name)
	if not doc.has_permission("read"):
		raise frappe.PermissionError
	doc.apply_fieldlevel_read_permissions()
	return doc


def update_record(doctype, name):
	data = _body()
	data.pop("flags", None)
	doc = frappe.get_doc(doctype, name, for_update=True)
	if doc.meta.istable:
		raise Unsupported("a row of a table over REST")
	doc.update(data)
	return doc.save()


def delete_record(doctype, name):
	frappe.delete_doc(doctype, name, ignore_missing=False)
	frappe.response.http_status_code = 202
	return "ok"


def _body():
	"""The record sent: a JSON body, or the form with an optional `data` field."""
	form = frappe.local.form_dict
	return frappe._dict(form) if form.data is None else frappe.parse_json(form.data)


DOCTYPE = {"GET": list_records, "POST": create_record}
RECORD = {"GET": read_record, "PUT": update_record, "DELETE": delete_record}
