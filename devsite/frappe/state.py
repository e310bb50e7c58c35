"""What belongs to the running site, session and request: `frappe.local` and the objects inside it."""

import os
import tempfile
from types import SimpleNamespace


class _dict(dict):
	"""A dict whose keys are attributes too; a missing one reads as None."""

	__slots__ = ()
	__getattr__ = dict.get
	__setattr__ = dict.__setitem__
	__delattr__ = dict.__delitem__

	def __reduce__(self):
		# before Python 3.11 copying and pickling ask for methods that __getattr__ would answer with None
		return _dict, (dict(self),)

	def copy(self):
		return _dict(self)

	def update(self, *args, **kwargs):
		super().update(*args, **kwargs)
		return self


flags = _dict()
session = _dict(user="Administrator", sid="Administrator", data=_dict())
conf = _dict()
response = _dict()
message_log = []
error_log = []

local = SimpleNamespace(
	flags=flags,
	session=session,
	conf=conf,
	response=response,
	form_dict=_dict(),
	message_log=message_log,
	error_log=error_log,
	request=None,
	request_ip=None,
	site="devsite",
	site_folder=None,
	lang="en",
	db=None,
	role_permissions={},
	new_doc_templates={},
	request_cache={},
)


def reset():
	"""Back to the state of a fresh process: no messages, no flags, Administrator."""
	for container in (flags, conf, response, message_log, error_log):
		container.clear()
	flags.currently_saving = []
	local.request = None
	local.lang = "en"
	local.form_dict = _dict()
	local.site_folder = None
	set_user("Administrator")


def get_site_path(*joins):
	"""The site's folder, or a path below it: a folder of this process, gone with it."""
	if local.site_folder is None:
		local.site_folder = tempfile.TemporaryDirectory(prefix="devsite-")
	return os.path.join(local.site_folder.name, *joins)


def set_user(username):
	"""Makes `username` the session's user, with an empty session."""
	session.user = session.sid = username
	session.data = _dict()
	local.form_dict = _dict()
	local.request_cache.clear()
