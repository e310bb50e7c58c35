"""Argument types of whitelisted functions: checked, and converted from text, while a request runs."""

import functools
import inspect

from pydantic import (
	ConfigDict,
	PydanticSchemaGenerationError,
	PydanticUserError,
	TypeAdapter,
	ValidationError,
)

import frappe

from devsite.unsupported import Unsupported


def validate_argument_types(func):
	"""Wraps `func` so that in a request (or a test) its annotated arguments are checked and converted."""
	parameters = inspect.signature(func).parameters

	@functools.wraps(func)
	def wrapper(*args, **kwargs):
		if func.__annotations__ and (frappe.local.request or frappe.flags.in_test):
			# a missing argument is left for Python to name
			given = {**dict(zip(parameters, args, strict=False)), **kwargs}
			checked = {name: _checked(parameters.get(name), value) for name, value in given.items()}
			args = [checked.pop(name) for name, _value in zip(parameters, args, strict=False)]
			kwargs = checked
		return func(*args, **kwargs)

	return wrapper


def _checked(parameter, value):
	if parameter is None or parameter.annotation is parameter.empty:
		return value
	if parameter.default is not parameter.empty and isinstance(value, type(parameter.default)):
		return value
	wanted = parameter.annotation
	try:
		return _adapter(wanted).validate_python(value)
	except ValidationError as error:
		raise frappe.exceptions.FrappeTypeError(
			f"Argument '{parameter.name}' should be of type '{getattr(wanted, '__name__', wanted)}' but got "
			f"'{type(value).__name__}' instead."
		) from error


@functools.lru_cache
def _adapter(wanted):
	"""pydantic's reader of one annotation, as lenient as Frappe's."""
	try:
		return TypeAdapter(wanted, config=ConfigDict(arbitrary_types_allowed=True))
	except (PydanticSchemaGenerationError, PydanticUserError) as error:
		raise Unsupported(f"argument type {wanted}") from error
