"""The `frappe` module of the stand-in: one name for each part of Frappe that an app calls."""

# ruff: noqa: F401 (the names below are what `frappe` offers)
from frappe import exceptions
from frappe.exceptions import *  # noqa: F403
from frappe.exceptions import DoesNotExistError, PermissionError, ValidationError
from frappe.state import (
	_dict,
	conf,
	error_log,
	flags,
	get_site_path,
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
	get_hooks,
	get_installed_apps,
	get_module,
	get_module_list,
	get_module_map,
	get_newargs,
	guest_methods,
	is_whitelisted,
	only_for,
	scrub,
	set_installed_apps,
	setup_module_map,
	unscrub,
	whitelist,
	whitelisted,
)
from frappe.email import sendmail  # noqa: E402
from frappe.messages import (  # noqa: E402
	_,
	bold,
	clear_last_message,
	clear_messages,
	get_message_log,
	msgprint,
	throw,
)
from frappe.model.create_new import copy_doc, new_doc  # noqa: E402
from frappe.model.db_query import get_all, get_list  # noqa: E402
from frappe.model.delete_doc import delete_doc  # noqa: E402
from frappe.model.document import get_doc  # noqa: E402
from frappe.model.meta import get_meta  # noqa: E402
from frappe.permissions import get_roles, only_has_select_perm  # noqa: E402
from frappe.query_builder import qb  # noqa: E402
from frappe.utils.background_jobs import enqueue  # noqa: E402
from frappe.utils.caching import Cache  # noqa: E402
from frappe.utils.formatters import format_value  # noqa: E402
from frappe.utils.logs import as_json, log_error  # noqa: E402
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
	throw=False,  # noqa: F811 (as Frappe names it)
	*,
	parent_doctype=None,
):
	"""Whether the user has the permission; with `throw` PermissionError where they have not."""
	allowed = permissions.has_permission(doctype, ptype, doc, user, throw, parent_doctype=parent_doctype)
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
	cached = db.document_cache.setdefault(args[0], {})
	found = cached.get(name)
	if found is None:
		found = cached[name] = get_doc(*args, **kwargs)
	return found


def get_cached_value(doctype, name, fieldname="name"):
	"""A field (or a list of several) of a cached document, None where there is no such document."""
	try:
		doc = get_cached_doc(doctype, name)
	except DoesNotExistError:
		clear_last_message()
		return None
	if isinstance(fieldname, str):
		return doc.get(fieldname)
	return [doc.get(field) for field in fieldname]


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


def get_value(*args, **kwargs):
	return db.get_value(*args, **kwargs)


def get_last_doc(doctype, filters=None, order_by="creation desc"):
	"""The newest matching document."""
	names = get_all(doctype, filters, pluck="name", order_by=order_by, limit=1)
	if not names:
		raise DoesNotExistError(doctype=doctype)
	return get_doc(doctype, names[0])


def ping():
	return "pong"


ping = whitelist(allow_guest=True)(ping)
