"""No expression of the app runs away on what an outsider may send: each is tried with long texts made to do so."""

import ast
import importlib
import pkgutil
import re
import signal
from pathlib import Path

import pytest

import fsm_app
import fsm_app.engine
import fsm_app.import_formats

LENGTH = 40_000
# A fraction of a second is usual; what grows by the square of the length needs minutes.
SECONDS = 3
PIECES = (
	*(
		"a",
		"0",
		" ",
		"\n",
		"\t",
		"-",
		".",
		",",
		"/",
		":",
		"#",
		"(",
		")",
		"<",
		">",
		'"',
		"'",
		"[",
		"{",
		"=",
		"!",
		"_",
	),
	*("é", "市", "你", "。", "：", "（", "\x00", "\xff", "&", "@", "\\"),
	*(
		"a ",
		" a",
		"a.",
		"a,",
		"a-",
		"0-",
		"0/",
		"0 ",
		"<a",
		"<a ",
		"< ",
		"(a",
		"()",
		")(",
		'""',
		"#a",
		"re:",
		"re: ",
		"Re[1]:",
		"AW: ",
	),
	*(
		"spf=",
		"spf = ",
		"dkim =",
		"2026-01-01 ",
		"2026-01-01 00:00:00 - a (",
		"1 - ",
		"\n- ",
		"\r\n",
		"a\n",
		" \n",
		"a@b.",
		"&lt;",
		"A1",
	),
)
# What `search`, `match` and `split` do is part of what these do: findall begins with a search and goes on to the end of the
# text as split does, and fullmatch tries all that match tries and more.
METHODS = ("findall", "fullmatch")


def in_the_source() -> dict[str, re.Pattern]:
	"""The expressions that stand as literals in the app's files."""
	found = {}
	for path in sorted(Path(fsm_app.__file__).parent.rglob("*.py")):
		for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
			if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
				continue
			of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
			if of_re and node.func.attr != "escape" and isinstance(node.args[0], ast.Constant):
				found[f"{path.name}:{node.lineno}"] = re.compile(node.args[0].value, _flags(node))
	return found


def _flags(node: ast.Call) -> int:
	names = [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute) and each.attr.isupper()]
	flags = 0
	for name in names:
		flags |= getattr(re, name, 0)
	return flags


def in_the_engine() -> dict[str, re.Pattern]:
	"""Those of the calculations, however they were put together."""
	found = {}
	modules = [
		module
		for package in (fsm_app.engine, fsm_app.import_formats)
		for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
	]
	for module in modules:
		for name, value in vars(importlib.import_module(module.name)).items():
			if isinstance(value, re.Pattern):
				found[f"{module.name.rpartition('.')[2]}.{name}"] = value
	return found


def each_once(found: dict[str, re.Pattern]) -> dict[str, re.Pattern]:
	"""The expressions by one of their names: the same one may stand in the source and in a module."""
	return {name: pattern for pattern, name in {pattern: name for name, pattern in found.items()}.items()}


EXPRESSIONS = each_once({**in_the_source(), **in_the_engine()})


class RunsAway(Exception):
	pass


def _ring(*_):
	raise RunsAway


def test_there_are_expressions():
	assert len(EXPRESSIONS) > 15


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_it_ends_on_every_text(name):
	pattern = EXPRESSIONS[name]
	before = signal.signal(signal.SIGALRM, _ring)
	piece = ""
	try:
		for piece in PIECES:
			text = piece * (LENGTH // len(piece))
			for tried in (f"{text}\n!", f"2026-01-01{text}"):
				given = tried.encode() if isinstance(pattern.pattern, bytes) else tried
				signal.alarm(SECONDS)
				for method in METHODS:
					getattr(pattern, method)(given)
				signal.alarm(0)
	except RunsAway:
		pytest.fail(f"{pattern.pattern!r} runs away on {piece!r} repeated")
	finally:
		signal.alarm(0)
		signal.signal(signal.SIGALRM, before)
