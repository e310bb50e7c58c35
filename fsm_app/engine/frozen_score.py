"""A closed score as it was frozen: packed, with its checksum, and worked out again from nothing else (J3)."""

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping

from fsm_app.engine.aggregates import figure_of
from fsm_app.engine.score_sheet import FORMULA_VERSION, Item, Presence, Rule, Scheme, sheet


class UnknownFormulaVersion(ValueError):
	"""A score that was frozen by a version of the formulas that is not known here."""


def pack(content: Mapping) -> tuple[str, str]:
	"""The content as compressed text, and the checksum of what it says."""
	plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
	return base64.b64encode(zlib.compress(plain, 6)).decode(), hashlib.sha256(plain).hexdigest()


def unpack(packed: str, checksum: str) -> dict:
	"""What was packed; raises ValueError where it is not what the checksum says."""
	try:
		plain = zlib.decompress(base64.b64decode(packed))
	except zlib.error as error:
		raise ValueError("the content cannot be unpacked") from error
	if hashlib.sha256(plain).hexdigest() != checksum:
		raise ValueError("the content does not fit its checksum")
	return json.loads(plain)


def recompute(content: Mapping) -> dict:
	"""The sheet (see score_sheet.sheet) of what was frozen: documents, rules, scheme, presence, parts and corrections."""
	if content["formula_version"] != FORMULA_VERSION:
		raise UnknownFormulaVersion(str(content["formula_version"]))
	rules = {name: Rule(**rule) for name, rule in content["rules"].items()}
	scheme = content["scheme"]
	return sheet(
		Scheme(
			[Item(**item) for item in scheme["items"]],
			scheme["parts"],
			scheme["when_no_data"],
			scheme["neutral_score"],
		),
		rules,
		figures_of(content["documents"], rules),
		Presence(**content["presence"]),
		content["parts"],
		content["corrected"],
	)


def figures_of(documents: Mapping[str, Mapping], rules: Mapping[str, Rule]) -> dict:
	"""By KPI the figure of its frozen documents: {"names": [...], "values": [...]}."""
	return {
		kpi: figure_of(
			rules[kpi].aggregate,
			rows["values"],
			len(set(rows["names"])),
			rules[kpi].divide_by,
			rules[kpi].percentile,
		)
		for kpi, rows in documents.items()
	}
