"""Controllers of the framework's own doctypes, as far as an app notices them."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.utils.html import sanitize_html

from devsite.unsupported import Unsupported

_ = frappe._


class Fixed(Document):
	"""Doctypes whose records no app makes or changes here: those about doctypes, and others that it only links to."""

	def _refuse(self):
		raise Unsupported(f"making, changing or deleting a {self.doctype}")

	before_insert = before_validate = on_trash = _refuse


for _doctype in ("DocType", "DocField", "DocPerm", "Employee"):
	core(_doctype)(Fixed)


@core("Role")
class Role(Document):
	def on_update(self):
		frappe.clear_derived_caches()


@core("User")
class User(Document):
	"""A user; the roles decide whether it is a System User or a Website User."""

	def __setup__(self):
		self.flags.ignore_save_passwords = ["new_password"]

	def autoname(self):
		self.email = self.email.strip().lower()
		self.name = self.email

	def validate(self):
		self._new_password, self.new_password = self.new_password, ""
		if self.name not in frappe.STANDARD_USERS:
			self.email = self.name
			frappe.utils.validate_email_address(self.name, throw=True)
		self._drop_disabled_roles()
		if self.name not in frappe.STANDARD_USERS:
			roles = [row.role for row in self.roles]
			desk = roles and frappe.db.get_all("Role", {"name": ["in", roles], "desk_access": 1}, limit=1)
			self.user_type = "System User" if desk else "Website User"
		self.full_name = " ".join(filter(None, [self.first_name, self.last_name]))

	def _drop_disabled_roles(self):
		disabled = set(frappe.get_all("Role", {"disabled": 1}, pluck="name"))
		for row in list(self.roles):
			if row.role in disabled:
				self.remove(row)

	def on_update(self):
		if self._new_password:
			from frappe.utils.password import update_password

			update_password(self.name, self._new_password)
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


@core("User Permission")
class UserPermission(Document):
	def validate(self):
		same = {key: self.get(key) for key in ("allow", "for_value", "user", "apply_to_all_doctypes")}
		same["applicable_for"] = self.applicable_for or ""
		if frappe.get_all(self.doctype, {**same, "name": ["!=", self.name]}, limit=1):
			frappe.throw(_("User permission already exists"), frappe.DuplicateEntryError)
		if self.is_default:
			raise Unsupported("User Permission: is_default")

	def on_update(self):
		frappe.clear_derived_caches()

	def after_delete(self):
		frappe.clear_derived_caches()


@core("Comment")
class Comment(Document):
	no_feed_on_delete = True

	def validate(self):
		if not self.comment_email:
			self.comment_email = frappe.session.user
		self.content = sanitize_html(self.content)

	def on_update(self):
		"""Frappe keeps the plain comments of a document in its `_comments`, for lists."""
		if self.comment_type != "Comment" or not (
			self.reference_doctype and self.reference_name and self.content
		):
			return
		stored = frappe.db.get_value(self.reference_doctype, self.reference_name, "_comments")
		kept = [entry for entry in frappe.parse_json(stored or "[]") if entry.get("name") != self.name]
		text = self.content[:97] + "..." if len(self.content) > 100 else self.content
		kept.append({"comment": text, "by": self.comment_email, "name": self.name})
		frappe.db.execute(
			f"UPDATE `tab{self.reference_doctype}` SET `_comments`=? WHERE `name`=?",
			(frappe.as_json(kept, indent=None), self.reference_name),
		)


@core("ToDo")
class ToDo(Document):
	"""A thing to do for somebody; the document that it is about names in `_assign` who has one open."""

	def validate(self):
		self._said = None
		users = (self.assigned_by, self.allocated_to)
		names = [frappe.db.get_value("User", user, "full_name") or user for user in users]
		if self.is_new():
			self._said = "Assigned", _("{0} assigned {1}: {2}").format(*names, self.description)
		elif self.get_doc_before_save().status != self.status:
			said = _("Assignment of {0} removed by {1}")
			self._said = "Assignment Completed", said.format(names[1], frappe.session.user)

	def on_update(self):
		if not (self.reference_type and self.reference_name):
			return
		if self._said:
			frappe.get_doc(self.reference_type, self.reference_name).add_comment(*self._said)
		self._note_in_reference()

	def on_trash(self):
		if self.reference_type and self.reference_name:
			self._note_in_reference()

	def _note_in_reference(self):
		users = frappe.get_all(
			"ToDo",
			{
				"reference_type": self.reference_type,
				"reference_name": self.reference_name,
				"status": ["not in", ["Cancelled", "Closed"]],
				"allocated_to": ["is", "set"],
			},
			pluck="allocated_to",
			order_by="creation",
		)
		frappe.db.execute(
			f"UPDATE `tab{self.reference_type}` SET `_assign`=? WHERE `name`=?",
			(frappe.as_json(users, indent=None) if users else "", self.reference_name),
		)


@core("Workflow")
class Workflow(Document):
	"""Installs its state field in the document type; one workflow per document type is active."""

	def validate(self):
		if self.is_active:
			query = "UPDATE `tabWorkflow` SET `is_active`=0 WHERE `document_type`=?"
			frappe.db.execute(query, (self.document_type,))
		known = {row.state for row in self.states}
		if any(int(row.doc_status or 0) for row in self.states):
			raise Unsupported("a Workflow whose states submit or cancel")
		for row in self.transitions:
			for state in (row.state, row.next_state):
				if state not in known:
					frappe.throw(_("{0} not a valid State").format(state))

	def on_update(self):
		frappe.clear_document_cache("Workflow")
		frappe.db.value_cache.pop("workflow", None)
		field = self.workflow_state_field
		if not frappe.get_meta(self.document_type).get_field(field):
			raise Unsupported(f"Workflow: {self.document_type} has no field {field}")
		query = f"UPDATE `tab{self.document_type}` SET `{field}`=? WHERE ifnull(`{field}`, '')=''"
		frappe.db.execute(query, (self.states[0].state,))

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
