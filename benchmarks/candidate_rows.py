"""Rows for the benchmark of candidates: engineers with all that the rules and objectives ask about, and the tickets.

Whoever loads cleans up: `clean_up` deletes all that stands here under PREFIX.
"""

from datetime import timedelta

from benchmarks import load

PREFIX = "BENCH-DC-"
TEAMS, JOBS, PLANNED = 20, 30, 3
SKILL, CERTIFICATE, PROFILE, CALENDAR = (
	f"{PREFIX}{name}" for name in ("skill", "certificate", "profile", "calendar")
)
TABLES = (
	"Service Engineer",
	"Engineer Skill",
	"Engineer Certification",
	"Service Team",
	"Territory",
	"Address",
	"User",
	"Service Ticket",
	"Service Visit",
	"Ticket Caller",
	"Service Offering",
	"Service Offering Skill",
	"Service Offering Certification",
	"Dispatch Profile",
	"Service Calendar",
	"Service Calendar Shift",
	"Service Skill",
	"Service Certification",
)


def user_of(n: int) -> str:
	"""The user of an engineer."""
	return f"{PREFIX.lower()}{n}@example.com"


def make_terms(company: str, day) -> None:
	"""Territories, teams, depots, calendar, profile, offerings and the two tickets that are asked about."""
	import frappe

	from fsm_app.dispatch.profiles import OBJECTIVES

	rows(
		"Territory",
		[
			{
				"name": f"{PREFIX}{n}",
				"territory_name": f"{PREFIX}{n}",
				"lft": 10**6 + 2 * n,
				"rgt": 10**6 + 2 * n + 1,
			}
			for n in range(TEAMS)
		],
	)
	rows(
		"Address",
		[
			{
				"name": f"{PREFIX}{n}",
				"address_title": f"{PREFIX}{n}",
				"address_type": "Other",
				"city": "Shanghai",
				"country": "China",
				"fsm_latitude": 31 + n / 40,
				"fsm_longitude": 121 + n / 50,
			}
			for n in range(TEAMS)
		],
	)
	rows("Service Calendar", [{"name": CALENDAR, "calendar_name": CALENDAR}])
	rows(
		"Service Calendar Shift",
		[
			{
				"name": f"{PREFIX}{n}",
				"parent": CALENDAR,
				"parenttype": "Service Calendar",
				"parentfield": "shifts",
				"idx": n + 1,
				"weekday": weekday,
				"start_time": "08:00:00",
				"end_time": "18:00:00",
			}
			for n, weekday in enumerate((*load.WEEKDAYS, "Saturday", "Sunday"))
		],
	)
	rows(
		"Service Team",
		[
			{
				"name": f"{PREFIX}{n}",
				"team_name": f"{PREFIX}{n}",
				"company": company,
				"region": f"{PREFIX}{n}",
				"calendar": CALENDAR,
				"depot": f"{PREFIX}{n}",
			}
			for n in range(TEAMS)
		],
	)
	rows("Service Skill", [{"name": SKILL, "skill_name": SKILL}])
	rows(
		"Service Certification",
		[{"name": CERTIFICATE, "certification_name": CERTIFICATE, "kind": "Internal"}],
	)
	profile = frappe.new_doc("Dispatch Profile")
	profile.update(
		{
			"name": PROFILE,
			"profile_name": PROFILE,
			"by_roster": 1,
			"by_leave": 1,
			"rest_hours": 11,
			"most_hours_a_day": 10,
			"region_rule": "Own Region and Shared Pool",
			**{f"weight_{name}": 1 for name in OBJECTIVES},
		}
	)
	profile.db_insert()
	for name, skilled in (("few", True), ("all", False)):
		offering = f"{PREFIX}{name}"
		rows(
			"Service Offering",
			[
				{
					"name": offering,
					"offering_name": offering,
					"delivery": "On-site",
					"dispatch_profile": PROFILE,
					"planned_duration": 3600,
				}
			],
		)
		if skilled:
			rows(
				"Service Offering Skill",
				[
					{
						"name": PREFIX,
						"parent": offering,
						"parenttype": "Service Offering",
						"parentfield": "skills",
						"idx": 1,
						"skill": SKILL,
					}
				],
			)
		rows(
			"Service Offering Certification",
			[
				{
					"name": f"{PREFIX}{name}",
					"parent": offering,
					"parenttype": "Service Offering",
					"parentfield": "certifications",
					"idx": 1,
					"certification": CERTIFICATE,
				}
			],
		)
		rows(
			"Service Ticket",
			[
				{
					"name": f"{PREFIX}{name}",
					"subject": "Benchmark",
					"stage": "Triaged",
					"company": company,
					"customer": load.shared_values()["customer"],
					"offering": offering,
					"region": f"{PREFIX}0" if skilled else None,
					"appointment_start": day + timedelta(hours=14),
					"appointment_end": day + timedelta(hours=15),
					"next_due_at": day + timedelta(hours=20),
				}
			],
		)
		rows(
			"Ticket Caller",
			[
				{
					"name": f"{PREFIX}{name}",
					"ticket": f"{PREFIX}{name}",
					"company": company,
					"latitude": 31.2,
					"longitude": 121.4,
				}
			],
		)


