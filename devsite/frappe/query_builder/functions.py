"""SQL functions for frappe.qb: those that MariaDB, PostgreSQL and SQLite share."""

from pypika.functions import Avg, Coalesce, Concat, Count, Lower, Max, Min, NullIf, Substring, Sum, Upper
from pypika.terms import Function

from devsite.unsupported import guard


class IfNull(Coalesce):
	def __init__(self, term, alternative, alias=None):
		super().__init__(term, alternative, alias=alias)


class Abs(Function):
	def __init__(self, term, alias=None):
		super().__init__("ABS", term, alias=alias)


class Round(Function):
	def __init__(self, term, decimal=0, alias=None):
		super().__init__("ROUND", term, decimal, alias=alias)


__all__ = [
	"Abs", "Avg", "Coalesce", "Concat", "Count", "IfNull", "Lower", "Max", "Min", "NullIf", "Round", "Substring",
	"Sum", "Upper",
]  # fmt: skip

__getattr__ = guard(__name__)
