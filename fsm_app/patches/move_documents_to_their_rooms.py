"""Tell the site of the modules that are new, before it loads a document's code from where that is no more.

Frappe finds a document's controller by the module that the site has stored. Whoever was kept from an old module stays kept
from what has moved out of it.
"""

import json
from pathlib import Path

import frappe

APP, APP_FOLDER = "fsm_app", Path(frappe.get_app_path("fsm_app"))
KINDS = {"doctype": "DocType", "report": "Report", "page": "Page", "print_format": "Print Format"}


def execute() -> None:
	"""Make the missing modules and give each document the module of its folder."""
	for module in frappe.get_module_list(APP):
		if not frappe.db.exists("Module Def", module):
			frappe.get_doc({"doctype": "Module Def", "module_name": module, "app_name": APP}).insert(
				ignore_permissions=True  # upgrading, no user acts
			)
	moved = set()
	for kind, name, module in _records():
		stored = frappe.db.get_value(kind, name, "module")
		if stored and stored != module:
			frappe.db.set_value(kind, name, "module", module, update_modified=False)
			moved.add((stored, module))
	_keep_blocked(moved)
	frappe.clear_cache()
	frappe.setup_module_map()


def _records():
	"""Kind, name and module of everything whose folder is that of its module."""
	for folder, kind in KINDS.items():
		for path in sorted(APP_FOLDER.glob(f"*/{folder}/*/*.json")):
			record = json.loads(path.read_text(encoding="utf-8"))
			if isinstance(record, dict) and record.get("doctype") == kind:
				yield kind, record["name"], record["module"]


def _keep_blocked(moved: set[tuple[str, str]]) -> None:
	"""Block the new module too, for users and profiles, where the old one is blocked."""
	rows = frappe.get_all(
		"Block Module",
		filters={"module": ["in", [old for old, _new in moved]]},
		fields=["parent", "parenttype", "parentfield", "module"],
	)
	for row in rows:
		for new in sorted(new for old, new in moved if old == row.module):
			values = {**row, "module": new}
			if not frappe.db.exists("Block Module", values):
				frappe.get_doc({"doctype": "Block Module", **values}).insert(
					ignore_permissions=True  # as above
				)
