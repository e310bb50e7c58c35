"""Who may do what: roles, permission levels, if_owner, User Permission and the apps' own rules."""

import frappe
from frappe.exceptions import PermissionError
from frappe.state import _dict
from frappe.utils.text import cint

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)

rights = (
	"select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report",
	"import", "export", "share",
)  # fmt: skip
AUTOMATIC_ROLES = ("Guest", "All", "Desk User", "Administrator")

_roles = {}
_user_permissions = {}


def forget():
	"""Drops everything derived from roles, permissions and User Permissions."""
	_roles.clear()
	_user_permissions.clear()
	frappe.local.role_permissions.clear()


def get_roles(user=None, with_standard=True):
	"""Roles of a user, the automatic ones included."""
	user = user or frappe.session.user
	if not user or user == "Guest":
		return ["Guest"]
	roles = _roles.get(user)
	if roles is None:
		roles = _roles[user] = _read_roles(user)
	return list(roles) if with_standard else [role for role in roles if role not in AUTOMATIC_ROLES]


def _read_roles(user):
	if user == "Administrator":
		return [row[0] for row in frappe.db.execute("SELECT `name` FROM `tabRole` ORDER BY `modified` DESC")]
	query = "SELECT `role` FROM `tabHas Role` WHERE `parenttype`='User' AND `parent`=? ORDER BY `idx`"
	roles = [row[0] for row in frappe.db.execute(query, (user,)) if row[0] not in AUTOMATIC_ROLES]
	roles += ["All", "Guest"]
	if is_system_user(user):
		roles.append("Desk User")
	return roles


def is_system_user(user=None):
	return frappe.db.get_value("User", user or frappe.session.user, "user_type", cache=True) == "System User"


def has_permission(doctype, ptype="read", doc=None, user=None, raise_exception=True, *, parent_doctype=None):
	"""Whether the user may do `ptype` with the doctype or the document; never raises PermissionError."""
	user = user or frappe.session.user
	if ptype not in rights or ptype == "share":
		raise Unsupported(f"permission type {ptype}")
	if user == "Administrator":
		return True
	meta = frappe.get_meta(doctype)
	if (meta.istable and doc) or ptype == "import":
		raise Unsupported(f"permission to {ptype} a {doctype}")
	if meta.istable:
		# rows are seen by those who see documents with such a table
		tables = frappe.get_meta(parent_doctype).table_fields if parent_doctype else ()
		is_table = any(df.options == doctype for df in tables)
		return is_table and has_permission(parent_doctype, ptype, user=user)
	if doc:
		if isinstance(doc, str | int):
			doc = frappe.get_doc(doctype, doc)
		allowed = get_doc_permissions(doc, user=user, ptype=ptype).get(ptype)
		message = frappe._("User {0} does not have access to this document").format(frappe.bold(user))
	elif ptype == "submit" and not meta.is_submittable:
		return False
	else:
		allowed = get_role_permissions(meta, user=user).get(ptype)
		message = frappe._(
			"User {0} does not have doctype access via role permission for document {1}"
		).format(frappe.bold(user), frappe.bold(frappe._(doctype)))
	if not allowed and raise_exception and user == frappe.session.user:
		frappe.msgprint(message)
	return bool(allowed)


def get_doc_permissions(doc, user=None, ptype=None):
	"""All rights of the user on one document, as a dict of right to 0 or 1."""
	user = user or frappe.session.user
	meta = frappe.get_meta(doc.doctype)
	is_owner = (doc.get("owner") or "").lower() == user.lower()
	if not has_controller_permissions(doc, ptype, user=user):
		return {ptype: 0}
	permissions = _dict(get_role_permissions(meta, user=user, is_owner=is_owner))
	permissions.if_owner = dict(permissions.get("if_owner") or {})
	if not meta.is_submittable:
		permissions["submit"] = 0
	if not meta.allow_import:
		permissions["import"] = 0
	if permissions.has_if_owner_enabled:
		permissions.update(permissions.if_owner)
	if not has_user_permission(doc, user):
		if not is_owner:
			return _dict()
		permissions = _dict(permissions.if_owner)
		permissions["create"] = 0
	return permissions


def get_role_permissions(doctype_meta, user=None, is_owner=None):
	"""Rights by role alone; those bound to ownership stand below 'if_owner'."""
	user = user or frappe.session.user
	if isinstance(doctype_meta, str):
		doctype_meta = frappe.get_meta(doctype_meta)
	if user == "Administrator":
		return {right: 1 for right in rights}
	key = (doctype_meta.name, user, bool(is_owner))
	known = frappe.local.role_permissions
	if key not in known:
		known[key] = _role_permissions(doctype_meta, user, is_owner)
	return known[key]


def _role_permissions(meta, user, is_owner):
	roles = set(get_roles(user))
	rows = [row for row in meta.permissions if row.role in roles and cint(row.permlevel) == 0]
	found = _dict(if_owner={}, has_if_owner_enabled=any(row.if_owner for row in rows))
	for right in rights:
		granted = any(row.get(right) for row in rows)
		found[right] = int(granted)
		unbound = any(row.get(right) and not row.if_owner for row in rows)
		if granted and found.has_if_owner_enabled and not unbound and right != "create":
			found.if_owner[right] = int(bool(is_owner))
			# a list shows the user's own documents, so reading stays open and is narrowed later
			found[right] = int(right in ("select", "read"))
	return found


def only_has_select_perm(doctype, user=None):
	permissions = get_role_permissions(doctype, user=user)
	return bool(permissions.get("select") and not permissions.get("read"))


