"""The life of a document: insert, save, submit, cancel, and the order of its events."""

import frappe
from frappe.apps import doc_event_handlers
from frappe.model.base_document import BaseDocument
from frappe.model.checks import Checks
from frappe.model.docstatus import DocStatus
from frappe.model.loading import Loading
from frappe.model.naming import set_new_name, validate_name
from frappe.model.rights import Rights
from frappe.state import _dict
from frappe.utils.dates import now

from devsite.unsupported import Unsupported, guard, refuse

__getattr__ = guard(__name__)

# public methods of Frappe's Document that the stand-in does not have
NOT_COVERED = frozenset(
	"""get_title get_url get_formatted precision db_get get_db_value log_error validate_table_has_rows
	validate_from_to_dates has_permlevel_access_to getone delete_key get_parentfield_of_doctype update_modified
	db_update_all notify_update get_value cast queue_action lock unlock add_seen add_viewed add_tag remove_tag get_tags get_liked_by set_onload
	get_onload rename deferred_insert get_document_share_key validate_value round_floats_in
	copy_attachments_from_amended_from
	is_print_hide in_format_data get_signature is_locked check_if_locked get_assigned_users
	validate_update_after_submit show_unique_validation_message run_trigger""".split()
)


def get_doc(*args, **kwargs):
	"""A document from a name, filters, dict or keywords; a Single from its doctype alone."""
	if args:
		first = args[0]
		if isinstance(first, BaseDocument):
			return first
		if isinstance(first, str):
			return frappe.controllers.get_controller(first)(*args, **kwargs)
		kwargs = first
	return frappe.controllers.get_controller(kwargs["doctype"])(kwargs)


