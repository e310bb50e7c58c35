"""Frappe's exceptions: name, base and HTTP status, as data."""

_TREE = """
Exception: SessionStopped=503 ValidationError=417 AuthenticationError=401 SessionExpired=401
Exception: PermissionError=403 NameError=409 OutgoingEmailError=501 CSRFTokenError=400
Exception: TooManyRequestsError=429 UnsupportedMediaType=415
Exception: SecurityException RetryBackgroundJobError QueryTimeoutError QueryDeadlockError TooManyWritesError
TypeError: FrappeTypeError=417
NameError: DuplicateEntryError
ValidationError: PageDoesNotExistError=404 DataError MappingMismatchError InvalidStatusError MandatoryError
ValidationError: NonNegativeError InvalidSignatureError RateLimitExceededError=429 CannotChangeConstantError
ValidationError: CharacterLengthExceededError UpdateAfterSubmitError LinkValidationError
ValidationError: DocstatusTransitionError TimestampMismatchError EmptyTableError LinkExistsError
ValidationError: InvalidEmailAddressError InvalidNameError InvalidPhoneNumberError
ValidationError: TemplateNotFoundError UniqueValidationError AppNotInstalledError
ValidationError: ImplicitCommitError DocumentLockedError CircularLinkingError InvalidColumnName
ValidationError: IncompatibleApp InvalidDates DataTooLongException DocumentAlreadyRestored
ValidationError: AttachmentLimitReached LinkExpired=410
ValidationError: InReadOnlyMode=503 QueueOverloaded=503 SessionBootFailed=500 PrintFormatError
LinkValidationError: CancelledLinkError
Exception: FileAlreadyAttachedException
FileNotFoundError: InvalidRoundingMethod
"""


def _define():
	import builtins

	for line in _TREE.strip().splitlines():
		base_name, _, members = line.partition(": ")
		base = globals().get(base_name) or getattr(builtins, base_name)
		for member in members.split():
			name, _, status = member.partition("=")
			body = {"__module__": __name__}
			if status:
				body["http_status_code"] = int(status)
			globals()[name] = type(name, (base,), body)


_define()


class DoesNotExistError(ValidationError):  # noqa: F821 (defined from the table above)
	"""No document of that name; carries the doctype so that the HTTP layer can hide what one may not read."""

	http_status_code = 404

	def __init__(self, *args, doctype=None):
		super().__init__(*args)
		self.doctype = doctype


class Redirect(Exception):
	"""The page is elsewhere, at `frappe.local.flags.redirect_location`."""

	def __init__(self, http_status_code=301):
		super().__init__()
		self.http_status_code = http_status_code
