"""Controllers of the framework's own doctypes, as far as an app notices them."""

import frappe
from frappe.controllers import core
from frappe.database import schema
from frappe.model.document import Document
from frappe.utils.html import sanitize_html

from devsite.unsupported import Unsupported

_ = frappe._


@core("DocType")
class DocType(Document):
	"""A doctype made at run time; standard ones are installed from JSON."""

	def autoname(self):
		if not self.name:
			frappe.throw(_("Please set the document name"))

	def validate(self):
		if not self.custom and not frappe.conf.developer_mode and not frappe.flags.in_install:
			frappe.throw(
				_("Not in Developer Mode! Set in site_config.json or make 'Custom' DocType."),
				frappe.PermissionError,
			)
		for df in self.fields:
			if not df.fieldname and df.label:
				df.fieldname = frappe.scrub(df.label)
			if not df.fieldname:
				df.fieldname = f"{frappe.scrub(df.fieldtype)}_{df.idx}"
		if self.is_submittable and not any(df.fieldname == "amended_from" for df in self.fields):
			self.append(
				"fields",
				{
					"label": "Amended From",
					"fieldname": "amended_from",
					"fieldtype": "Link",
					"options": self.name,
					"read_only": 1,
					"no_copy": 1,
				},
			)

	def on_update(self):
		frappe.clear_cache(doctype=self.name)
		# creating a table commits, as MariaDB's DDL does
		frappe.db.commit()
		frappe.db.forget_schema()
		schema.sync(frappe.get_meta(self.name))
		frappe.controllers.forget()
		from frappe.installer import make_roles

		make_roles(row.role for row in self.permissions)

	def after_delete(self):
		frappe.db.forget_schema()
		frappe.clear_cache(doctype=self.name)
		frappe.controllers.forget()


class Empty(Document):
	"""Doctypes whose records would act in a way that the stand-in does not cover."""

	def before_insert(self):
		raise Unsupported(f"records of {self.doctype}")


class _Permission(Document):
	def on_update(self):
		frappe.clear_cache(doctype=self.parent)

	def after_delete(self):
		frappe.clear_cache(doctype=self.parent)


core("DocPerm")(_Permission)
core("Custom DocPerm")(_Permission)


@core("Role")
class Role(Document):
	def before_rename(self, old, new, merge=False):
		if old in ("Guest", "Administrator", "System Manager", "All", "Desk User"):
			frappe.throw(_("Standard roles cannot be renamed"))

	def validate(self):
		if self.disabled and self.name in ("Guest", "Administrator", "System Manager", "All", "Desk User"):
			frappe.throw(_("Standard roles cannot be disabled"))

	def on_update(self):
		frappe.clear_derived_caches()

	def on_trash(self):
		frappe.db.delete("Has Role", {"role": self.name})
		frappe.clear_derived_caches()