def make_engineers(numbers: range, company: str, day) -> None:
	"""Engineers with users, skills, certificates, planned visits and a year of jobs."""
	import frappe

	customer = load.shared_values()["customer"]
	month = frappe.utils.now_datetime().replace(day=1, hour=8, minute=0, second=0, microsecond=0)
	rows(
		"User",
		[
			{
				"name": user_of(n),
				"email": user_of(n),
				"first_name": f"Engineer {n}",
				"enabled": 1,
				"user_type": "System User",
			}
			for n in numbers
		],
	)
	rows(
		"Service Engineer",
		[
			{
				"name": f"{PREFIX}{n}",
				"engineer_name": f"Engineer {n}",
				"user": user_of(n),
				"status": "Active",
				"company": company,
				"team": f"{PREFIX}{n % TEAMS}",
				"region": f"{PREFIX}{n % TEAMS}",
				"level": ("Intermediate", "Senior")[n % 2],
				"max_open_tickets": 8,
			}
			for n in numbers
		],
	)
	rows(
		"Engineer Skill",
		[
			{
				"name": f"{PREFIX}{n}",
				"parent": f"{PREFIX}{n}",
				"parenttype": "Service Engineer",
				"parentfield": "skills",
				"idx": 1,
				"skill": SKILL,
				"proficiency": 1 + n % 5,
			}
			for n in numbers
		],
	)
	rows(
		"Engineer Certification",
		[
			{
				"name": f"{PREFIX}{n}",
				"engineer": f"{PREFIX}{n}",
				"certification": CERTIFICATE,
				"company": company,
				"verification": "Verified",
				"state": "Valid",
				"valid_from": "2020-01-01",
			}
			for n in numbers
		],
	)
	tickets, visits = [], []
	for n in numbers:
		engineer = f"{PREFIX}{n}"
		for job in range(JOBS + PLANNED):
			name, ahead = f"{PREFIX}{n}-{job}", job >= JOBS
			ago = month - timedelta(days=12 * job) if job else month + timedelta(hours=n % 24)
			tickets.append(
				{
					"name": name,
					"subject": "Benchmark",
					"stage": "Dispatched" if ahead else "Closed",
					"company": company,
					"customer": customer if job == 0 and n % 50 == 0 else f"{PREFIX}{n % 500}",
					"offering": f"{PREFIX}{'few' if job % 2 else 'all'}",
					"engineer": engineer,
					"first_done_by": None if ahead else engineer,
					"first_done_at": None if ahead else ago,
					"first_done_minutes": 0 if ahead else 40 + n % 40,
					"reopen_count": int(job % 7 == 0),
				}
			)
			visit = {
				"name": name,
				"ticket": name,
				"engineer": engineer,
				"company": company,
				"visit_number": 1,
				"delivery": "On-site",
			}
			if ahead:
				start = day + timedelta(hours=8 + 2 * (job - JOBS))
				visit |= {
					"status": "Planned",
					"planned_start": start,
					"planned_end": start + timedelta(hours=1),
					"arrived_at": None,
					"ended_at": None,
					"work_minutes": 0,
					"travel_minutes": 0,
				}
			else:
				visit |= {
					"status": "Ended",
					"planned_start": ago,
					"planned_end": ago + timedelta(hours=1),
					"arrived_at": ago,
					"ended_at": ago + timedelta(minutes=40 + n % 40),
					"work_minutes": 40 + n % 40,
					"travel_minutes": 20,
				}
			visits.append(visit)
	rows("Service Ticket", tickets)
	rows("Service Visit", visits)
	rows(
		"Ticket Caller",
		[
			{
				"name": row["name"],
				"ticket": row["name"],
				"company": company,
				"latitude": 31 + n % 100 / 100,
				"longitude": 121 + n % 90 / 90,
			}
			for n, row in enumerate(tickets)
			if row["stage"] == "Dispatched"
		],
	)


def rows(doctype: str, values: list[dict]) -> None:
	"""Insert the rows past the documents' own checks."""
	import frappe

	if values:
		frappe.db.bulk_insert(
			doctype, list(values[0]), [tuple(row.values()) for row in values], chunk_size=5_000
		)


def clean_up() -> None:
	"""Delete all that was loaded."""
	import frappe

	for doctype in TABLES:
		frappe.db.delete(doctype, {"name": ["like", f"{PREFIX}%"]})
	frappe.db.delete("User", {"name": ["like", f"{PREFIX.lower()}%"]})
	frappe.db.commit()
	frappe.clear_cache()
