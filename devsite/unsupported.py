"""The one way in which the stand-in says "I do not have this": an error that names the thing."""

import importlib
import importlib.abc
import sys
from pathlib import Path


class Unsupported(Exception):
	"""Raised for any part of Frappe that the stand-in does not cover."""


class UnsupportedImport(Unsupported, ImportError):
	"""An unknown module below `frappe` or `erpnext`; an ImportError too, so that `try: import` between versions works."""


def guard(module):
	"""Returns a module-level `__getattr__`: loads the submodule of that name, or raises Unsupported."""

	def __getattr__(name):
		if name.startswith("__"):
			raise AttributeError(name)
		package = Path(sys.modules[module].__file__)
		if package.name == "__init__.py" and (
			(package.parent / name).is_dir() or (package.parent / f"{name}.py").exists()
		):
			return importlib.import_module(f"{module}.{name}")
		raise Unsupported(f"{module}.{name}")

	return __getattr__


def refuse(where, unknown):
	"""Raises Unsupported when `unknown` (keyword arguments nobody took) is not empty."""
	if unknown:
		raise Unsupported(f"{where}: {', '.join(sorted(unknown))}")


class ImportGuard(importlib.abc.MetaPathFinder):
	"""Last finder on sys.meta_path: a `frappe.x` or `erpnext.x` that no file provides is Unsupported."""

	def find_spec(self, fullname, path, target=None):
		if fullname.startswith(("frappe.", "erpnext.")):
			raise UnsupportedImport(f"import {fullname}")
		return None
