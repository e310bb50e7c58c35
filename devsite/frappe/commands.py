"""What an app's click commands import from `frappe.commands`."""

import functools

import frappe

from devsite.unsupported import guard

__getattr__ = guard(__name__)


def pass_context(f):
	"""Gives the command bench's context: the site it runs on."""

	@functools.wraps(f)
	def wrapper(*args, **kwargs):
		return f(
			frappe._dict(sites=[frappe.local.site], force=False, verbose=False, profile=False),
			*args,
			**kwargs,
		)

	return wrapper


def get_site(context, raise_err=True):
	return context.sites[0]
