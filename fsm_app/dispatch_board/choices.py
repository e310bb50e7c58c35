"""What somebody who coordinates may look at on the board: companies, teams, regions; and the map beneath (N2)."""

import frappe
from frappe.utils import cint

from fsm_app.common.clock import now
from fsm_app.travel_times.map_tiles import map_tiles

MOST = 500


def choices() -> dict:
	"""`companies`, `teams` and `regions` in which the user sees engineers, the `company` to begin with, the
	`map`, None without one, `today`, and `realtime`."""
	rows = frappe.get_list(
		"Service Engineer",
		filters={"status": ["!=", "Left"]},
		fields=["company", "team", "region"],
		limit_page_length=0,
	)
	companies = sorted({row.company for row in rows if row.company})
	usual = frappe.db.get_single_value("Field Service Settings", "default_company", cache=True)
	return {
		"companies": companies,
		"company": usual if usual in companies else (companies[0] if companies else None),
		"teams": [
			{"name": team, "company": company}
			for company, team in sorted({(row.company, row.team) for row in rows if row.team})[:MOST]
		],
		"regions": sorted({row.region for row in rows if row.region})[:MOST],
		"map": map_tiles(),
		"today": str(now().date()),
		"realtime": _realtime(),
	}


def _realtime() -> dict | None:
	"""Where a browser hears of changes as they happen; None on a site without, where the board asks from time to time."""
	port = frappe.conf.get("socketio_port")
	if not port:
		return None
	# In development the browser reaches Frappe's server for it by its own port, else by the address of the site.
	return {"site": frappe.local.site, "port": cint(port) if frappe.conf.get("developer_mode") else None}
