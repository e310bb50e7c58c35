"""The manuals lead where they say: links, headings, pictures, commands, hooks, and what is installed (Q1)."""

import json
import re
from pathlib import Path

import pytest

from fsm_app.common.roles import ROLES
from tools.translations import APP, ROOT

DOCS = ROOT / "docs"
MANUALS = [
	ROOT / "README.md",
	ROOT / "CHANGELOG.md",
	ROOT / "benchmarks" / "README.md",
	*sorted(DOCS.glob("*.md")),
]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def prose(path: Path) -> str:
	return FENCED.sub("", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
	"""The headings of a page as its links name them."""
	headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
	return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(path: Path) -> list[str]:
	found = (link or picture for link, picture in LINK.findall(prose(path)))
	return [link for link in found if not link.startswith(("http:", "https:", "mailto:"))]


def leads_nowhere(path: Path, link: str) -> bool:
	to, _, heading = link.partition("#")
	target = (path.parent / to).resolve() if to else path
	return not target.exists() or bool(heading and heading not in anchors(target))


@pytest.mark.parametrize("path", MANUALS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_are_there(path):
	assert [link for link in links(path) if leads_nowhere(path, link)] == []


def test_links_are_found():
	found = links(DOCS / "administrator.md")
	assert len(found) > 40 and "#install" in found and "images/ticket.png" in found
	assert leads_nowhere(DOCS / "safety.md", "missing.md") and leads_nowhere(
		DOCS / "safety.md", "scoring.md#missing"
	)


def test_each_picture_is_shown_and_each_page_is_linked():
	shown = {(path.parent / link.partition("#")[0]).resolve() for path in MANUALS for link in links(path)}
	pages = {page.resolve() for page in DOCS.glob("*.md")}
	assert {*(DOCS / "images").iterdir(), *pages} - shown == set()


def test_hooks_for_other_apps_are_asked_somewhere():
	code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(APP.rglob("*.py")))
	rows = re.findall(
		r"^\| `(fsm_[a-z_]+)` \|", (DOCS / "extending.md").read_text(encoding="utf-8"), re.MULTILINE
	)
	assert len(rows) > 10
	assert [hook for hook in rows if f'"{hook}"' not in code and f"\n{hook} = " not in code] == []


def test_commands_are_there():
	text = "\n".join(prose(path) for path in MANUALS)
	makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
	asked = set(re.findall(r"(?:^ {4}|`)make ([a-z-]+)", text, re.MULTILINE))
	assert asked and {target for target in asked if f"\n{target}:" not in makefile} == set()
	own = (APP / "commands.py").read_text(encoding="utf-8")
	of_frappe = {"enable-scheduler", "install-app", "set-config", "uninstall-app"}
	commands = set(re.findall(r"bench --site <site> ([a-z-]+)", text)) - of_frappe
	assert commands and {command for command in commands if f'"{command}"' not in own} == set()


def test_what_is_installed_is_named():
	administrator, scoring = (
		" ".join((DOCS / page).read_text(encoding="utf-8").split())
		for page in ("administrator.md", "scoring.md")
	)
	assert [role for role in ROLES if f"| {role} |" not in administrator] == []
	spaces = [
		json.loads(path.read_text(encoding="utf-8"))["name"] for path in APP.glob("*/workspace/*/*.json")
	]
	install = administrator.split("## Install")[1].split("## First five minutes")[0]
	assert spaces and [space for space in spaces if f"*{space}*" not in install] == []
	kpis = json.loads((APP / "shipped" / "kpi_definition.json").read_text(encoding="utf-8"))
	shipped = scoring.split("## What is shipped")[1].split("##")[0]
	assert [kpi["kpi_name"] for kpi in kpis if kpi["kpi_name"] not in shipped] == []
