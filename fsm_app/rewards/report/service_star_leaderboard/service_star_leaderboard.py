"""Report Service Star Leaderboard: who is best placed in a closed month, as far as they want it to be seen (K1)."""

from frappe import _

from fsm_app.rewards import leaderboard


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows and a line that says which month it is, or why there is none. Filter: cycle."""
	found = leaderboard.board((filters or {}).get("cycle") or None)
	rows = [{**row, "score": row["score"] if row["is_own"] else None} for row in found["rows"]]
	return _columns(), rows, _line(found)


def _line(found: dict) -> str:
	if found["setting"] == leaderboard.OFF:
		return _("The leaderboard is switched off in Field Service Settings.")
	if not found["cycle"]:
		return _("No month is closed yet.")
	if found["setting"] == leaderboard.OWN:
		return _("{0}. Everybody sees their own place only.").format(found["cycle"])
	return _("{0}. Scores of others are not shown; whoever wants to stay off is not named.").format(
		found["cycle"]
	)


def _columns() -> list[dict]:
	return [
		{"fieldname": "place", "label": _("Place"), "fieldtype": "Int", "width": 80},
		{
			"fieldname": "engineer_name",
			"label": _("Name", context="Service Engineer"),
			"fieldtype": "Data",
			"width": 220,
		},
		{
			"fieldname": "team",
			"label": _("Team"),
			"fieldtype": "Link",
			"options": "Service Team",
			"width": 180,
		},
		{"fieldname": "score", "label": _("Your Score"), "fieldtype": "Float", "precision": 1, "width": 120},
	]
