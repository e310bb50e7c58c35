"""Putting apps on the site and taking them off, in Frappe's order."""

import json
from pathlib import Path

import frappe
from frappe import patches
from frappe.database import schema
from frappe.exceptions import AppNotInstalledError
from frappe.model.meta import DOCTYPE_CHECKS, DOCTYPE_TEXTS, FIELD_CHECKS, FIELD_TEXTS
from frappe.utils.scheduler import sync_jobs

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

# properties of a doctype's JSON that concern forms and tools only
DOCTYPE_IGNORED = {
	"doctype", "fields", "permissions", "field_order", "actions", "links", "states", "idx", "owner",
	"creation", "modified", "modified_by", "docstatus", "_comments", "_assign", "_user_tags", "_liked_by",
	"__last_sync_on", "__islocal", "__unsaved",
}  # fmt: skip
# records in module folders that would act on the server; those of pages, reports and charts are left alone
RECORD_FOLDERS = ("custom", "notification", "server_script", "web_form", "web_template", "website_theme")
PERMISSIONS = set(frappe.permissions.rights) | {"role", "permlevel", "if_owner", "set_user_permissions"}


def install_app(name, verbose=False, set_as_patched=True, force=False):
	"""Installs one app: what it requires, modules, doctypes, after_install, jobs, fixtures."""
	if name in frappe.get_installed_apps() and not force:
		return
	hooks = frappe.get_hooks(app_name=name)
	for required in hooks.get("required_apps", ()):
		required = required.rstrip("/").rsplit("/", 1)[-1]
		if required not in frappe.STAND_INS:
			install_app(required)
	frappe.flags.in_install = name
	try:
		if _run(hooks.get("before_install", ())) is False:
			return
		_run(frappe.get_hooks("before_app_install"), name)
		_add_modules(name)
		# modules are found through the installed apps
		frappe.set_installed_apps([*frappe.get_installed_apps(), name])
		sync_doctypes(name)
		_remember_apps()
		patches.mark_all(name)
		_run(hooks.get("after_install", ()))
		_run(frappe.get_hooks("after_app_install"), name)
		sync_jobs()
		sync_fixtures(name)
		_run(hooks.get("after_sync", ()))
	finally:
		frappe.flags.in_install = False
	frappe.db.commit()
	frappe.clear_cache()


def migrate():
	"""before_migrate, doctypes, jobs, fixtures, after_migrate of all installed apps."""
	frappe.flags.in_migrate = True
	try:
		apps = [app for app in frappe.get_installed_apps() if app not in frappe.STAND_INS]
		for app in apps:
			_run(frappe.get_hooks(app_name=app).get("before_migrate", ()))
		for app in apps:
			patches.run(app, "pre_model_sync")
		for app in apps:
			_add_modules(app)
			sync_doctypes(app)
		frappe.db.commit()
		for app in apps:
			patches.run(app, "post_model_sync")
		sync_jobs()
		for app in apps:
			sync_fixtures(app)
		_remove_orphans(apps)
		for app in apps:
			_run(frappe.get_hooks(app_name=app).get("after_migrate", ()))
		frappe.db.commit()
	finally:
		frappe.flags.in_migrate = False
	frappe.clear_cache()


