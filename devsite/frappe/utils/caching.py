"""`frappe.cache`: values under keys, kept as copies, gone with the process."""

import functools
import pickle
import time

import frappe

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


class Cache:
	"""A dict in the manners of Frappe's Redis wrapper: what comes out is a copy of what went in."""

	def __init__(self):
		self._values = {}

	def __call__(self):
		return self

	def __getattr__(self, name):
		if name.startswith("__"):
			raise AttributeError(name)
		raise Unsupported(f"frappe.cache.{name}")

	def set_value(self, key, val, user=None, expires_in_sec=None, shared=False):
		until = time.monotonic() + expires_in_sec if expires_in_sec else None
		self._values[self._key(key, user)] = (pickle.dumps(val), until)

	def get_value(self, key, generator=None, user=None, expires=False, shared=False):
		found = self._values.get(self._key(key, user))
		if found and (found[1] is None or found[1] > time.monotonic()):
			return pickle.loads(found[0])
		if generator is None:
			return None
		value = generator()
		self.set_value(key, value, user)
		return value

	def delete_value(self, keys, user=None, make_keys=True, shared=False):
		for key in [keys] if isinstance(keys, str) else keys:
			self._values.pop(self._key(key, user), None)

	def delete_key(self, *args, **kwargs):
		self.delete_value(*args, **kwargs)

	def delete_keys(self, key):
		for name in [name for name in self._values if name.startswith(key)]:
			del self._values[name]

	def get_keys(self, key):
		return [name for name in self._values if name.startswith(key)]

	def exists(self, key, user=None, shared=False):
		return self.get_value(key, user=user) is not None

	def hset(self, name, key, value, shared=False, cache_locally=True):
		self._values.setdefault(name, ({}, None))[0][key] = pickle.dumps(value)

	def hget(self, name, key, generator=None, shared=False):
		found = self._values.get(name, ({}, None))[0].get(key)
		if found is not None:
			return pickle.loads(found)
		if generator is None:
			return None
		value = generator()
		self.hset(name, key, value)
		return value

	def hdel(self, name, keys, shared=False, pipeline=None):
		for key in [keys] if isinstance(keys, str) else keys:
			self._values.get(name, ({}, None))[0].pop(key, None)

	def hexists(self, name, key, shared=False):
		return key in self._values.get(name, ({}, None))[0]

	def hgetall(self, name):
		return {key: pickle.loads(raw) for key, raw in self._values.get(name, ({}, None))[0].items()}

	def hkeys(self, name):
		return list(self._values.get(name, ({}, None))[0])

	def flushall(self):
		self._values.clear()

	@staticmethod
	def _key(key, user):
		if user is True:
			user = frappe.session.user
		return f"user:{user}:{key}" if user else key


def request_cache(func):
	"""Remembers the function's results until the request or test ends."""

	@functools.wraps(func)
	def wrapper(*args, **kwargs):
		known = frappe.local.request_cache.setdefault(func, {})
		key = (args, tuple(sorted(kwargs.items())))
		if key not in known:
			known[key] = func(*args, **kwargs)
		return known[key]

	return wrapper


def redis_cache(ttl=3600, user=None, shared=False):
	"""Remembers results in frappe.cache for `ttl` seconds; the function gets `.clear_cache()`."""
	if callable(ttl):
		return redis_cache()(ttl)

	def decorate(func):
		prefix = f"{func.__module__}.{func.__qualname__}::"

		@functools.wraps(func)
		def wrapper(*args, **kwargs):
			key = prefix + repr((args, sorted(kwargs.items()), frappe.session.user if user else None))
			found = frappe.cache.get_value(key)
			if found is None:
				found = func(*args, **kwargs)
				frappe.cache.set_value(key, found, expires_in_sec=ttl)
			return found

		wrapper.clear_cache = lambda: frappe.cache.delete_keys(prefix)
		return wrapper

	return decorate