@core("User")
class User(Document):
	"""A user; `roles` decide whether he is a System User or a Website User."""

	def __setup__(self):
		self.flags.ignore_save_passwords = ["new_password"]

	def autoname(self):
		if self.get("is_admin") or self.get("is_guest"):
			self.name = self.first_name
		else:
			self.email = self.email.strip().lower()
			self.name = self.email

	def validate(self):
		self._new_password, self.new_password = self.new_password, ""
		if self.name not in frappe.STANDARD_USERS:
			self.email = self.name
			frappe.utils.validate_email_address(self.name, throw=True)
		self._drop_repeated_and_disabled_roles()
		if self.name not in frappe.STANDARD_USERS:
			roles = [row.role for row in self.roles]
			desk = roles and frappe.db.get_all("Role", {"name": ["in", roles], "desk_access": 1}, limit=1)
			self.user_type = "System User" if desk else "Website User"
		self.full_name = " ".join(filter(None, [self.first_name, self.last_name]))
		if not self.enabled and self.name in frappe.STANDARD_USERS:
			frappe.throw(_("User {0} cannot be disabled").format(self.name))

	def _drop_repeated_and_disabled_roles(self):
		seen = set()
		disabled = set(frappe.get_all("Role", {"disabled": 1}, pluck="name"))
		for row in list(self.roles):
			if not row.role or row.role in seen or row.role in disabled:
				self.remove(row)
			seen.add(row.role)

	def on_update(self):
		if self._new_password:
			from frappe.utils.password import update_password

			update_password(self.name, self._new_password)
		frappe.clear_cache(user=self.name)

	def on_trash(self):
		if self.name in frappe.STANDARD_USERS:
			frappe.throw(_("User {0} cannot be deleted").format(self.name))
		frappe.clear_cache(user=self.name)

	def append_roles(self, *roles):
		"""Adds rows for the roles that are missing."""
		present = {row.role for row in self.roles}
		for role in roles:
			if role not in present:
				self.append("roles", {"role": role})

	def add_roles(self, *roles):
		self.append_roles(*roles)
		self.save()

	def remove_roles(self, *roles):
		self.set("roles", [row for row in self.roles if row.role not in roles])
		self.save()


@core("User Permission")
class UserPermission(Document):
	def validate(self):
		same = {key: self.get(key) for key in ("allow", "for_value", "user", "apply_to_all_doctypes")}
		same["applicable_for"] = self.applicable_for or ""
		if frappe.get_all(self.doctype, {**same, "name": ["!=", self.name]}, limit=1):
			frappe.throw(_("User permission already exists"), frappe.DuplicateEntryError)
		if self.is_default:
			others = {"allow": self.allow, "user": self.user, "is_default": 1, "name": ["!=", self.name]}
			either = {"applicable_for": self.applicable_for or "", "apply_to_all_doctypes": 1}
			if frappe.get_all(self.doctype, others, or_filters=either, limit=1):
				frappe.throw(
					_("{0} has already assigned default value for {1}.").format(self.user, self.allow)
				)

	def on_update(self):
		frappe.clear_derived_caches()

	def on_trash(self):
		frappe.db.after_commit.add(frappe.clear_derived_caches)

	def after_delete(self):
		frappe.clear_derived_caches()


@core("Comment")
class Comment(Document):
	no_feed_on_delete = True

	def validate(self):
		if not self.comment_email:
			self.comment_email = frappe.session.user
		self.content = sanitize_html(self.content, always_sanitize=True)

	def on_update(self):
		self._keep_in_document()

	def on_trash(self):
		self._keep_in_document(remove=True)

	def _keep_in_document(self, remove=False):
		"""Frappe keeps the plain comments of a document in its `_comments`, for lists."""
		if self.comment_type != "Comment" or not (
			self.reference_doctype and self.reference_name and self.content
		):
			return
		meta = frappe.get_meta(self.reference_doctype)
		if meta.issingle or meta.istable:
			return
		stored = frappe.db.get_value(self.reference_doctype, self.reference_name, "_comments")
		kept = [entry for entry in frappe.parse_json(stored or "[]") if entry.get("name") != self.name]
		if not remove:
			text = self.content[:97] + "..." if len(self.content) > 100 else self.content
			kept.append({"comment": text, "by": self.comment_email or self.owner, "name": self.name})
		frappe.db.execute(
			f"UPDATE `tab{self.reference_doctype}` SET `_comments`=? WHERE `name`=?",
			(frappe.as_json(kept, indent=None), self.reference_name),
		)