def remove_app(app_name, dry_run=False, yes=False, no_backup=False, force=False):
	"""before_uninstall, the app's documents, doctypes and tables, after_uninstall."""
	if app_name not in frappe.get_installed_apps():
		frappe.throw(frappe._("App {0} is not installed").format(app_name), AppNotInstalledError)
	hooks = frappe.get_hooks(app_name=app_name)
	frappe.flags.in_uninstall = True
	try:
		_run(hooks.get("before_uninstall", ()))
		_run(frappe.get_hooks("before_app_uninstall"), app_name)
		modules = frappe.get_all("Module Def", {"app_name": app_name}, pluck="name")
		doctypes = frappe.get_all("DocType", {"module": ["in", modules]}, pluck="name") if modules else []
		_delete_linked_to_modules(modules, doctypes)
		for doctype in doctypes:
			frappe.delete_doc("DocType", doctype, ignore_on_trash=True, force=True)
			frappe.db.drop_table(doctype)
		for module in modules:
			frappe.delete_doc("Module Def", module, ignore_on_trash=True, force=True)
		frappe.set_installed_apps([app for app in frappe.get_installed_apps() if app != app_name])
		_remember_apps()
		sync_jobs()
		frappe.db.commit()
		_run(hooks.get("after_uninstall", ()))
		_run(frappe.get_hooks("after_app_uninstall"), app_name)
		frappe.db.commit()
	finally:
		frappe.flags.in_uninstall = False
	frappe.clear_cache()


def _run(methods, *args):
	"""Calls each function; returns the last result."""
	result = None
	for method in methods:
		result = frappe.get_attr(method)(*args)
	return result


def _remember_apps():
	frappe.db.set_global("installed_apps", json.dumps(frappe.get_installed_apps()))
	frappe.db.commit()


def _add_modules(app):
	for module in frappe.get_module_list(app):
		if not frappe.db.exists("Module Def", module):
			frappe.get_doc(doctype="Module Def", module_name=module, app_name=app).insert(
				ignore_permissions=True
			)


def sync_doctypes(app):
	"""Registers every doctype of the app's modules and brings its table up to date."""
	found = []
	for module in frappe.get_module_list(app):
		folder = Path(frappe.get_app_path(app)) / frappe.scrub(module)
		for kind in RECORD_FOLDERS:
			if (folder / kind).is_dir():
				raise Unsupported(f"{app}/{frappe.scrub(module)}/{kind}")
		for path in sorted(folder.glob("doctype/*/*.json")):
			if path.stem == path.parent.name:
				found.append(json.loads(path.read_text(encoding="utf-8")))
	for definition in found:
		register_doctype(definition)
	frappe.db.commit()
	for definition in found:
		schema.sync(frappe.get_meta(definition["name"]))
	for definition in found:
		make_roles(row["role"] for row in definition.get("permissions", ()))
	for definition in found:
		_after_sync(definition)


def make_roles(names):
	"""Creates the roles that permissions name and the site lacks."""
	for name in sorted(set(names)):
		if not frappe.db.exists("Role", name):
			frappe.get_doc(doctype="Role", role_name=name, desk_access=1).insert(ignore_permissions=True)


def _after_sync(definition):
	"""The doctype module's on_doctype_update, where it has one."""
	import sys

	controller = frappe.controllers.get_controller(definition["name"])
	update = getattr(sys.modules[controller.__module__], "on_doctype_update", None)
	if update:
		update()


def register_doctype(definition):
	"""Writes a doctype's definition into DocType, DocField, DocPerm; Unsupported for unknown properties."""
	name = definition["name"]
	_check(definition, set(DOCTYPE_CHECKS) | DOCTYPE_TEXTS | DOCTYPE_IGNORED, f"DocType {name}")
	if definition.get("actions"):
		raise Unsupported(f"DocType {name}: actions")
	now, user = frappe.utils.now(), "Administrator"
	for table, field in (("DocType", "name"), ("DocField", "parent"), ("DocPerm", "parent")):
		frappe.db.execute(f"DELETE FROM `tab{table}` WHERE `{field}`=?", (name,))
	common = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	row = {key: definition[key] for key in DOCTYPE_CHECKS | DOCTYPE_TEXTS if key in definition}
	_insert("DocType", {**common, **row})
	order = {fieldname: i for i, fieldname in enumerate(definition.get("field_order") or ())}
	fields = definition.get("fields", [])
	fields = sorted(fields, key=lambda df: order.get(df["fieldname"], len(order))) if order else fields
	for idx, df in enumerate(fields, 1):
		_check(df, FIELD_CHECKS | FIELD_TEXTS | DOCTYPE_IGNORED, f"{name}.{df.get('fieldname')}")
		values = {key: value for key, value in df.items() if key not in DOCTYPE_IGNORED}
		_insert_child("DocField", "fields", name, idx, common, values)
	for idx, permission in enumerate(definition.get("permissions", []), 1):
		_check(permission, PERMISSIONS | DOCTYPE_IGNORED | {"name", "parent", "match"}, f"{name}: permission")
		# what the file leaves out is not granted, whatever a new row's default is
		values = dict.fromkeys(frappe.permissions.rights, 0)
		values |= {
			key: value for key, value in permission.items() if key in PERMISSIONS - {"set_user_permissions"}
		}
		_insert_child("DocPerm", "permissions", name, idx, common, values)
	frappe.db.forget_schema()
	frappe.clear_cache(doctype=name)


