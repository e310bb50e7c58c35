"""Which of the framework's own documents a user sees in lists."""

import frappe


def notification_log_conditions(user):
	return f"(`tabNotification Log`.for_user = {frappe.db.escape(user, False)})"


def todo_conditions(user):
	if "System Manager" in frappe.get_roles(user):
		return None
	name = frappe.db.escape(user, False)
	return f"(`tabToDo`.allocated_to = {name} or `tabToDo`.assigned_by = {name})"


def user_conditions(user):
	return "" if user == "Administrator" else "`tabUser`.name not in ('Administrator', 'Guest')"


def has_todo_permission(doc, ptype="read", user=None):
	user = user or frappe.session.user
	if "System Manager" in frappe.get_roles(user):
		return True
	return user in (doc.allocated_to, doc.assigned_by)
