"""The `frappe` module of the stand-in: one name for each part of Frappe that an app calls."""

import json

from frappe import exceptions
from frappe.exceptions import *  # noqa: F403
from frappe.exceptions import DoesNotExistError, PermissionError, ValidationError
from frappe.state import (
	_dict,
	conf,
	debug_log,
	error_log,
	flags,
	local,
	message_log,
	response,
	session,
	set_user,
)

from devsite.unsupported import Unsupported, guard, refuse

__version__ = "15.72.0"
STAND_INS = ("frappe", "erpnext")
STANDARD_USERS = ("Guest", "Administrator")
db = None
form_dict = local.form_dict
request = None

from frappe import (  # noqa: E402
	controllers,
	database,
	defaults,
	model,
	permissions,
	utils,
)
from frappe.apps import (  # noqa: E402 (the parts below need the names above)
	allowed_http_methods_for_whitelisted_func,
	append_hook,
	call,
	get_app_path,
	get_attr,
	get_conf,
	get_hooks,
	get_installed_apps,
	get_module,
	get_module_list,
	get_module_map,
	get_module_path,
	get_newargs,
	guest_methods,
	is_whitelisted,
	only_for,
	scrub,
	set_installed_apps,
	unscrub,
	whitelist,
	whitelisted,
)
from frappe.email import sendmail  # noqa: E402
from frappe.messages import (  # noqa: E402
	_,
	_lt,
	bold,
	clear_last_message,
	clear_messages,
	errprint,
	get_message_log,
	log,
	msgprint,
	throw,
)
from frappe.model.create_new import new_doc  # noqa: E402
from frappe.model.db_query import get_all, get_list  # noqa: E402
from frappe.model.delete_doc import delete_doc  # noqa: E402
from frappe.model.document import get_doc  # noqa: E402
from frappe.model.meta import get_meta  # noqa: E402
from frappe.permissions import get_roles, only_has_select_perm  # noqa: E402
from frappe.query_builder import qb  # noqa: E402
from frappe.utils.background_jobs import enqueue  # noqa: E402
from frappe.utils.caching import Cache  # noqa: E402
from frappe.utils.formatters import format_value  # noqa: E402
from frappe.utils.logs import as_json, log_error, logger  # noqa: E402
from frappe.utils.safe_exec import safe_eval  # noqa: E402
from frappe.utils.text import generate_hash, get_traceback, parse_json  # noqa: E402

_unknown = guard(__name__)


def __getattr__(name):
	return local.lang if name == "lang" else _unknown(name)


cache = Cache()


def has_permission(
	doctype=None,
	ptype="read",
	doc=None,
	user=None,
	throw=False,
	*,
	parent_doctype=None,
	debug=False,
	ignore_share_permissions=False,
):
	"""Whether the user has the permission; with `throw` PermissionError where he has not."""
	if not doctype and doc:
		doctype = doc.doctype
	allowed = permissions.has_permission(
		doctype, ptype, doc=doc, user=user, raise_exception=throw, parent_doctype=parent_doctype
	)
	if throw and not allowed:
		if doc:
			permissions.check_doctype_permission(doctype, ptype)
		subject = f"{_(doctype)} {doc if isinstance(doc, str) else doc.name}" if doc else _(doctype)
		flags.error_message = _("No permission for {0}").format(subject)
		raise PermissionError
	return allowed


def get_cached_doc(*args, **kwargs):
	"""A document from the cache, read when it is not there; every caller gets the same object."""
	name = args[0] if len(args) == 1 or args[1] is None else args[1]
	if not isinstance(name, str):
		return get_doc(*args, **kwargs)
	cached = db.document_cache.setdefault(args[0], {})
	found = cached.get(name)
	if found is None:
		found = cached[name] = get_doc(*args, **kwargs)
	return found


def get_cached_value(doctype, name, fieldname="name", as_dict=False):
	"""A field (or several) of a cached document, None where there is no such document."""
	try:
		doc = get_cached_doc(doctype, name)
	except DoesNotExistError:
		clear_last_message()
		return None
	if isinstance(fieldname, str):
		return doc.get(fieldname)
	values = [doc.get(field) for field in fieldname]
	return _dict(zip(fieldname, values, strict=True)) if as_dict else values


def clear_document_cache(doctype, name=None):
	"""Forgets a document (or all of a doctype) in every cache."""
	if name is None:
		db.document_cache.pop(doctype, None)
		db.value_cache.pop(doctype, None)
	else:
		for cached in (db.document_cache.get(doctype), db.value_cache.get(doctype)):
			if cached:
				cached.pop(name, None)
	db.value_cache.pop(("Single", doctype), None)
	if doctype == "System Settings":
		forget_system_settings()


def clear_cache(user=None, doctype=None):
	"""Forgets what is cached of a doctype, of a user, or everything."""
	if doctype:
		db.metas.pop(doctype, None)
		controllers.forget()
		clear_document_cache(doctype)
	elif not user:
		db.metas.clear()
		db.value_cache.clear()
		db.document_cache.clear()
		controllers.forget()
		cache.flushall()
	clear_derived_caches()


