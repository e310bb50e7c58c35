"""What is known of a doctype: its fields, permissions and switches, read once from the database."""

import functools

import frappe
from frappe.model import (
	child_table_fields,
	data_fieldtypes,
	default_fields,
	no_value_fields,
	standard_column_types,
	table_fields,
)
from frappe.state import _dict
from frappe.utils.text import cint

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

FIELD_CHECKS = frozenset(
	"""reqd unique read_only hidden search_index in_list_view in_standard_filter in_global_search in_preview
	fetch_if_empty non_negative set_only_once permlevel ignore_user_permissions no_copy allow_on_submit bold
	collapsible translatable print_hide report_hide ignore_xss_filter is_virtual is_custom_field
	allow_in_quick_entry remember_last_selected_value hide_days hide_seconds print_hide_if_no_value
	allow_bulk_edit hide_border show_dashboard sort_options columns length in_filter
	show_on_timeline make_attachment_public sticky is_system_generated""".split()
)
FIELD_TEXTS = frozenset(
	"""fieldname label fieldtype options default fetch_from depends_on mandatory_depends_on
	read_only_depends_on precision description width max_height print_width link_filters placeholder
	documentation_url oldfieldname oldfieldtype collapsible_depends_on parent parentfield parenttype name idx
	insert_after dt module button_color alignment""".split()
)
DOCTYPE_CHECKS = frozenset(
	"""istable issingle is_submittable is_tree is_virtual custom track_changes track_seen track_views
	editable_grid allow_rename in_create read_only allow_import quick_entry hide_toolbar allow_copy
	has_web_view max_attachments show_name_in_global_search show_title_field_in_link translated_doctype beta
	queue_in_background index_web_pages_for_search allow_auto_repeat allow_events_in_timeline
	email_append_to make_attachments_public force_re_route_to_default_view is_calendar_and_gantt
	allow_guest_to_view grid_page_length rows_threshold_for_grid_search protect_attached_files""".split()
)
DOCTYPE_TEXTS = frozenset(
	"""name module autoname naming_rule title_field image_field search_fields sort_field sort_order
	nsm_parent_field default_view default_print_format icon color document_type description documentation
	engine timeline_field subject_field sender_field sender_name_field website_search_field route
	is_published_field row_format migration_hash restrict_to_domain app recipient_account_field
	default_email_template subject print_outline""".split()
)


FIELD_DEFAULTS = {**dict.fromkeys(FIELD_TEXTS), **dict.fromkeys(FIELD_CHECKS, 0)}


class DocField:
	"""One field; its properties are attributes, 0 or None where the JSON does not set them."""

	def __init__(self, values):
		self.__dict__.update(FIELD_DEFAULTS)
		for key, value in values.items():
			self.__dict__[key] = cint(value) if key in FIELD_CHECKS else value

	def __getattr__(self, name):
		if name.startswith("__"):
			raise AttributeError(name)
		raise Unsupported(f"DocField.{name}")

	def get(self, key, default=None):
		return self.__dict__.get(key, default)


def get_meta(doctype):
	"""The Meta of a doctype; DoesNotExistError where there is none."""
	meta = frappe.db.metas.get(doctype)
	if meta is None:
		meta = frappe.db.metas[doctype] = Meta(doctype)
	return meta