class Document(Loading, Checks, Rights, BaseDocument):
	"""Base of all controllers."""

	def __init__(self, *args, **kwargs):
		self.doctype = self.name = None
		self.flags = _dict()
		if args and args[0]:
			if isinstance(args[0], str):
				self.doctype = args[0]
				self.name = self.doctype if len(args) == 1 else args[1]
				refuse("frappe.get_doc", set(kwargs) - {"for_update"})
				self.load_from_db()
				return
			if isinstance(args[0], dict):
				kwargs = args[0]
		super().__init__(kwargs)
		self.init_valid_columns()

	def __getattr__(self, name):
		if name in NOT_COVERED:
			raise Unsupported(f"Document.{name}")
		raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

	def insert(
		self,
		ignore_permissions=None,
		ignore_links=None,
		ignore_if_duplicate=False,
		ignore_mandatory=None,
		set_name=None,
		**unknown,
	):
		"""Checks and writes a new document, its rows and what its events do."""
		refuse("Document.insert", unknown)
		for flag, value in (
			("ignore_permissions", ignore_permissions),
			("ignore_links", ignore_links),
			("ignore_mandatory", ignore_mandatory),
		):
			if value is not None:
				self.flags[flag] = value
		self.set("__islocal", True)
		self._set_defaults()
		self.set_user_and_timestamp()
		self.set_docstatus()
		self.check_if_latest()
		self._validate_links()
		self.check_permission("create")
		self.run_method("before_insert")
		self.set_new_name(set_name=set_name)
		self.set_parent_in_children()
		self.validate_higher_perm_levels()
		self.flags.in_insert = True
		self.run_before_save_methods()
		self._validate()
		self.set_docstatus()
		self.flags.in_insert = False
		if self.meta.issingle:
			self.update_single(self.get_valid_dict())
		else:
			self.db_insert(ignore_if_duplicate=ignore_if_duplicate)
		for row in self.get_all_children():
			row.db_insert()
		self.run_method("after_insert")
		self.flags.in_insert = True
		self.run_post_save_methods()
		self.flags.in_insert = False
		self.__dict__.pop("__islocal", None)
		self.__dict__.pop("__unsaved", None)
		return self

	def save(self, *args, **kwargs):
		return self._save(*args, **kwargs)

	def _save(self, ignore_permissions=None, ignore_version=None, **unknown):
		"""Checks and writes the changes; TimestampMismatchError when somebody else saved in between."""
		refuse("Document.save", unknown)
		if ignore_permissions is not None:
			self.flags.ignore_permissions = ignore_permissions
		self.flags.ignore_version = frappe.flags.in_test if ignore_version is None else ignore_version
		if self.get("__islocal") or not self.get("name"):
			return self.insert()
		self._set_defaults()
		self.check_permission("write")
		self.set_user_and_timestamp()
		self.set_docstatus()
		self.check_if_latest()
		self.set_parent_in_children()
		for row in self.get_all_children():
			if not row.name:
				set_new_name(row)
		self.validate_higher_perm_levels()
		self._validate_links()
		self.run_before_save_methods()
		if self._action != "cancel":
			self._validate()
		if self._action == "update_after_submit":
			self._validate_update_after_submit()
		self.set_docstatus()
		if self.meta.issingle:
			self.update_single(self.get_valid_dict())
		else:
			self.db_update()
		self.update_children()
		self.run_post_save_methods()
		self.__dict__.pop("__unsaved", None)
		return self

	@frappe.whitelist()
	def submit(self):
		self.docstatus = DocStatus.SUBMITTED
		return self.save()

	@frappe.whitelist()
	def cancel(self):
		self.docstatus = DocStatus.CANCELLED
		return self.save()

	def delete(self, ignore_permissions=False, force=False, *, delete_permanently=False):
		return frappe.delete_doc(
			self.doctype,
			self.name,
			ignore_permissions=ignore_permissions,
			flags=self.flags,
			force=force,
			delete_permanently=delete_permanently,
		)

	def set_new_name(self, force=False, set_name=None):
		if self.flags.name_set and not force:
			return
		if set_name:
			self.name = validate_name(self.doctype, set_name)
		else:
			set_new_name(self)
		for row in self.get_all_children():
			set_new_name(row)
		self.flags.name_set = True

	def _set_defaults(self):
		if self.is_new():
			self.update_if_missing(frappe.new_doc(self.doctype, as_dict=True))
		for df in self.meta.table_fields:
			rows = [row for row in self.get(df.fieldname) or () if row.is_new()]
			if rows:
				defaults = frappe.new_doc(df.options, parent_doc=self, parentfield=df.fieldname, as_dict=True)
				for row in rows:
					row.update_if_missing(defaults)

	def set_user_and_timestamp(self):
		self._original_modified = self.modified
		self.modified = now()
		self.modified_by = frappe.session.user
		flags = frappe.flags
		if self.is_new() and not flags.in_install:
			self.creation, self.owner = self.modified, self.modified_by
		if not self.is_new():
			flags.setdefault("currently_saving", []).append((self.doctype, self.name))
		for row in self.get_all_children():
			row.modified, row.modified_by = self.modified, self.modified_by
			if not row.owner:
				row.owner = self.owner
			if not row.creation:
				row.creation = self.creation

	def set_docstatus(self):
		docstatus = self.docstatus
		for row in self.get_all_children():
			row.__dict__["docstatus"] = docstatus

	def set_parent_in_children(self):
		for row in self.get_all_children():
			row.parent, row.parenttype = self.name, self.doctype

	def run_before_save_methods(self):
		if self._action in ("save", "submit"):
			self.run_method("before_validate")
		if self.flags.ignore_validate:
			return
		if self._action in ("save", "submit"):
			self.run_method("validate")
		self.run_method(
			{
				"save": "before_save",
				"submit": "before_submit",
				"cancel": "before_cancel",
				"update_after_submit": "before_update_after_submit",
			}[self._action]
		)
		self._set_title_field()

	def _set_title_field(self):
		df = self.meta.get_field("title") if self.meta.title_field == "title" else None
		if not df:
			return
		pattern = df.options or (df.default if self.is_new() and not self.get("title") else None)
		if pattern:
			raise Unsupported(f"a title made of other fields ({self.doctype})")

	def run_post_save_methods(self):
		action = self._action
		if action in ("save", "submit"):
			self.run_method("on_update")
		if action == "submit":
			self.run_method("on_submit")
		elif action == "cancel":
			self.run_method("on_cancel")
			self.check_no_back_links_exist()
		elif action == "update_after_submit":
			self.run_method("on_update_after_submit")
		self.clear_cache()
		self.save_version()
		self.run_method("on_change")
		saving = frappe.flags.currently_saving or []
		if (self.doctype, self.name) in saving:
			saving.remove((self.doctype, self.name))

	def run_method(self, method, *args, **kwargs):
		"""Runs the controller's method of that name, then the doc_events of hooks.py."""
		own = getattr(type(self), method, None)
		result = own(self, *args, **kwargs) if callable(own) else None
		for handler in doc_event_handlers(self.doctype, method):
			if handler(self, method, *args, **kwargs) is not None:
				raise Unsupported(f"a result of the {method} event of {self.doctype}")
		return result

	def update_children(self):
		"""Deletes stored rows that are gone, writes the present ones."""
		for df in self.meta.table_fields:
			rows = self.get(df.fieldname) or []
			kept = [row.name for row in rows if row.name and not row.is_new()]
			query = frappe.get_meta(df.options).statements.delete_children
			if kept:
				query += f" AND `name` NOT IN ({', '.join('?' for _ in kept)})"
			frappe.db.execute(query, (str(self.name), self.doctype, df.fieldname, *kept))
			for row in rows:
				row.db_update()

	def update_single(self, d):
		frappe.db.execute("DELETE FROM `tabSingles` WHERE `doctype`=?", (self.doctype,))
		from frappe.database.columns import plain

		rows = [(self.doctype, key, plain(value)) for key, value in d.items() if key != "doctype"]
		frappe.db._conn.executemany(
			"INSERT INTO `tabSingles` (`doctype`, `field`, `value`) VALUES (?, ?, ?)", rows
		)
		frappe.db.value_cache.pop(("Single", self.doctype), None)

	def db_set(self, fieldname, value=None, update_modified=True):
		"""Writes one field (or a dict) at once, without checks; runs before_change and on_change."""
		changes = dict(fieldname) if isinstance(fieldname, dict) else {fieldname: value}
		self.update(changes)
		if update_modified and (self.doctype, self.name) not in (frappe.flags.currently_saving or ()):
			self.modified, self.modified_by = now(), frappe.session.user
		if self.get_doc_before_save() is None:
			self.load_doc_before_save()
		self.run_method("before_change")
		if self.meta.issingle:
			raise Unsupported("db_set of a Single")
		frappe.db.set_value(
			self.doctype, self.name, changes, None, self.modified, self.modified_by, update_modified
		)
		self.run_method("on_change")

	def clear_cache(self):
		frappe.clear_document_cache(self.doctype, self.name)

	def save_version(self):
		flags = frappe.flags
		if (
			not self.meta.track_changes
			or self.doctype == "Version"
			or self.flags.ignore_version
			or flags.in_install
		):
			return
		from frappe.model.version import write_version

		write_version(self._doc_before_save, self)

	@frappe.whitelist()
	def add_comment(self, comment_type="Comment", text=None):
		"""Adds a Comment to the document's timeline."""
		return get_doc(
			{
				"doctype": "Comment",
				"comment_type": comment_type,
				"comment_email": frappe.session.user,
				"reference_doctype": self.doctype,
				"reference_name": self.name,
				"content": text or comment_type,
			}
		).insert(ignore_permissions=True)

	def get_all_children(self):
		rows = []
		for df in self.meta.table_fields:
			rows += self.__dict__.get(df.fieldname) or ()
		return rows

	def __repr__(self):
		return f"<{type(self).__name__}: {self.name or 'unsaved'}>"