def clear_derived_caches():
	"""Forgets roles, permissions, defaults and settings."""
	permissions.forget()
	local.new_doc_templates.clear()
	local.request_cache.clear()
	forget_system_settings()


_system_settings = {}


def get_system_settings(key):
	"""A field of System Settings."""
	if not _system_settings:
		if not db.get_singles_dict("System Settings").get("modified"):
			return db.get_singles_dict("System Settings").get(key)
		_system_settings["doc"] = get_doc("System Settings")
	return _system_settings["doc"].get(key)


def forget_system_settings():
	_system_settings.clear()


def get_single_value(setting, fieldname, *, as_dict=False):
	return get_cached_value(setting, setting, fieldname, as_dict)


def get_single(doctype):
	return get_doc(doctype, doctype)


def get_value(*args, **kwargs):
	return db.get_value(*args, **kwargs)


def set_value(doctype, docname, fieldname, value=None):
	"""Sets fields of a document and saves it, with all checks."""
	doc = get_doc(doctype, docname)
	doc.update(fieldname if isinstance(fieldname, dict) else {fieldname: value})
	return doc.save()


def get_last_doc(doctype, filters=None, order_by="creation desc", *, for_update=False):
	"""The newest matching document."""
	names = get_all(doctype, filters, pluck="name", order_by=order_by, limit=1)
	if not names:
		raise DoesNotExistError(doctype=doctype)
	return get_doc(doctype, names[0])


def delete_doc_if_exists(doctype, name, force=0):
	if db.exists(doctype, name):
		delete_doc(doctype, name, force=force)


def copy_doc(doc, ignore_no_copy=True):
	"""A new document with the same values, without name, dates and docstatus."""
	import copy

	cleared = ["name", "owner", "creation", "modified", "modified_by"]
	if not flags.in_test:
		cleared.append("docstatus")
	new = get_doc(copy.deepcopy(doc if isinstance(doc, dict) else doc.as_dict()))
	for part in (new, *new.get_all_children()):
		part.set("__islocal", 1)
		for fieldname in cleared:
			part.set(fieldname, None)
		if not ignore_no_copy:
			for df in part.meta.get("fields", {"no_copy": 1}):
				part.set(df.fieldname, None)
	for fieldname in ("amended_from", "amendment_date"):
		new.set(fieldname, None)
	return new


def is_table(doctype):
	return bool(get_meta(doctype).istable)


def make_property_setter(
	args, ignore_validate=False, validate_fields_for_doctype=True, is_system_generated=True
):
	"""Changes a property of a field or doctype, given as a dict."""
	from frappe.custom.doctype.property_setter.property_setter import make_property_setter as make

	args = _dict(args)
	return make(
		args.doctype,
		args.fieldname,
		args.property,
		args.value,
		args.property_type,
		for_doctype=args.doctype_or_field == "DocType",
	)


def publish_realtime(*args, **kwargs):
	"""Would tell open browsers; there are none."""


def publish_progress(*args, **kwargs):
	"""Would tell open browsers; there are none."""


def init(site=None, sites_path=".", new_site=False, force=False):
	"""The site is there once devsite.site.start has run."""


def connect(site=None, db_name=None, set_admin_as_user=True):
	if set_admin_as_user:
		set_user("Administrator")


def destroy():
	"""The site stays open until devsite.site.stop."""


def get_file_json(path):
	with open(path, encoding="utf-8") as text:
		return json.load(text)


def get_request_header(key, default=None):
	return local.request.headers.get(key, default) if local.request else default


def are_emails_muted():
	return True


def ping():
	return "pong"


ping = whitelist(allow_guest=True)(ping)

__all__ = [
	"Unsupported",
	"ValidationError",
	"_",
	"_lt",
	"allowed_http_methods_for_whitelisted_func",
	"append_hook",
	"as_json",
	"bold",
	"call",
	"clear_messages",
	"conf",
	"database",
	"debug_log",
	"defaults",
	"delete_doc",
	"enqueue",
	"error_log",
	"errprint",
	"exceptions",
	"format_value",
	"generate_hash",
	"get_app_path",
	"get_attr",
	"get_conf",
	"get_doc",
	"get_hooks",
	"get_installed_apps",
	"get_list",
	"get_message_log",
	"get_module",
	"get_module_list",
	"get_module_map",
	"get_module_path",
	"get_newargs",
	"get_roles",
	"get_traceback",
	"guest_methods",
	"is_whitelisted",
	"log",
	"log_error",
	"logger",
	"message_log",
	"model",
	"msgprint",
	"new_doc",
	"only_for",
	"only_has_select_perm",
	"parse_json",
	"qb",
	"refuse",
	"response",
	"safe_eval",
	"scrub",
	"sendmail",
	"session",
	"set_installed_apps",
	"throw",
	"unscrub",
	"utils",
	"whitelisted",
]  # fmt: skip
