"""Where Frappe 15 and 16 differ: one code serves both, and what it has to know of the difference stands here (Q2).

What both take alike needs no line here and stands where it is used: bare names in order_by, no functions of SQL as text in
fields, `custom_format` on print formats, and no precision on figures that are computed (in 16 it is the column's).
"""

import frappe
from frappe import _

LINKS = ("Link", "Dynamic Link")
VERSION = int(frappe.__version__.partition(".")[0])
# What a has_permission hook says that has nothing against it: 15 takes the first answer that is not None, 16 wants each to be
# true.
NO_OBJECTION = None if VERSION < 16 else True


class LinkIsNoName(frappe.ValidationError):
	"""A link that holds conditions in place of a name."""


def take_no_conditions_for_links() -> None:
	"""before_request: no document that is sent is looked up by conditions that stand in place of a name it links to.

	Version 15 looks links up before it asks for any permission, by whatever stands there: a ToDo "about the caller whose
	telephone begins with 138" told each digit to everybody with a login. Version 16 takes that for a server error, and only
	where Python runs with assertions. No hook comes before that, so the check of links itself is given this one line, once
	in a process.
	"""
	from frappe.model.base_document import BaseDocument

	looked_up = BaseDocument.get_invalid_links
	if getattr(looked_up, "takes_names_alone", False):
		return

	def get_invalid_links(row, *args, **kwargs):
		_refuse_conditions(row)
		return looked_up(row, *args, **kwargs)

	get_invalid_links.takes_names_alone = True
	BaseDocument.get_invalid_links = get_invalid_links


def _refuse_conditions(row) -> None:
	for df in row.meta.fields:
		if df.fieldtype in LINKS and isinstance(row.get(df.fieldname), dict | list | tuple):
			frappe.throw(
				_("{0}: name a document.").format(_(df.label or df.fieldname, context=df.parent)),
				LinkIsNoName,
			)


def read_modules_anew() -> None:
	"""Let Frappe read from the disk which modules each app has.

	A command that ran on the site before the app came to the bench has kept a list without it, and install-app, which
	takes the list that its process began with, would make none of its doctypes; in 15 and 16 alike.
	"""
	frappe.cache.delete_value("app_modules")
	frappe.setup_module_map()


def bytes_of(file: str) -> bytes:
	"""The content of a File as it lies on the disk. get_content() makes text of it where it can, in 16 of most bytes."""
	with open(frappe.get_doc("File", file).get_full_path(), "rb") as source:
		return source.read()


def remove_from_desktop(app: str, modules: list[str]) -> None:
	"""Remove the icons and side bars of the app's workspaces, which 16 has and 15 has not.

	Those that came with the app name it; 16 itself and users make others, which have a module or a workspace's name.
	Deleted as documents they would take the app's own files along on a developer's site.
	"""
	if not frappe.db.exists("DocType", "Workspace Sidebar"):
		return
	workspaces = frappe.get_all("Workspace", filters={"module": ["in", modules]}, pluck="name")
	for doctype, rows, ours in (
		("Desktop Icon", "Has Role", {"label": ["in", workspaces]}),
		(
			"Workspace Sidebar",
			"Workspace Sidebar Item",
			{"module": ["in", modules], "title": ["in", workspaces]},
		),
	):
		names = frappe.get_all(doctype, or_filters={"app": app, **ours}, pluck="name")
		frappe.db.delete(rows, {"parenttype": doctype, "parent": ["in", names]})
		frappe.db.delete(doctype, {"name": ["in", names]})


def forget_removed(removed: dict[str, list[str]]) -> None:
	"""Take out what 16 notes, and 15 does not, about the documents `removed` with the app, names by doctype."""
	# The bin gets the values of a Single, too.
	frappe.db.delete("Deleted Document", {"deleted_doctype": ["in", removed.get("DocType", [])]})
	if frappe.db.exists("DocType", "Permission Log"):
		for doctype, names in removed.items():
			frappe.db.delete("Permission Log", {"for_doctype": doctype, "for_document": ["in", names]})
