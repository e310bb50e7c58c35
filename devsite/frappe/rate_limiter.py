"""How often a function may be called over HTTP within some seconds."""

from functools import wraps

import frappe
from frappe.exceptions import RateLimitExceededError

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


def rate_limit(key=None, limit=5, seconds=24 * 60 * 60, methods="ALL", ip_based=True):
	"""Decorator: RateLimitExceededError for the call after `limit` (a number, or a function that says it) from one address.

	Calls that do not come over HTTP are not counted.
	"""
	if key or methods != "ALL" or not ip_based:
		raise Unsupported("rate_limit by a key or for some methods")

	def limited(function):
		@wraps(function)
		def call(*args, **kwargs):
			if frappe.local.request:
				_count(limit() if callable(limit) else limit, seconds)
			return function(*args, **kwargs)

		return call

	return limited


def _count(limit, seconds):
	name = frappe.cache.make_key(f"rl:{frappe.local.form_dict.cmd}:{frappe.local.request_ip}")
	if not frappe.cache.get(name):
		frappe.cache.setex(name, seconds, 0)
	if frappe.cache.incrby(name, 1) > limit:
		frappe.throw(
			frappe._("You hit the rate limit because of too many requests. Please try after sometime."),
			RateLimitExceededError,
		)
