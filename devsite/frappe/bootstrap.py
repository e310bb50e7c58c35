"""The first rows and tables: doctypes about doctypes, the stand-ins of devsite/doctypes, standard records."""

import json
from pathlib import Path

import frappe
from frappe.core import files
from frappe.database import schema
from frappe.installer import register_doctype
from frappe.model.meta import DOCTYPE_CHECKS, DOCTYPE_TEXTS, FIELD_CHECKS, FIELD_TEXTS, Meta
from frappe.permissions import rights

DEFINITIONS = Path(__file__).parent.parent / "doctypes"
STANDARD_COLUMNS = {"name", "idx", "parent", "parentfield", "parenttype"}
MANAGED = [{"role": "System Manager", "read": 1, "write": 1, "create": 1, "delete": 1, "report": 1}]
STAND_IN_MODULES = {
	"frappe": ("Core", "Desk", "Custom", "Workflow", "Contacts", "Geo"),
	"erpnext": ("Setup", "Selling", "Stock", "Accounts", "Buying"),
}
STAND_IN_ROLES = (
	"Administrator", "System Manager", "Guest", "All", "Desk User", "Website Manager", "Inbox User",
	"Employee", "HR User", "HR Manager", "Sales User", "Sales Manager", "Sales Master Manager",
	"Purchase User", "Purchase Manager", "Purchase Master Manager", "Maintenance User", "Support Team",
	"Maintenance Manager", "Accounts User", "Accounts Manager", "Stock User", "Stock Manager",
	"Item Manager", "Projects User", "Manufacturing User",
	"Auditor", "Customer", "Academics User",
)  # fmt: skip
WEBSITE_ROLES = ("Guest", "All", "Customer")


def _fields(checks, texts):
	fields = [{"fieldname": key, "fieldtype": "Int", "label": frappe.unscrub(key)} for key in sorted(checks)]
	texts = sorted(texts - STANDARD_COLUMNS)
	return fields + [{"fieldname": key, "fieldtype": "Text", "label": frappe.unscrub(key)} for key in texts]


def definitions_of_doctypes():
	"""DocType, DocField, DocPerm, Custom Field: their fields are what Meta knows of."""
	doctype = _fields(DOCTYPE_CHECKS, DOCTYPE_TEXTS)
	for df in doctype:
		if df["fieldname"] == "module":
			df.update(fieldtype="Link", options="Module Def", reqd=1)
	doctype += [
		{"fieldname": "fields", "fieldtype": "Table", "options": "DocField", "label": "Fields"},
		{"fieldname": "permissions", "fieldtype": "Table", "options": "DocPerm", "label": "Permissions"},
	]
	field = _fields(FIELD_CHECKS, FIELD_TEXTS - {"dt", "insert_after", "module"})
	custom = [
		{"fieldname": "dt", "fieldtype": "Link", "options": "DocType", "label": "DocType", "reqd": 1},
		{"fieldname": "insert_after", "fieldtype": "Data", "label": "Insert After"},
		{"fieldname": "module", "fieldtype": "Link", "options": "Module Def", "label": "Module"},
		*(dict(df) for df in field),
	]
	for df in custom:
		if df["fieldname"] == "fieldtype":
			df.update(default="Data", reqd=1)
	permission = [{"fieldname": "role", "fieldtype": "Link", "options": "Role", "label": "Role", "reqd": 1}]
	permission += [
		{"fieldname": key, "fieldtype": "Check", "label": key.title()} for key in ("if_owner", *rights)
	]
	permission.append({"fieldname": "permlevel", "fieldtype": "Int", "label": "Level"})
	child = {"module": "Core", "istable": 1, "autoname": "hash", "permissions": []}
	return [
		{
			"name": "DocType", "module": "Core", "autoname": "Prompt", "fields": doctype,
			"permissions": MANAGED,
		},
		{"name": "DocField", "fields": field, **child},
		{"name": "DocPerm", "fields": permission, **child},
		{
			"name": "Custom Field", "module": "Custom", "fields": custom, "permissions": MANAGED,
			"track_changes": 1,
		},
	]  # fmt: skip


def stand_ins():
	"""Definitions of devsite/doctypes in Frappe's form."""
	for path in sorted(DEFINITIONS.glob("*.json")):
		for compact in json.loads(path.read_text(encoding="utf-8")):
			yield {
				**compact,
				"fields": [_field(*row) for row in compact["fields"]],
				"permissions": [_permission(*row) for row in compact["permissions"]],
			}


