"""All who were considered for a ticket, kept with the decision in little room, and forgotten after a time (E1).

A Dispatch Decision shows its best candidates as rows. The marks of all, with the figures behind them, are one compressed
text: a row for each of thousands would be most of the database.
"""

import base64
import json
import zlib
from dataclasses import dataclass, field
from datetime import timedelta

import frappe
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.engine.ranking import Ranked

DECISION = "Dispatch Decision"
SETTINGS = "Field Service Settings"
BATCH = 500


@dataclass
class Kept:
	"""What was considered: everybody ranked, the best first, the figures, the weights, and what stood for unknown marks."""

	ranked: list[Ranked] = field(default_factory=list)
	facts: dict[str, dict[str, list]] = field(default_factory=dict)
	weights: dict[str, float] = field(default_factory=dict)
	means: dict[str, float] = field(default_factory=dict)

	def place_of(self, engineer: str) -> int | None:
		"""The engineer's place, from 1; None for who was not ranked."""
		return next((n for n, row in enumerate(self.ranked, 1) if row.candidate == engineer), None)


def packed(considered) -> str:
	"""The text that is kept of a `candidates.Considered`."""
	objectives = [name for name, weight in considered.weights.items() if weight]
	content = {
		"objectives": objectives,
		"weights": [considered.weights[name] for name in objectives],
		"means": [_rounded(considered.means.get(name)) for name in objectives],
		"rows": [
			[
				row.candidate,
				round(row.score, 2),
				[_rounded(row.marks.get(name)) for name in objectives],
				[_figures(considered.facts.get(row.candidate, {}).get(name)) for name in objectives],
			]
			for row in considered.ranked
		],
	}
	text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
	return base64.b64encode(zlib.compress(text.encode(), 6)).decode()


def unpacked(text: str | None) -> Kept:
	"""The same again; empty where nothing was kept, or no more."""
	if not text:
		return Kept()
	content = json.loads(zlib.decompress(base64.b64decode(text)))
	names = content["objectives"]
	kept = Kept(
		weights=dict(zip(names, content["weights"], strict=True)),
		means={name: mean for name, mean in zip(names, content["means"], strict=True) if mean is not None},
	)
	for engineer, score, marks, facts in content["rows"]:
		kept.ranked.append(Ranked(engineer, score, dict(zip(names, marks, strict=True))))
		kept.facts[engineer] = {name: figures for name, figures in zip(names, facts, strict=True) if figures}
	return kept


def forget_old() -> None:
	"""Daily: of decisions older than the settings say only the best candidates are kept, and why others were left out."""
	days = cint(frappe.db.get_single_value(SETTINGS, "keep_candidates_days"))
	if not days:
		return
	while names := frappe.get_all(
		DECISION,
		filters={"decided_at": ["<", now() - timedelta(days=days)], "all_candidates": ["is", "set"]},
		pluck="name",
		limit_page_length=BATCH,
	):
		frappe.db.set_value(DECISION, {"name": ["in", names]}, "all_candidates", None, update_modified=False)
		frappe.db.commit()


def _figures(figures: tuple | None) -> list | int:
	return [round(each, 1) if isinstance(each, float) else each for each in figures] if figures else 0


def _rounded(mark: float | None) -> float | None:
	return None if mark is None else round(mark, 1)
