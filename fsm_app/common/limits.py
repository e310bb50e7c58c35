"""How often somebody may do something over HTTP within an hour (C2).

Frappe's own limit counts every call by the address that the sender claims: whoever makes up another one each time passes
it, and whoever makes up somebody else's uses theirs up. Here users are counted by who they are, and guests once it is
sure that they may ask.
"""

from collections.abc import Callable
from functools import wraps

import frappe
from frappe import _

HOUR = 60 * 60


def per_user(limit: int, seconds: int = HOUR) -> Callable:
	"""Decorator of a whitelisted function: `limit` calls by each user, whatever addresses they come from.

	Raises RateLimitExceededError. Guests are not counted: such a function refuses them by itself.
	"""

	def limited(function: Callable) -> Callable:
		@wraps(function)
		def call(*args, **kwargs):
			if frappe.request and frappe.session.user != "Guest":
				take(f"{function.__module__}.{function.__name__}", frappe.session.user, limit, seconds)
			return function(*args, **kwargs)

		return call

	return limited


def take(what: str, who: str, limit: int, seconds: int = HOUR) -> None:
	"""Count once more that `who` does `what`; raise RateLimitExceededError beyond the limit."""
	name = frappe.cache.make_key(f"fsm_limit:{what}:{who}")
	if not frappe.cache.get(name):
		frappe.cache.setex(name, seconds, 0)
	if frappe.cache.incrby(name, 1) > limit:
		frappe.throw(
			_("Too many requests for now. Try again in an hour."),
			frappe.RateLimitExceededError,
		)


def address() -> str:
	"""Where the request comes from, as the nearest proxy saw it: what stands before that in the header anybody may write."""
	if not frappe.request:
		return ""
	forwarded = frappe.request.headers.get("X-Forwarded-For") or ""
	return forwarded.rpartition(",")[2].strip()[:64] or frappe.request.remote_addr or ""
