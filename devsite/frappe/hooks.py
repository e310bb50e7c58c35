"""Hooks of the stand-ins themselves."""

ignore_links_on_delete = [
	"Communication", "ToDo", "File", "Version", "Comment", "Notification Log", "Deleted Document",
]  # fmt: skip

permission_query_conditions = {
	"Notification Log": "frappe.core.visibility.notification_log_conditions",
	"ToDo": "frappe.core.visibility.todo_conditions",
	"User": "frappe.core.visibility.user_conditions",
}

has_permission = {
	"File": "frappe.core.files.has_permission",
	"ToDo": "frappe.core.visibility.has_todo_permission",
}
