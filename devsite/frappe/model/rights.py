"""What the session's user may do with a document."""

import frappe
from frappe.model.validation import reset_high_permlevel
from frappe.utils.text import cint


class Rights:
	"""Mixed into Document."""

	def check_permission(self, permtype="read"):
		if not self.has_permission(permtype):
			frappe.permissions.check_doctype_permission(self.doctype, permtype)
			self.raise_no_permission_to(permtype)

	def has_permission(self, permtype="read", *, user=None):
		if self.flags.ignore_permissions:
			return True
		return frappe.permissions.has_permission(self.doctype, permtype, self, user=user)

	def raise_no_permission_to(self, perm_type):
		frappe.flags.error_message = frappe._(
			"You need the '{0}' permission on {1} {2} to perform this action."
		).format(frappe._(perm_type), frappe.bold(frappe._(self.doctype)), self.name or "")
		raise frappe.PermissionError

	def get_permlevel_access(self, permission_type="write"):
		return self.meta.get_permlevel_access(permission_type)

	def validate_higher_perm_levels(self):
		if self.flags.ignore_permissions or frappe.flags.in_install or frappe.session.user == "Administrator":
			return
		if self.meta.plan.high_permlevel:
			reset_high_permlevel(self, self.get_permlevel_access())
		if self.is_new():
			return
		for df in self.meta.table_fields:
			if frappe.get_meta(df.options).plan.high_permlevel:
				for row in self.get(df.fieldname):
					reset_high_permlevel(row, self.get_permlevel_access())

	def apply_fieldlevel_read_permissions(self):
		"""Removes the values whose permission level the user may not read."""
		if frappe.session.user == "Administrator":
			return
		levels = self.get_permlevel_access("read")
		for doc in (self, *self.get_all_children()):
			for df in doc.meta.plan.high_permlevel:
				if cint(df.permlevel) not in levels:
					doc.__dict__.pop(df.fieldname, None)
