"""Another app that listens to tickets, for tests: its functions stand in no file, and it is installed for one test."""

import types

import frappe


class ListeningApp:
	"""An app named `name`; `listen` adds a listener as its hooks.py would. `monkeypatch` takes it away again."""

	def __init__(self, monkeypatch, name: str = "neighbour"):
		self.name = name
		self.modules: dict[str, types.ModuleType] = {}
		self.hooks: dict[str, list[str]] = {}
		known_hooks, known_attr = frappe.get_hooks, frappe.get_attr

		def get_hooks(hook=None, *args, **kwargs):
			found = known_hooks(hook, *args, **kwargs)
			# Never onto the list itself, which is kept for the next one who asks.
			return [*found, *self.hooks[hook]] if hook in self.hooks else found

		def get_attr(path):
			module, _, function = path.rpartition(".")
			return getattr(self.modules[module], function) if module in self.modules else known_attr(path)

		monkeypatch.setattr(frappe, "get_hooks", get_hooks)
		monkeypatch.setattr(frappe, "get_attr", get_attr)

	def module(self, name: str) -> types.ModuleType:
		"""The app's module `name`, made when it is first asked for."""
		path = f"{self.name}.{name}"
		return self.modules.setdefault(path, types.ModuleType(path))

	def listen(self, hook: str, listener=None, name: str = "listener") -> str:
		"""Let the app listen with this function, or with one that it names and has not; returns its dotted path."""
		module = self.module("listening")
		if listener:
			setattr(module, name, listener)
		path = f"{module.__name__}.{name}"
		self.hooks.setdefault(hook, []).append(path)
		return path
