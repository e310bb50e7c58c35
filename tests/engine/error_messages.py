"""What the app says when it refuses something, read from its code: the texts that frappe.throw shows or an exception carries.

A sentence counts as well where it goes through a function of the same file that hands its own argument to frappe.throw; what
goes there besides are labels and names.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

THROW = "frappe.throw"


def refusals(path: Path) -> Iterator[str]:
	"""The English texts of the refusals in a file, without those that stand in another one's place holder."""
	source = path.read_text(encoding="utf-8")
	if THROW not in source and "raise " not in source:
		return
	tree = ast.parse(source)
	handing_on = _functions_that_refuse(tree)
	for node in ast.walk(tree):
		if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
			yield from _texts(node.exc.args[0])
		if not isinstance(node, ast.Call) or not node.args:
			continue
		if _called(node) == THROW:
			yield from _texts(node.args[0])
		elif _called(node) in handing_on:
			yield from (text for argument in node.args for text in _texts(argument) if "." in text)


def _called(call: ast.Call) -> str:
	function = call.func
	if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
		return f"{function.value.id}.{function.attr}"
	return function.id if isinstance(function, ast.Name) else ""


def _functions_that_refuse(tree: ast.Module) -> set[str]:
	functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
	return {function.name for function in functions if _hands_on(function)}


def _hands_on(function: ast.FunctionDef) -> bool:
	own = {argument.arg for argument in function.args.args}
	return any(
		isinstance(call, ast.Call)
		and _called(call) == THROW
		and own & {name.id for name in ast.walk(call.args[0]) if isinstance(name, ast.Name)}
		for call in ast.walk(function)
	)


def _texts(node: ast.expr) -> Iterator[str]:
	"""The texts that the expression may be: `_("...")`, that with `.format(...)`, or one of two."""
	if isinstance(node, ast.IfExp):
		yield from _texts(node.body)
		yield from _texts(node.orelse)
	elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
		yield from _texts(node.func.value)
	elif isinstance(node, ast.Call) and _called(node) == "_" and isinstance(node.args[0], ast.Constant):
		yield node.args[0].value
