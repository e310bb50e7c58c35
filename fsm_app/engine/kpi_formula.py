"""Formulas over other KPIs: numbers, symbols, + - * / and brackets, and nothing else (J1)."""

import ast
import math
import operator
from collections.abc import Mapping

from simpleeval import InvalidExpression, SimpleEval

LONGEST = 200
OPERATORS = {
	ast.Add: operator.add,
	ast.Sub: operator.sub,
	ast.Mult: operator.mul,
	ast.Div: operator.truediv,
	ast.USub: operator.neg,
	ast.UAdd: operator.pos,
}
NODES = (ast.Expression, ast.Expr, ast.BinOp, ast.UnaryOp, ast.Name, ast.Constant)


class FormulaError(ValueError):
	"""A formula that is no arithmetic of symbols and numbers. `token` is what cannot be read, where there is such a thing."""

	def __init__(self, message: str, token: str = ""):
		super().__init__(message)
		self.token = token


def symbols_in(formula: str) -> set[str]:
	"""The symbols that the formula names; raises FormulaError for one that is anything but arithmetic."""
	if len(formula) > LONGEST:
		raise FormulaError("too long", str(LONGEST))
	try:
		tree = ast.parse(formula.strip(), mode="eval")
	except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
		raise FormulaError("unreadable") from error
	found = set()
	for node in ast.walk(tree):
		if isinstance(node, ast.operator | ast.unaryop):
			if type(node) not in OPERATORS:
				raise FormulaError("operator", type(node).__name__)
		elif isinstance(node, ast.Constant):
			if isinstance(node.value, bool) or not isinstance(node.value, int | float):
				raise FormulaError("no number", str(node.value)[:20])
		elif isinstance(node, ast.Name):
			found.add(node.id)
		elif not isinstance(node, (*NODES, ast.expr_context)):
			raise FormulaError("not arithmetic", type(node).__name__)
	return found


def evaluate(formula: str, values: Mapping[str, float | None]) -> float | None:
	"""What the formula gives; None where a symbol has no data, or where it divides by zero or grows beyond all numbers.

	Raises FormulaError as `symbols_in`, and for a symbol that `values` does not name.
	"""
	for symbol in symbols_in(formula):
		if symbol not in values:
			raise FormulaError("unknown symbol", symbol)
		if values[symbol] is None:
			return None
	evaluator = SimpleEval(operators=OPERATORS, functions={}, names=dict(values))
	evaluator.nodes = {kind: act for kind, act in evaluator.nodes.items() if kind in NODES}
	try:
		result = float(evaluator.eval(formula.strip()))
	except (ZeroDivisionError, OverflowError):
		return None
	except InvalidExpression as error:
		raise FormulaError("not arithmetic") from error
	return result if math.isfinite(result) else None
