"""Scripts of the Desk that are put together from several files, which Frappe does when the page is opened."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# As Frappe finds them.
INCLUDE = re.compile(r"""{% include\s['"](.*)['"]\s%}""")


def test_what_a_script_includes_is_there():
	scripts = [path for path in (ROOT / "fsm_app").rglob("*.js") if "{% include" in path.read_text("utf-8")]
	assert scripts
	for script in scripts:
		text = script.read_text("utf-8")
		named = INCLUDE.findall(text)
		assert len(named) == text.count("{% include"), script
		assert [name for name in named if not (ROOT / name).is_file()] == [], script
