"""Putting apps on the site, in Frappe's order."""

import json
import sys
from pathlib import Path

import frappe
from frappe.database import schema
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


def install_app(name):
	"""Installs one app: modules, doctypes, after_install, jobs. A new site counts as patched."""
	if name in frappe.get_installed_apps():
		return
	hooks = frappe.get_hooks(app_name=name)
	for required in hooks.get("required_apps", ()):
		if required.rsplit("/", 1)[-1] not in frappe.STAND_INS:
			raise Unsupported(f"required app {required}")
	frappe.flags.in_install = name
	try:
		_run(hooks.get("before_install", ()))
		_add_modules(name)
		# modules are found through the installed apps
		frappe.set_installed_apps([*frappe.get_installed_apps(), name])
		sync_doctypes(name)
		_sync_workspaces(name)
		_remember_apps()
		_run(hooks.get("after_install", ()))
		sync_jobs()
	finally:
		frappe.flags.in_install = False
	frappe.db.commit()
	frappe.clear_cache()


def _run(methods):
	for method in methods:
		frappe.get_attr(method)()


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
	if Path(frappe.get_app_path(app), "fixtures").exists():
		raise Unsupported(f"{app}/fixtures")
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
		_run_doctype_update(definition)


def _sync_workspaces(app):
	"""Inserts the app's workspaces; what stands on them is left out."""
	for module in frappe.get_module_list(app):
		for path in sorted(Path(frappe.get_app_path(app), frappe.scrub(module)).glob("workspace/*/*.json")):
			workspace = json.loads(path.read_text(encoding="utf-8"))
			fields = ("doctype", "name", "label", "title", "module", "public", "sequence_id")
			frappe.get_doc({field: workspace[field] for field in fields}).insert(ignore_permissions=True)


def make_roles(names):
	"""Creates the roles that permissions name and the site lacks."""
	for name in sorted(set(names)):
		if not frappe.db.exists("Role", name):
			frappe.get_doc(doctype="Role", role_name=name, desk_access=1).insert(ignore_permissions=True)


def _run_doctype_update(definition):
	module = sys.modules[frappe.controllers.get_controller(definition["name"]).__module__]
	if hasattr(module, "on_doctype_update"):
		module.on_doctype_update()


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
