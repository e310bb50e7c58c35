"""Installed apps: their hooks, modules, paths and the functions they open to the web."""

import functools
import importlib
import inspect
import types
from pathlib import Path

import frappe
from frappe.exceptions import AppNotInstalledError, PermissionError
from frappe.state import _dict, flags, local, session

from devsite.unsupported import Unsupported

# Hooks that this stand-in obeys.
OBEYED = set(
	"""app_name app_title app_publisher app_description app_email app_license app_version app_icon app_color
	app_logo_url app_home required_apps before_install after_install
	doc_events scheduler_events permission_query_conditions has_permission ignore_links_on_delete auth_hooks before_request after_request
	override_whitelisted_methods
	""".split()
)
# Names of the hooks that the app itself reads begin with this.
OWN_PREFIX = "fsm_"
# Hooks for the front end, its search, printing and tools, and of events that this site never sees: it is made, not migrated.
IGNORED = set(
	"""before_uninstall after_uninstall after_migrate export_python_type_annotations
	require_type_annotated_api_methods app_include_js app_include_css web_include_js web_include_css doctype_js doctype_list_js
	doctype_tree_js doctype_calendar_js page_js standard_portal_menu_items get_website_user_home_page website_route_rules user_data_fields add_to_apps_screen app_include_icons sounds jinja
	standard_queries override_doctype_dashboards
	""".split()
)

whitelisted = set()
guest_methods = set()
xss_safe_methods = set()
allowed_http_methods_for_whitelisted_func = {}


def get_installed_apps(*, _ensure_on_bench=False):
	"""Names of the installed apps, `frappe` first."""
	return list(local.installed_apps)


def get_hooks(hook=None, default="_KEEP_DEFAULT_LIST", app_name=None):
	"""All values of a hook over the installed apps (lists joined, dicts merged), or all hooks as a dict."""
	hooks = _hooks_of((app_name,) if app_name else tuple(local.installed_apps))
	if not hook:
		return hooks
	return hooks.get(hook, [] if default == "_KEEP_DEFAULT_LIST" else default)


@functools.lru_cache
def _hooks_of(apps):
	hooks = _dict()
	for app in apps:
		if app in frappe.STAND_INS and app != "frappe":
			continue
		for key, value in vars(get_module(f"{app}.hooks")).items():
			if key.startswith("_") or isinstance(value, types.ModuleType | types.FunctionType | type):
				continue
			# what an app reads itself stands under its own prefix
			if key not in OBEYED and key not in IGNORED and not key.startswith(OWN_PREFIX):
				raise Unsupported(f"hook {key} (in {app}.hooks)")
			append_hook(hooks, key, value)
	return hooks


def append_hook(target, key, value):
	"""Adds a hook's value to `target`: below a dict key by key, else to a list."""
	if isinstance(value, dict):
		inner = target.setdefault(key, {})
		for inner_key, inner_value in value.items():
			append_hook(inner, inner_key, inner_value)
	else:
		target.setdefault(key, []).extend(value if isinstance(value, list) else [value])


@functools.lru_cache(maxsize=4096)
def _doc_event_handlers(apps, doctype, method):
	events = {}
	for key, value in _hooks_of(apps).get("doc_events", {}).items():
		for name in key if isinstance(key, tuple) else (key,):
			append_hook(events, name, value)
	paths = events.get(doctype, {}).get(method, []) + events.get("*", {}).get(method, [])
	return tuple(paths)


def doc_event_handlers(doctype, method):
	"""Functions that hooks.py attaches to this event, those of the doctype before those of '*'."""
	return [get_attr(path) for path in _doc_event_handlers(local.installed_key, doctype, method)]


def set_installed_apps(apps):
	"""Remembers the installed apps and drops every cache that depends on them."""
	local.installed_apps = list(apps)
	local.installed_key = tuple(apps)
	_hooks_of.cache_clear()
	_doc_event_handlers.cache_clear()
	get_module_map.cache_clear()


