"""Argument types of whitelisted functions: checked, and converted from text, while a request runs."""

import functools
import inspect
import types
import typing
from datetime import date, datetime, timedelta

import frappe

from devsite.unsupported import Unsupported


def validate_argument_types(func, apply_condition=None):
	"""Wraps `func` so that in a request (or a test) its annotated arguments are checked and converted."""
	signature = inspect.signature(func)

	@functools.wraps(func)
	def wrapper(*args, **kwargs):
		if func.__annotations__ and (frappe.local.request or frappe.flags.in_test):
			bound = signature.bind_partial(*args, **kwargs) if _binds(signature, args, kwargs) else None
			if bound:
				for name, value in bound.arguments.items():
					bound.arguments[name] = _checked(signature.parameters[name], value)
				return func(*bound.args, **bound.kwargs)
		return func(*args, **kwargs)

	return wrapper


def _binds(signature, args, kwargs):
	try:
		signature.bind_partial(*args, **kwargs)
	except TypeError:
		return False
	return True


def _checked(parameter, value):
	wanted = parameter.annotation
	if (
		wanted is parameter.empty
		or isinstance(wanted, str)
		or parameter.kind
		in (
			parameter.VAR_KEYWORD,
			parameter.VAR_POSITIONAL,
		)
	):
		return value
	if parameter.default is not parameter.empty and isinstance(value, type(parameter.default)):
		return value
	try:
		return convert(wanted, value)
	except (TypeError, ValueError) as error:
		raise frappe.exceptions.FrappeTypeError(
			f"Argument '{parameter.name}' should be of type '{_name(wanted)}' but got "
			f"'{type(value).__name__}' instead."
		) from error


def _name(wanted):
	return wanted.__name__ if isinstance(wanted, type) else str(wanted)


def convert(wanted, value):
	"""The value as type `wanted`, the way a lenient reader of JSON and query strings would take it.

	Raises TypeError or ValueError where it does not fit, Unsupported for a kind of annotation not known here.
	"""
	if wanted is typing.Any:
		return value
	if wanted is None or wanted is type(None):
		if value is not None:
			raise TypeError
		return None
	origin = typing.get_origin(wanted)
	if origin in (typing.Union, types.UnionType):
		return _convert_union(typing.get_args(wanted), value)
	if origin is typing.Literal:
		if value not in typing.get_args(wanted):
			raise ValueError
		return value
	if origin in (list, tuple, dict, set):
		return _convert_container(origin, typing.get_args(wanted), value)
	if isinstance(wanted, type):
		return _convert_plain(wanted, value)
	raise Unsupported(f"argument type {wanted}")


def _convert_union(options, value):
	for option in options:
		kind = typing.get_origin(option) or option
		if isinstance(kind, type) and type(value) is kind:
			return convert(option, value)
	for option in options:
		try:
			return convert(option, value)
		except (TypeError, ValueError):
			continue
	raise TypeError


def _convert_container(origin, inner, value):
	if not isinstance(value, origin) and not (origin is tuple and isinstance(value, list)):
		raise TypeError
	if origin is list and inner:
		return [convert(inner[0], item) for item in value]
	if origin is dict and inner:
		return {convert(inner[0], key): convert(inner[1], item) for key, item in value.items()}
	return origin(value)


def _convert_plain(wanted, value):
	if wanted is bool:
		if isinstance(value, int | float):
			return value
		if isinstance(value, str) and value.lower() in ("1", "true", "yes", "on", "t", "y"):
			return True
		if isinstance(value, str) and value.lower() in ("0", "false", "no", "off", "f", "n"):
			return False
		raise TypeError
	if isinstance(value, wanted) and not (wanted is date and isinstance(value, datetime)):
		return value
	if wanted is int and isinstance(value, str | float):
		number = float(value)
		if number != int(number):
			raise ValueError
		return int(number)
	if wanted is float and isinstance(value, str | int):
		return float(value)
	if wanted is datetime and isinstance(value, str):
		return datetime.fromisoformat(value)
	if wanted is date and isinstance(value, str):
		return date.fromisoformat(value)
	if wanted is timedelta and isinstance(value, int | float):
		return timedelta(seconds=value)
	raise TypeError
