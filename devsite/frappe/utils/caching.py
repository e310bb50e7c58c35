"""`frappe.cache`: values under keys, kept as copies, gone with the process."""

import pickle
import time

import frappe

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


class Cache:
	"""A dict in the manners of Frappe's Redis wrapper: what comes out is a copy of what went in."""

	def __init__(self):
		self._values = {}

	def __getattr__(self, name):
		if name.startswith("__"):
			raise AttributeError(name)
		raise Unsupported(f"frappe.cache.{name}")

	def set_value(self, key, val, *, expires_in_sec=None):
		until = time.monotonic() + expires_in_sec if expires_in_sec else None
		self._values[key] = (pickle.dumps(val), until)

	def get_value(self, key, generator=None, *, expires=False):
		found = self._values.get(key)
		if found and (found[1] is None or found[1] > time.monotonic()):
			return pickle.loads(found[0])
		if generator is None:
			return None
		value = generator()
		self.set_value(key, value)
		return value

	# Redis' own commands, as RedisWrapper hands them on: keys as they are, numbers as bytes

	def make_key(self, key):
		return f"{frappe.local.site}|{key}".encode()

	def setex(self, name, time, value):
		self.set_value(name, str(value).encode(), expires_in_sec=time)

	def get(self, name):
		return self.get_value(name)

	def incrby(self, name, amount=1):
		until = self._values.get(name, (None, None))[1]
		value = int(self.get_value(name) or 0) + amount
		self._values[name] = (pickle.dumps(str(value).encode()), until)
		return value

	def delete_value(self, key):
		self._values.pop(key, None)

	def flushall(self):
		self._values.clear()