def get_module(modulename):
	return importlib.import_module(modulename)


def get_attr(method_string):
	"""The function or class at a dotted path, for installed apps only."""
	app = method_string.split(".", 1)[0]
	if app not in local.installed_apps and not flags.in_install:
		frappe.throw(frappe._("App {0} is not installed").format(app), AppNotInstalledError)
	module, _, name = method_string.rpartition(".")
	return getattr(get_module(module), name)


def call(fn, *args, **kwargs):
	"""Calls a function (or dotted path) with those keyword arguments that it takes."""
	if isinstance(fn, str):
		fn = get_attr(fn)
	return fn(*args, **get_newargs(fn, kwargs))


_signature = functools.lru_cache(inspect.signature)


def get_newargs(fn, kwargs):
	"""The part of `kwargs` that `fn` takes, never `flags` nor `ignore_permissions`."""
	parameters = _signature(fn).parameters
	takes_all = any(p.kind is p.VAR_KEYWORD for p in parameters.values())
	return {
		key: value
		for key, value in kwargs.items()
		if (takes_all or key in parameters) and key not in ("flags", "ignore_permissions")
	}


def whitelist(allow_guest=False, xss_safe=False, methods=None):
	"""Opens a function to the web for the given HTTP methods; Guest may call it with `allow_guest`.

	What Guest sends is sanitised before, but not with `xss_safe`.
	"""

	def mark(fn):
		from frappe.utils.typing_validations import validate_argument_types

		fn = validate_argument_types(fn)
		whitelisted.add(fn)
		allowed_http_methods_for_whitelisted_func[fn] = methods or ["GET", "POST", "PUT", "DELETE"]
		if allow_guest:
			guest_methods.add(fn)
			if xss_safe:
				xss_safe_methods.add(fn)
		return fn

	return mark


def is_whitelisted(method):
	"""Raises PermissionError unless the session's user may call the function over the web."""
	is_guest = session.user == "Guest"
	if method not in whitelisted or (is_guest and method not in guest_methods):
		name = frappe.bold(f"{method.__module__}.{method.__name__}")
		frappe.throw(
			frappe._("Function {0} is not whitelisted.").format(name),
			PermissionError,
			title=frappe._("Method Not Allowed"),
		)
	if is_guest and method not in xss_safe_methods:
		for key, value in frappe.local.form_dict.items():
			if isinstance(value, str):
				frappe.local.form_dict[key] = frappe.utils.sanitize_html(value)


def get_app_path(app_name, *joins):
	"""Folder of the app's Python package, or a path below it."""
	folder = Path(get_module(app_name).__file__).parent
	return str(folder.joinpath(*joins))


def get_module_list(app_name):
	"""Titles of the app's modules from modules.txt."""
	lines = (Path(get_app_path(app_name)) / "modules.txt").read_text(encoding="utf-8").splitlines()
	return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@functools.lru_cache
def get_module_map():
	"""Maps the scrubbed name of each module to its app."""
	apps = [app for app in local.installed_apps if app not in frappe.STAND_INS]
	return {scrub(module): app for app in apps for module in get_module_list(app)}


def setup_module_map():
	"""Reads the modules of all apps anew."""
	get_module_map.cache_clear()


def scrub(txt):
	return str(txt).replace(" ", "_").replace("-", "_").lower()


def unscrub(txt):
	return txt.replace("_", " ").replace("-", " ").title()


def only_for(roles, message=False):
	"""Raises PermissionError unless the user has one of the roles; Administrator and tests pass."""
	if flags.in_test or session.user == "Administrator":
		return
	roles = (roles,) if isinstance(roles, str) else roles
	if set(roles).isdisjoint(frappe.get_roles()):
		if not message:
			raise PermissionError
		names = ", ".join(frappe.bold(frappe._(role)) for role in roles)
		frappe.throw(frappe._("This action is only allowed for {}").format(names), PermissionError)
