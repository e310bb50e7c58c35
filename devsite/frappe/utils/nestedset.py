"""Trees: every node knows the span (lft, rgt) of its descendants."""

import frappe
from frappe.exceptions import ValidationError
from frappe.model.document import Document

from devsite.unsupported import guard

__getattr__ = guard(__name__)


class NestedSetRecursionError(ValidationError):
	pass


class NestedSetChildExistsError(ValidationError):
	pass


class NestedSet(Document):
	"""Base of tree doctypes; keeps lft, rgt and old_parent in step with the parent field."""

	@property
	def nsm_parent_field(self):
		return self.meta.nsm_parent_field or f"parent_{frappe.scrub(self.doctype)}"

	def on_update(self):
		parent = self.get(self.nsm_parent_field) or ""
		if parent and self.name in (parent, *get_ancestors_of(self.doctype, parent)):
			frappe.throw(frappe._("Item cannot be added to its own descendants"), NestedSetRecursionError)
		if not (self.lft and self.rgt) or (self.get("old_parent") or "") != parent:
			if self.meta.has_field("old_parent"):
				frappe.db.set_value(self.doctype, self.name, "old_parent", parent, update_modified=False)
			rebuild_tree(self.doctype)
			self.reload()

	def on_trash(self, allow_root_deletion=False):
		if frappe.db.count(self.doctype, {self.nsm_parent_field: self.name}):
			frappe.throw(
				frappe._("Cannot delete {0} as it has child nodes").format(self.name),
				NestedSetChildExistsError,
			)
		for end in ("lft", "rgt"):
			frappe.db.execute(
				f"UPDATE `tab{self.doctype}` SET `{end}`=`{end}`-2 WHERE `{end}`>? AND `name`<>?",
				(self.rgt, self.name),
			)
		frappe.clear_document_cache(self.doctype)


def rebuild_tree(doctype, parent_field=None):
	"""Numbers the whole tree anew; the stand-in's trees are small."""
	field = frappe.get_meta(doctype).nsm_parent_field or f"parent_{frappe.scrub(doctype)}"
	children = {}
	query = f"SELECT `name`, ifnull(`{field}`, '') FROM `tab{doctype}` ORDER BY `lft`=0, `lft`, `creation`"
	for name, parent in frappe.db.execute(query):
		children.setdefault(parent, []).append(name)

	def number(name, left):
		right = left + 1
		for child in children.get(name, ()):
			right = number(child, right)
		frappe.db.execute(f"UPDATE `tab{doctype}` SET `lft`=?, `rgt`=? WHERE `name`=?", (left, right, name))
		return right + 1

	position = 1
	for root in children.get("", ()):
		position = number(root, position)
	frappe.clear_document_cache(doctype)
	frappe.permissions.forget()


def get_ancestors_of(doctype, name):
	"""Names of the nodes above a node, the nearest first."""
	lft, rgt = frappe.db.get_value(doctype, name, ["lft", "rgt"]) or (0, 0)
	query = f"SELECT `name` FROM `tab{doctype}` WHERE `lft`<? AND `rgt`>? ORDER BY `lft` DESC"
	return [row[0] for row in frappe.db.execute(query, (lft, rgt))]