def has_controller_permissions(doc, ptype, user=None):
	"""The apps' has_permission hooks: the last one with an opinion decides."""
	hooks = frappe.get_hooks("has_permission", {})
	for method in reversed(hooks.get(doc.doctype, []) + hooks.get("*", [])):
		opinion = frappe.call(method, doc=doc, ptype=ptype, user=user or frappe.session.user, debug=False)
		if opinion is not None:
			return bool(opinion)
	return True


def get_user_permissions(user=None):
	"""User Permissions as {doctype: [{doc, applicable_for, is_default, hide_descendants}]}."""
	user = user or frappe.session.user
	if not user or user in ("Administrator", "Guest"):
		return {}
	found = _user_permissions.get(user)
	if found is None:
		found = _user_permissions[user] = _read_user_permissions(user)
	return found


def _read_user_permissions(user):
	found = {}
	rows = frappe.db.rows(
		"SELECT * FROM `tabUser Permission` WHERE `user`=? ORDER BY `modified` DESC", (user,)
	)
	for row in rows:
		entries = found.setdefault(row.allow, [])
		entry = _dict(
			doc=row.for_value,
			applicable_for=row.applicable_for,
			is_default=row.is_default,
			hide_descendants=row.hide_descendants,
		)
		entries.append(entry)
		if frappe.get_meta(row.allow).is_nested_set() and not row.hide_descendants:
			for name in frappe.db.get_descendants(row.allow, row.for_value):
				entries.append(_dict(entry, doc=name, is_default=0, hide_descendants=0))
	return found


def filter_allowed_docs_for_doctype(user_permissions, doctype, with_default_doc=True):
	"""Names that the permissions allow for a doctype, and the default among them."""
	allowed, default = [], None
	for entry in user_permissions:
		if not entry.get("applicable_for") or entry.get("applicable_for") == doctype:
			allowed.append(entry.doc)
			if entry.get("is_default") or (len(user_permissions) == 1 and with_default_doc):
				default = entry.doc
	return (allowed, default) if with_default_doc else allowed


def get_allowed_docs_for_doctype(user_permissions, doctype):
	return filter_allowed_docs_for_doctype(user_permissions, doctype, with_default_doc=False)


def has_user_permission(doc, user=None):
	"""Whether User Permissions let the user see the document and all that it links to."""
	restricted = get_user_permissions(user)
	if not restricted:
		return True
	strict = not doc.meta.issingle and cint(frappe.get_system_settings("apply_strict_user_permissions"))
	if doc.doctype in restricted:
		allowed = get_allowed_docs_for_doctype(restricted[doc.doctype], doc.doctype)
		if doc.meta.is_tree and doc.is_new():
			raise Unsupported(f"creating a {doc.doctype} under a User Permission for that tree")
		if allowed and str(doc.name) not in allowed:
			return False
	for part in (doc, *doc.get_all_children()):
		for df in part.meta.get_link_fields():
			value = part.get(df.fieldname)
			if cint(df.ignore_user_permissions) or df.options not in restricted or not (value or strict):
				continue
			allowed = get_allowed_docs_for_doctype(restricted[df.options], doc.doctype)
			if allowed and str(value) not in allowed:
				return False
	return True


def check_doctype_permission(doctype, ptype="read"):
	"""Raises PermissionError when the user has no such right on any document of the doctype."""
	log = frappe.get_message_log()
	frappe.clear_messages()
	if not has_permission(doctype, ptype):
		frappe.flags.error_message = frappe._("No permission for {0}").format(frappe._(doctype))
		frappe.flags.disable_traceback = True
		raise PermissionError
	frappe.message_log[:] = log


def match_conditions(doctype, user, reference_doctype=None):
	"""SQL that narrows a list to what the user may see, '' for everything; PermissionError for nothing."""
	meta = frappe.get_meta(doctype)
	permissions = get_role_permissions(meta, user=user)
	readable = permissions.get("select") or permissions.get("read")
	restricted = get_user_permissions(user)
	named = any(not e.applicable_for or e.applicable_for == doctype for e in restricted.get(doctype, []))
	if not meta.istable and not readable and not named:
		frappe.throw(frappe._("No permission to read {0}").format(frappe._(doctype)), PermissionError)
	conditions = []
	if _only_own(permissions):
		conditions.append(f"`tab{doctype}`.`owner` = {frappe.db.escape(user, False)}")
	elif readable:
		conditions += _user_permission_conditions(meta, restricted, reference_doctype or doctype)
	text = f"({' AND '.join(conditions)})" if conditions else ""
	hooks = frappe.get_hooks("permission_query_conditions", {})
	own = []
	for method in hooks.get(doctype, []) + hooks.get("*", []):
		condition = frappe.call(frappe.get_attr(method), user, doctype=doctype)
		if condition:
			own.append(condition)
	return " AND ".join(filter(None, [text, *own]))


def _only_own(permissions):
	bound = permissions.get("if_owner")
	if not permissions.get("has_if_owner_enabled") or not bound:
		return False
	return not any(permissions.get(right) and right not in bound for right in ("select", "read"))


def _user_permission_conditions(meta, restricted, reference_doctype):
	strict = cint(frappe.get_system_settings("apply_strict_user_permissions"))
	conditions = []
	for df in [*meta.get_link_fields(), _dict(options=meta.name, fieldname="name")]:
		if cint(df.get("ignore_user_permissions")):
			continue
		names = [
			entry.doc
			for entry in restricted.get(df.options, ())
			if not entry.applicable_for or entry.applicable_for == reference_doctype
		]
		if not names:
			continue
		column = f"`tab{meta.name}`.`{df.fieldname}`"
		condition = f"{column} IN ({', '.join(frappe.db.escape(name, False) for name in names)})"
		if not strict:
			condition = f"ifnull({column}, '')='' OR {condition}"
		conditions.append(f"({condition})")
	return conditions