def _check(given, known, where):
	unknown = set(given) - known
	if unknown:
		raise Unsupported(f"{where}: {', '.join(sorted(unknown))}")


def _insert(doctype, values):
	values = {column: value for column, value in values.items() if value is not None}
	columns = ", ".join(f"`{column}`" for column in values)
	marks = ", ".join("?" for _ in values)
	stored = [int(value) if isinstance(value, bool) else value for value in values.values()]
	frappe.db.execute(f"INSERT INTO `tab{doctype}` ({columns}) VALUES ({marks})", stored)


def _insert_child(doctype, table, parent, idx, common, values):
	place = {"parent": parent, "parenttype": "DocType", "parentfield": table, "idx": idx}
	_insert(doctype, {**common, **values, **place, "name": f"{frappe.scrub(parent)}-{table}-{idx}"})


def sync_fixtures(app):
	"""Imports the app's fixtures/*.json: a document of the same name is replaced."""
	folder = Path(frappe.get_app_path(app)) / "fixtures"
	for path in sorted(folder.glob("*.json")):
		docs = json.loads(path.read_text(encoding="utf-8"))
		for values in docs if isinstance(docs, list) else [docs]:
			import_doc(values)


def import_doc(values):
	"""Inserts one exported document in place of the stored one; validated, links not followed."""
	values = dict(values, __islocal=1)
	frappe.flags.in_import = True
	try:
		doc = frappe.get_doc(values)
		if doc.meta.is_tree:
			doc.lft = doc.rgt = None
		if doc.name and frappe.db.exists(doc.doctype, doc.name):
			frappe.delete_doc(doc.doctype, doc.name, force=1, for_reload=True)
		doc.flags.ignore_links = True
		doc.insert()
	finally:
		frappe.flags.in_import = False
	return doc


def _delete_linked_to_modules(modules, doctypes):
	"""Documents of other doctypes that belong to one of the modules (custom fields, for instance)."""
	query = (
		"SELECT `parent`, `fieldname` FROM `tabDocField` WHERE `fieldtype`='Link' AND `options`='Module Def'"
	)
	for doctype, fieldname in frappe.db.execute(query).fetchall():
		if doctype == "DocType" or doctype in doctypes or doctype not in frappe.db.tables:
			continue
		for name in frappe.get_all(doctype, {fieldname: ["in", modules]}, pluck="name") if modules else ():
			frappe.delete_doc(doctype, name, ignore_on_trash=True, force=True)


def _remove_orphans(apps):
	"""Doctypes whose folder is gone lose their registration; their table stays, as on a bench."""
	for app in apps:
		folders = {path.parent.name for path in Path(frappe.get_app_path(app)).glob("*/doctype/*/*.json")}
		modules = frappe.get_module_list(app)
		for doctype in frappe.get_all("DocType", {"module": ["in", modules], "custom": 0}, pluck="name"):
			if frappe.scrub(doctype) not in folders:
				frappe.delete_doc("DocType", doctype, force=True, ignore_on_trash=True)