@core("Workflow")
class Workflow(Document):
	"""Installs its state field in the document type; one workflow per document type is active."""

	def validate(self):
		if self.is_active:
			query = "UPDATE `tabWorkflow` SET `is_active`=0 WHERE `document_type`=?"
			frappe.db.execute(query, (self.document_type,))
		known = {row.state: str(row.doc_status or "0") for row in self.states}
		for row in self.transitions:
			for state in (row.state, row.next_state):
				if state not in known:
					frappe.throw(_("{0} not a valid State").format(state))
			step = (known[row.state], known[row.next_state])
			if step[0] == "2":
				frappe.throw(
					_("Cannot change state of Cancelled Document. Transition row {0}").format(row.idx)
				)
			if step == ("1", "0"):
				frappe.throw(
					_("Submitted Document cannot be converted back to draft. Transition row {0}").format(
						row.idx
					)
				)
			if step == ("0", "2"):
				frappe.throw(_("Cannot cancel before submitting. See Transition {0}").format(row.idx))

	def on_update(self):
		frappe.clear_document_cache("Workflow")
		frappe.db.value_cache.pop("workflow", None)
		field = self.workflow_state_field
		if not frappe.get_meta(self.document_type).get_field(field):
			frappe.get_doc(
				doctype="Custom Field",
				dt=self.document_type,
				fieldname=field,
				label=frappe.unscrub(field),
				hidden=1,
				allow_on_submit=1,
				no_copy=1,
				fieldtype="Link",
				options="Workflow State",
				owner="Administrator",
			).save()
		first = {}
		for row in self.states:
			first.setdefault(row.doc_status or "0", row.state)
		for docstatus, state in first.items():
			where = f"ifnull(`{field}`, '')='' AND `docstatus`=?"
			frappe.db.execute(
				f"UPDATE `tab{self.document_type}` SET `{field}`=? WHERE {where}", (state, int(docstatus))
			)

	def after_delete(self):
		frappe.db.value_cache.pop("workflow", None)


@core("System Settings")
class SystemSettings(Document):
	def on_update(self):
		for df in self.meta.get("fields"):
			if df.fieldtype in ("Select", "Data", "Link", "Autocomplete") and self.get(df.fieldname):
				frappe.db.set_default(df.fieldname, self.get(df.fieldname))
		frappe.forget_system_settings()


@core("Scheduled Job Type")
class ScheduledJobType(Document):
	def autoname(self):
		self.name = ".".join(self.method.split(".")[-2:])

	def validate(self):
		if self.frequency != "All":
			self.create_log = 1


@core("Error Log")
class ErrorLog(Document):
	def validate(self):
		self.method, self.error = str(self.method), str(self.error)


@core("Contact")
class Contact(Document):
	def autoname(self):
		parts = [self.first_name, self.get("middle_name"), self.last_name]
		self.name = " ".join(filter(None, parts)) or self.email_id or self.get("company_name")
		if self.links:
			self.name = f"{self.name}-{self.links[0].link_name.strip()}"
		if frappe.db.exists("Contact", self.name):
			from frappe.model.naming import append_number_if_name_exists

			self.name = append_number_if_name_exists("Contact", self.name)

	def validate(self):
		self.full_name = " ".join(filter(None, [self.first_name, self.get("middle_name"), self.last_name]))
		for table, value, flag, target in (
			("email_ids", "email_id", "is_primary", "email_id"),
			("phone_nos", "phone", "is_primary_phone", "phone"),
			("phone_nos", "phone", "is_primary_mobile_no", "mobile_no"),
		):
			chosen = [row.get(value) for row in self.get(table) if row.get(flag)]
			if len(self.get(table)) == 1 and flag == "is_primary" and not chosen:
				self.get(table)[0].is_primary = 1
				chosen = [self.get(table)[0].get(value)]
			self.set(target, chosen[0] if chosen else "")


@core("Address")
class Address(Document):
	def autoname(self):
		title = self.address_title or (self.links[0].link_name if self.links else None)
		if not title:
			frappe.throw(_("Address Title is mandatory."))
		self.address_title = title
		self.name = f"{title}-{_(self.address_type)}"
		if frappe.db.exists("Address", self.name):
			from frappe.model.naming import append_number_if_name_exists

			self.name = append_number_if_name_exists("Address", self.name)
