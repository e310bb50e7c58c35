"""Starting and stopping the stand-in site of this process."""

import gc
import importlib.util
import json
import sys
from pathlib import Path

from devsite.unsupported import ImportGuard

HERE = Path(__file__).parent


def load():
	"""Makes `import frappe` mean the stand-in, and returns it."""
	if "frappe" in sys.modules:
		return sys.modules["frappe"]
	sys.meta_path.append(ImportGuard())
	frappe = _package("frappe")
	for part in (
		"core.controllers",
		"core.contacts",
		"core.erpnext",
		"core.files",
		"custom.doctype.custom_field.custom_field",
	):
		importlib.import_module(f"frappe.{part}")
	_package("erpnext")
	for part in (
		"masters",
		"journals",
		"orders",
		"stock.doctype.material_request.material_request",
		"stock.doctype.stock_entry.stock_entry",
		"stock.doctype.stock_reconciliation.stock_reconciliation",
	):
		importlib.import_module(f"erpnext.{part}")
	return frappe


def _package(name):
	folder = HERE / name
	spec = importlib.util.spec_from_file_location(
		name, folder / "__init__.py", submodule_search_locations=[str(folder)]
	)
	package = sys.modules[name] = importlib.util.module_from_spec(spec)
	spec.loader.exec_module(package)
	return package


def start(path=":memory:", apps=("fsm_app",)):
	"""Opens the site at `path` and installs the apps that it lacks; returns the `frappe` module.

	A new database gets the stand-in doctypes first. The session's user is Administrator.
	"""
	frappe = load()
	stop()
	from frappe import bootstrap, installer, state

	state.reset()
	frappe.conf.update({"db_type": "sqlite", "developer_mode": 0, "allow_tests": True})
	frappe.db = frappe.local.db = frappe.database.Database(str(path))
	frappe.clear_derived_caches()
	frappe.controllers.forget()
	frappe.cache.flushall()
	frappe.set_installed_apps(frappe.STAND_INS)
	if frappe.db.columns_of("tabDocType"):
		stored = frappe.db.get_global("installed_apps")
		frappe.set_installed_apps(json.loads(stored) if stored else frappe.STAND_INS)
	else:
		bootstrap.create_tables()
		bootstrap.create_records()
	for app in apps:
		installer.install_app(app)
	frappe.db.watch_definitions()
	frappe.clear_messages()
	# doctypes and controllers live as long as the site; the collector need not look through them
	gc.collect()
	gc.freeze()
	gc.set_threshold(10_000, 20, 20)
	return frappe


def stop():
	"""Closes the site's database, changes since the last commit are lost."""
	frappe = load()
	if frappe.db is not None:
		from frappe.utils import background_jobs

		background_jobs.clear()
		gc.unfreeze()
		frappe.db.close()
		frappe.db = frappe.local.db = None
