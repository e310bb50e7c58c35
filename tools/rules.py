"""Writes into docs/rules.md where each rule of the product lives and which tests show it.

	python tools/rules.py           bring the page up to date
	python tools/rules.py --check   change nothing; fail if something is out of date or cited wrongly

The rules are written by hand, a heading each. A rule lives in the files whose docstrings or comments cite its row, such as
(B4), (C1, E2) or (H1-H4), and is shown by the test files whose own docstring, the one at their head, cites it.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "rules.md"

HEADING = re.compile(r"^### ([A-Z][0-9]+)\. ", re.MULTILINE)
LIVES, SHOWN, NOT_BUILT = "- Lives in ", "- Shown by ", "- *Not yet built.*"
WRITTEN = (LIVES, SHOWN, NOT_BUILT)

CITATION = re.compile(r"\(([A-Z][0-9]+(?:(?:, |-)[A-Z][0-9]+)*)\)")
# What looks like a citation and is none that is read: "(A 7)", "(C: A 24)", "(B1 to B4)", "(C1; D2)".
BRACKETS = re.compile(r"\((?:[A-Z]+:? )?[A-Z] ?[0-9]{1,2}\b[^()]{0,60}\)")

# Reading a file's docstrings takes long, and telling its comments from strings longer.
MAY_CITE = re.compile(r"\((?:[A-Z]+:? )?[A-Z] ?[0-9]")
COMMENT_MAY_CITE = re.compile(rf"#.*{MAY_CITE.pattern}")

Citations = dict[str, list[Path]]


def rows(page: str) -> list[str]:
	"""The rows that the page has a rule for, in its order."""
	return HEADING.findall(page)


def rows_cited(text: str) -> set[str]:
	"""The rows that a text cites; a range stands for all rows from its first to its last."""
	return {row for part in _parts(text) for row in _range(part)}


def _parts(text: str) -> Iterator[str]:
	for citation in CITATION.findall(text):
		yield from citation.split(", ")


def _range(part: str) -> list[str]:
	first, _dash, last = part.partition("-")
	if not last:
		return [first]
	return [f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1)]


def unreadable(text: str) -> list[str]:
	"""What a text puts in brackets like a row, in a form that is not read."""
	return [found for found in BRACKETS.findall(text) if not CITATION.fullmatch(found)]


@cache  # a run reads each file once
def words(path: Path) -> str:
	"""The docstrings and comments of a Python file that may cite rows; strings of the program are not among them."""
	source = path.read_text(encoding="utf-8")
	if not MAY_CITE.search(source):
		return ""
	found = [
		ast.get_docstring(node, clean=False) or ""
		for node in ast.walk(ast.parse(source))
		if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
	]
	return "\n".join(found + _comments(source))


def _comments(source: str) -> list[str]:
	if not COMMENT_MAY_CITE.search(source):
		return []
	tokens = tokenize.generate_tokens(io.StringIO(source).readline)
	return [token.string for token in tokens if token.type == tokenize.COMMENT]


def code_files() -> list[Path]:
	"""The files in which a rule may live."""
	return sorted((ROOT / "fsm_app").rglob("*.py"))


def test_files() -> list[Path]:
	"""The files that may show a rule."""
	return sorted((ROOT / "tests").rglob("test_*.py"))


def code_by_row() -> Citations:
	"""By row, the files of the app that cite it."""
	return _by_row((path, words(path)) for path in code_files())


def tests_by_row() -> Citations:
	"""By row, the test files whose own docstring cites it."""
	return _by_row((path, _head(path)) for path in test_files())


@cache
def _head(path: Path) -> str:
	return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _by_row(texts: Iterator[tuple[Path, str]]) -> Citations:
	result: Citations = {}
	for path, text in texts:
		for row in rows_cited(text):
			result.setdefault(row, []).append(path)
	return result


def page_with_files(page: str) -> str:
	"""The page with the lines under each rule as they should be; what is written by hand stays."""
	code, tests = code_by_row(), tests_by_row()
	kept = "".join(line for line in page.splitlines(keepends=True) if not line.startswith(WRITTEN))
	sections = (part.strip() for part in re.split(r"(?=^##)", kept, flags=re.MULTILINE))
	return "\n\n".join("\n\n".join([part, *_lines(part, code, tests)]) for part in sections) + "\n"


def _lines(section: str, code: Citations, tests: Citations) -> list[str]:
	"""What is written under a section: nothing, if it is not that of a row."""
	heading = HEADING.match(section)
	if not heading:
		return []
	row = heading[1]
	if row not in code:
		return [NOT_BUILT]
	lines = [LIVES + _by_room(code[row], ROOT / "fsm_app")]
	if row in tests:
		lines.append(SHOWN + _by_room(tests[row], ROOT / "tests"))
	return ["\n".join(lines)]


def _by_room(paths: list[Path], top: Path) -> str:
	rooms: dict[str, list[Path]] = {}
	for path in paths:
		inside = path.relative_to(top).parts
		rooms.setdefault(inside[0] if len(inside) > 1 else top.name, []).append(path)
	return "; ".join(f"**{room}**: {', '.join(map(_link, files))}" for room, files in rooms.items())


def _link(path: Path) -> str:
	return f"[{path.stem}](../{path.relative_to(ROOT).as_posix()})"


def complaints(page: str) -> list[str]:
	"""What is wrong with the citations: rows that do not exist or cannot be read, and rows with code but no test."""
	known, code, tests = set(rows(page)), code_by_row(), tests_by_row()
	found = [
		f"{path.relative_to(ROOT)}: there is no row {row} in {PAGE.name}"
		for citations in (code, tests)
		for row in sorted(set(citations) - known)
		for path in citations[row]
	]
	for path in [*code_files(), *test_files()]:
		found += [f"{path.relative_to(ROOT)}: {text} is not read" for text in unreadable(words(path))]
	found += [f"{row}: no test file's docstring cites it" for row in sorted(set(code) - set(tests))]
	return found


def main(arguments: list[str]) -> int:
	page = PAGE.read_text(encoding="utf-8")
	current = page_with_files(page)
	wrong = complaints(page)
	if "--check" not in arguments:
		PAGE.write_text(current, encoding="utf-8")
	elif current != page:
		wrong.append(f"{PAGE.name} is out of date: run `make tables`")
	for complaint in wrong:
		print(complaint)
	return bool(wrong)


if __name__ == "__main__":
	sys.exit(main(sys.argv[1:]))
