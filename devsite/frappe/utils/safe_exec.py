"""Expressions of administrators, evaluated without access to Python's inside."""

import ast
import functools
import unicodedata

from RestrictedPython import RestrictingNodeTransformer, compile_restricted

from devsite.unsupported import guard

__getattr__ = guard(__name__)


class Transformer(RestrictingNodeTransformer):
	def check_name(self, node, name, *args, **kwargs):
		return None if name == "_dict" else super().check_name(node, name, *args, **kwargs)


def _getattr(obj, name, default=None):
	if isinstance(name, str) and name.startswith("_"):
		raise SyntaxError(f"{name} is an unsafe attribute")
	if isinstance(obj, dict) and name in obj:
		return obj[name]
	return getattr(obj, name, default)


def _getitem(obj, key):
	return obj[key]


GLOBALS = {
	"__builtins__": {},
	"int": int, "float": float, "long": int, "round": round,
	"_getattr_": _getattr, "_getitem_": _getitem, "_getiter_": iter,
	"_iter_unpack_sequence_": None,
}  # fmt: skip


@functools.lru_cache(maxsize=1024)
def _compiled(code):
	code = unicodedata.normalize("NFKC", code)
	for node in ast.walk(ast.parse(code, mode="eval")):
		if isinstance(node, ast.NamedExpr):
			raise SyntaxError(f"Operation not allowed: line {node.lineno} column {node.col_offset}")
	return compile_restricted(code, filename="<safe_eval>", policy=Transformer, mode="eval")


def safe_eval(code, eval_globals=None, eval_locals=None):
	"""Value of the expression; only int, float, round and the given names are known."""
	names = dict(eval_globals or {})
	names.update(GLOBALS)
	return eval(_compiled(code), names, eval_locals)