class Meta:
	"""A doctype's description. `fields` are DocFields in order, custom fields in their places."""

	def __init__(self, name, row=None, fields=None, permissions=None):
		if row is None:
			row, fields, permissions = _load(name)
		for key in DOCTYPE_CHECKS:
			setattr(self, key, cint(row.get(key)))
		for key in DOCTYPE_TEXTS:
			setattr(self, key, row.get(key))
		self.doctype = "DocType"
		self.fields = [DocField({**field, "parent": name}) for field in fields]
		self.permissions = [_dict(permission) for permission in permissions]
		self._fields = {df.fieldname: df for df in self.fields if df.fieldname}
		self.column_fields = [
			df for df in self.fields if df.fieldtype in data_fieldtypes and not df.is_virtual
		]
		for df in self.fields:
			if df.is_virtual:
				raise Unsupported(f"virtual field {name}.{df.fieldname}")
			if df.fieldtype not in data_fieldtypes and df.fieldtype not in no_value_fields:
				raise Unsupported(f"field type {df.fieldtype} ({name}.{df.fieldname})")
		if self.is_virtual:
			raise Unsupported(f"virtual doctype {name}")

	def __getattr__(self, name):
		if name.startswith("__"):
			raise AttributeError(name)
		raise Unsupported(f"Meta.{name}")

	def get(self, key):
		return self.__dict__.get(key)

	def get_field(self, fieldname):
		return self._fields.get(fieldname)

	def has_field(self, fieldname):
		return fieldname in self._fields

	def get_label(self, fieldname):
		"""Label of a field or of a standard column."""
		df = self._fields.get(fieldname)
		if df:
			return df.label or fieldname
		return {
			"name": "ID", "owner": "Created By", "modified_by": "Modified By", "creation": "Created On",
			"modified": "Last Modified On", "docstatus": "Document Status", "idx": "Index",
		}.get(fieldname, "No Label")  # fmt: skip

	def get_valid_columns(self):
		return self.valid_columns

	@functools.cached_property
	def valid_columns(self):
		columns = list(default_fields[1:]) + [df.fieldname for df in self.column_fields]
		return columns + list(child_table_fields) if self.istable else columns

	@functools.cached_property
	def statements(self):
		from frappe.database.schema import Statements

		return Statements(self)

	def column_type(self, column):
		"""Field type of a column, None for an unknown one."""
		df = self._fields.get(column)
		return df.fieldtype if df else standard_column_types.get(column)

	def get_table_fields(self):
		return self.table_fields

	@functools.cached_property
	def table_fields(self):
		return [df for df in self.fields if df.fieldtype in table_fields]

	def get_link_fields(self):
		return [df for df in self.fields if df.fieldtype == "Link" and df.options != "[Select]"]

	@functools.cached_property
	def plan(self):
		"""Fields sorted by what has to be checked when a document is saved."""
		from frappe.model.validation import Plan

		return Plan(self)

	def get_workflow(self):
		from frappe.model.workflow import get_workflow_name

		return get_workflow_name(self.name)

	def is_nested_set(self):
		return self.has_field("lft") and self.has_field("rgt")

	def get_high_permlevel_fields(self):
		return self.plan.high_permlevel

	def get_permlevel_access(self, permission_type="read", parenttype=None, *, user=None):
		"""Permission levels on which one of the user's roles has the permission; rows have those of their parent."""
		roles = frappe.get_roles(user)
		rows = frappe.get_meta(parenttype).permissions if self.istable and parenttype else self.permissions
		return {cint(row.permlevel) for row in rows if row.role in roles and row.get(permission_type)}

	def get_permitted_fieldnames(self, parenttype=None, *, user=None):
		"""Columns' fieldnames that the user may read."""
		levels = self.get_permlevel_access("read", parenttype, user=user)
		return [df.fieldname for df in self.column_fields if cint(df.permlevel) in levels]


def _load(name):
	"""Row, fields and permissions of a doctype from the database, custom fields in their places."""
	db = frappe.db
	row = db.row("SELECT * FROM `tabDocType` WHERE `name`=?", (name,))
	if not row:
		frappe.throw(
			frappe._("{0} {1} not found").format("DocType", name),
			frappe.DoesNotExistError(doctype="DocType"),
		)
	fields = db.rows("SELECT * FROM `tabDocField` WHERE `parent`=? ORDER BY `idx`", (row.name,))
	permissions = db.rows("SELECT * FROM `tabDocPerm` WHERE `parent`=? ORDER BY `idx`", (row.name,))
	if "Custom Field" in db.tables:
		_place_custom_fields(fields, name)
	return row, fields, permissions


def _place_custom_fields(fields, name):
	waiting = frappe.db.rows(
		"SELECT * FROM `tabCustom Field` WHERE `dt`=? ORDER BY `idx`, `creation`", (name,)
	)
	for field in waiting:
		field.is_custom_field = 1
		names = [df.fieldname for df in fields]
		position = names.index(field.insert_after) + 1 if field.insert_after in names else len(fields)
		fields.insert(position, field)
