"""What belongs to the running site, session and request: `frappe.local` and the objects inside it."""

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
	set_user("Administrator")


def set_user(username):
	"""Makes `username` the session's user, with an empty session."""
	session.user = session.sid = username
	session.data = _dict()
	local.form_dict = _dict()
	local.request_cache.clear()
