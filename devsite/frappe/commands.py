"""What an app's click commands import from `frappe.commands`; this site has no command line of its own."""

from devsite.unsupported import Unsupported, guard

__getattr__ = guard(__name__)


def pass_context(f):
	"""Stands in for the decorator; the command it makes can be listed, not run."""

	def command(*args, **kwargs):
		raise Unsupported("the command line of bench")

	command.__doc__ = f.__doc__
	return command


def get_site(context):
	raise Unsupported("the command line of bench")