def _field(fieldname, fieldtype, options, label, properties=()):
	field = {"fieldname": fieldname, "fieldtype": fieldtype, "label": label, **dict(properties)}
	return {**field, "options": options} if options else field


def _permission(role, granted, permlevel=0, if_owner=0):
	return {"role": role, "permlevel": permlevel, "if_owner": if_owner, **dict.fromkeys(granted.split(), 1)}


def create_tables():
	"""Makes an empty database a site with the stand-in doctypes."""
	execute = frappe.db.execute
	execute("CREATE TABLE `tabSingles` (`doctype` TEXT COLLATE NOCASE, `field` TEXT, `value` TEXT)")
	execute("CREATE INDEX `singles_index` ON `tabSingles` (`doctype`, `field`)")
	execute("CREATE TABLE `tabSeries` (`name` TEXT PRIMARY KEY, `current` INTEGER NOT NULL DEFAULT 0)")
	execute(
		"CREATE TABLE `__Auth` (`doctype` TEXT, `name` TEXT, `fieldname` TEXT, `password` TEXT,"
		" `encrypted` INTEGER, PRIMARY KEY (`doctype`, `name`, `fieldname`))"
	)
	# the clock needs a time zone before the settings can be a document
	execute("INSERT INTO `tabSingles` VALUES ('System Settings', 'time_zone', 'Asia/Shanghai')")
	basics = definitions_of_doctypes()
	for definition in basics:
		# their own tables must exist before a row can describe them
		schema.sync(Meta(definition["name"], definition, definition["fields"], definition["permissions"]))
	found = [*basics, *stand_ins()]
	for definition in found:
		register_doctype(definition)
	frappe.db.metas.clear()
	for definition in found:
		schema.sync(frappe.get_meta(definition["name"]))
	for doctype, fields in (
		("Version", ["ref_doctype", "docname"]),
		("Comment", ["reference_doctype", "reference_name"]),
		("Has Role", ["role"]),
		("File", ["attached_to_doctype", "attached_to_name"]),
		("ToDo", ["reference_type", "reference_name"]),
	):
		schema.create_index(f"tab{doctype}", fields)
	frappe.db.commit()


def create_records():
	"""Standard roles and users, the system's settings, the roots of trees."""
	frappe.flags.in_install = "frappe"
	for app, modules in STAND_IN_MODULES.items():
		for module in modules:
			_new("Module Def", module_name=module, app_name=app)
	for role in STAND_IN_ROLES:
		_new("Role", role_name=role, desk_access=int(role not in WEBSITE_ROLES))
	for name, email in (("Administrator", "admin@example.com"), ("Guest", "guest@example.com")):
		user = _new("User", set_name=name, first_name=name, email=email, user_type="System User")
		if name == "Guest":
			user.db_set("user_type", "Website User")
	frappe.get_doc("User", "Administrator").append_roles("Administrator", "System Manager")
	from frappe.utils.password import update_password

	update_password("Administrator", "admin")
	_new("Language", set_name="en", language_code="en", language_name="English", enabled=1)
	_new("Language", set_name="zh", language_code="zh", language_name="简体中文", enabled=1)
	_new("Country", country_name="China", code="cn")
	for currency, symbol in (("CNY", "¥"), ("USD", "$"), ("EUR", "€")):
		_new("Currency", currency_name=currency, symbol=symbol, enabled=1)
	for gender in ("Male", "Female", "Other"):
		_new("Gender", gender=gender)
	settings = frappe.new_doc("System Settings")
	settings.update(
		{"time_zone": "Asia/Shanghai", "language": "en", "allow_error_traceback": 1, "setup_complete": 1}
	)
	settings.insert()
	_new("Portal Settings", default_portal_home="")
	_new("Website Settings", home_page="")
	files.make_folders()
	_new("UOM", uom_name="Nos", must_be_whole_number=1)
	for doctype, field, root in (
		("Territory", "territory_name", "All Territories"),
		("Customer Group", "customer_group_name", "All Customer Groups"),
		("Item Group", "item_group_name", "All Item Groups"),
	):
		_new(doctype, is_group=1, **{field: root})
	for purpose in ("Material Receipt", "Material Issue", "Material Transfer"):
		_new("Stock Entry Type", set_name=purpose, purpose=purpose, is_standard=1)
	frappe.flags.in_install = False
	frappe.db.commit()


def _new(doctype, set_name=None, **values):
	doc = frappe.get_doc(doctype=doctype, **values)
	doc.flags.ignore_links = doc.flags.ignore_permissions = doc.flags.ignore_mandatory = True
	return doc.insert(set_name=set_name)
