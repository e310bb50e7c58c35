"""The made-up appliance maker: its regions, teams, engineers, customers and what it offers."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import frappe

REGIONS = ("North", "East", "South", "West", "Central", "Coast")
ENGINEERS = 40
ON_LEAVE = (13, 33)
# Which levels a team gets, in turn.
# What a junior is authorised for; the other levels work on everything.
JUNIOR_OFFERINGS = (
	"Fault Repair",
	"Remote Diagnosis",
	"Routine Inspection",
	"Installation",
	"Firmware Update",
)
LEVELS = ("Senior", "Intermediate", "Junior", "Intermediate", "Junior", "Senior", "Intermediate")
SKILLS = ("Refrigeration", "Electronics", "Gas Appliances", "Water Connections", "Firmware")
CUSTOMERS = {"Household": 150, "Hotel": 24, "Restaurant": 30, "Laundry": 16}
FIELD_HOURS = "Field Hours"
COLD_CHAIN = "Cold Chain"
# Addresses that nobody has.
DOMAIN = "@tidewater.example"
HOUR = 3600


@dataclass(frozen=True)
class Offering:
	"""What is asked for, how often (`share`), and how long it takes: median hours of work on site."""

	name: str
	share: float
	work_hours: float
	remote: bool = False
	emergency: bool = False
	# Priorities and how often each is given.
	priorities: tuple[tuple[str, float], ...] = (("High", 0.15), ("Medium", 0.65), ("Low", 0.2))


OFFERINGS = (
	Offering("Fault Repair", 0.28, 1.5),
	Offering("Emergency Repair", 0.07, 1.4, emergency=True, priorities=(("Critical", 1.0),)),
	Offering("Remote Diagnosis", 0.14, 0.6, remote=True),
	Offering("Routine Inspection", 0.14, 1.0, priorities=(("Medium", 0.3), ("Low", 0.7))),
	Offering("Cooling Repair", 0.15, 2.0, priorities=(("High", 0.4), ("Medium", 0.6))),
	Offering(
		"Gas Appliance Repair", 0.07, 1.7, priorities=(("Critical", 0.1), ("High", 0.6), ("Medium", 0.3))
	),
	Offering("Installation", 0.1, 2.6, priorities=(("Medium", 0.5), ("Low", 0.5))),
	Offering("Firmware Update", 0.05, 0.5, remote=True, priorities=(("Medium", 0.3), ("Low", 0.7))),
)

# Offerings of the company's own, beside the shipped ones.
OWN_OFFERINGS = (
	{
		"offering_name": "Cooling Repair",
		"category": "Repair and Diagnosis",
		"delivery": "On-site",
		"sla_policy": COLD_CHAIN,
		"default_priority": "High",
		"skills": [{"skill": "Refrigeration"}],
	},
	{
		"offering_name": "Gas Appliance Repair",
		"category": "Repair and Diagnosis",
		"delivery": "On-site",
		"sla_policy": COLD_CHAIN,
		"default_priority": "High",
		"required_level": "Intermediate",
		"skills": [{"skill": "Gas Appliances"}],
	},
	{
		"offering_name": "Installation",
		"category": "Installation and Commissioning",
		"delivery": "On-site",
		"sla_policy": "Standard Service",
		"default_priority": "Medium",
		"skills": [{"skill": "Water Connections"}, {"skill": "Electronics"}],
	},
	{
		"offering_name": "Firmware Update",
		"category": "Upgrade and Configuration",
		"delivery": "Remote",
		"sla_policy": "Standard Service",
		"default_priority": "Low",
		"skills": [{"skill": "Firmware"}],
	},
)
OWN_NAMES = frozenset(values["offering_name"] for values in OWN_OFFERINGS)


@dataclass
class Engineer:
	"""A Service Engineer with what the records do not say: how good they are and until when they are busy."""

	name: str
	user: str
	level: str
	region: str
	team: str
	ability: float
	on_leave: bool
	free_at: datetime = datetime.min


@dataclass
class Company:
	"""The records that the month is played with.

	On a site of its own (`alone`) all that the scheduler does happens; elsewhere only what concerns this company, and
	what is made has names beginning with `prefix`. `planner` is the user who does what nobody of the company does.
	"""

	name: str
	engineers: dict[str, Engineer] = field(default_factory=dict)
	customers: list[tuple[str, str]] = field(default_factory=list)
	dispatchers: list[str] = field(default_factory=list)
	manager: str = ""
	planner: str = "Administrator"
	prefix: str = ""
	# What the app left to the background is done by this, where no worker does it.
	run_jobs: Callable[[], object] = lambda: None

	@property
	def alone(self) -> bool:
		"""Whether the site has nothing but this company."""
		return not self.prefix

	def commit(self) -> None:
		"""Keep what was done; beside other companies without the jobs that would follow, which are of the present."""
		if not self.alone:
			frappe.db.after_commit.reset()
		frappe.db.commit()

	def own(self, name: str) -> str:
		"""The name of a record of the company's own."""
		return f"{self.prefix}{name}"

	def offering(self, name: str) -> str:
		"""The Service Offering's name: its own, or one that comes with the app."""
		return self.own(name) if name in OWN_NAMES else name


def furnish(company: Company, seed: int, engineers: int = ENGINEERS) -> None:
	"""Make all records of the company that is there; commits."""
	rng = random.Random(seed)
	_make_calendar_and_policy(company)
	for skill in SKILLS:
		make("Service Skill", skill_name=company.own(skill))
	for values in OWN_OFFERINGS:
		_make_offering(company, **values)
	company.manager = make_user("manager", "Service Manager")
	company.dispatchers = [make_user(f"dispatcher{number}", "Service Dispatcher") for number in (1, 2, 3)]
	for region in REGIONS:
		make("Territory", territory_name=company.own(region), parent_territory=_root_of("Territory"))
		supervisor = make_user(f"supervisor.{region.lower()}", "Service Manager")
		make(
			"Service Team",
			team_name=company.own(f"Team {region}"),
			company=company.name,
			region=company.own(region),
			supervisor=supervisor,
		)
	_make_engineers(company, rng, engineers)
	_make_customers(company, rng)
	company.commit()


def make_user(name: str, *roles: str) -> str:
	"""A user without a password, of whom nobody is told; returns the name."""
	email = f"{name}{DOMAIN}"
	# Made with Frappe's defaults, which an import leaves out.
	user = frappe.new_doc("User")
	user.update({"email": email, "first_name": name.title(), "send_welcome_email": 0})
	user.extend("roles", [{"role": role} for role in roles])
	before = frappe.flags.in_import
	# Or Frappe would stop after sixty users in an hour.
	frappe.flags.in_import = True
	try:
		user.insert(ignore_permissions=True)
	finally:
		frappe.flags.in_import = before
	return email


def make(doctype: str, **values):
	# By whoever starts the demo, who is the administrator.
	return frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True)


def _root_of(doctype: str) -> str:
	"""The top of a tree, whatever it is called in the site's language."""
	return frappe.get_all(doctype, pluck="name", order_by="lft", limit_page_length=1)[0]


def _make_offering(
	company: Company, offering_name: str, sla_policy: str, skills: list[dict], **values
) -> None:
	make(
		"Service Offering",
		offering_name=company.own(offering_name),
		sla_policy=company.own(sla_policy) if sla_policy == COLD_CHAIN else sla_policy,
		skills=[{"skill": company.own(row["skill"])} for row in skills],
		**values,
	)


def _make_calendar_and_policy(company: Company) -> None:
	"""Six days a week; for the two days of the autumn holiday a Saturday is worked like a Friday."""
	holidays = make(
		"Holiday List",
		holiday_list_name=company.own("Autumn Holiday 2026"),
		from_date="2026-01-01",
		to_date="2026-12-31",
		holidays=[{"holiday_date": f"2026-10-0{day}", "description": "Autumn Holiday"} for day in (1, 2)],
	)
	week = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
	shifts = [{"weekday": day, "start_time": "08:00:00", "end_time": "20:00:00"} for day in week]
	make(
		"Service Calendar",
		calendar_name=company.own(FIELD_HOURS),
		holiday_list=holidays.name,
		shifts=[*shifts, {"weekday": "Saturday", "start_time": "09:00:00", "end_time": "15:00:00"}],
		make_up_days=[{"date": "2026-10-10", "works_like": "Friday"}],
	)
	make(
		"SLA Policy",
		policy_name=company.own(COLD_CHAIN),
		calendar=company.own(FIELD_HOURS),
		targets=[
			{"metric": "First Response", "target": HOUR // 2},
			{"metric": "Dispatch", "target": 2 * HOUR},
			{"metric": "Arrival", "priority": "Critical", "target": 4 * HOUR},
			{"metric": "Arrival", "target": 8 * HOUR},
			{"metric": "Resolution", "priority": "Critical", "target": 8 * HOUR},
			{"metric": "Resolution", "priority": "High", "target": 16 * HOUR},
			{"metric": "Resolution", "target": 28 * HOUR},
		],
		pause_stages=[{"stage": "Waiting for Customer"}],
		warnings=[{"percent": percent} for percent in (50, 75, 90)],
		ladder=[
			{"level": 1, "percent": 100, "notify": "Team Supervisor", "action": "Notify"},
			{"level": 2, "metric": "Resolution", "percent": 150, "notify": "Role", "role": "Service Manager",
			 "action": "Raise Priority"},
		],
	)  # fmt: skip


def _make_engineers(company: Company, rng: random.Random, count: int) -> None:
	for number in range(count):
		region = REGIONS[number % len(REGIONS)]
		level = LEVELS[number // len(REGIONS)]
		user = make_user(f"engineer{number + 1:02}", "Service Engineer")
		ability = min(
			1.0, max(0.0, rng.gauss({"Senior": 0.8, "Intermediate": 0.62, "Junior": 0.45}[level], 0.13))
		)
		on_leave = number in ON_LEAVE
		skills = rng.sample(SKILLS, {"Senior": 4, "Intermediate": 3, "Junior": 2}[level])
		document = make(
			"Service Engineer",
			engineer_name=f"Engineer {number + 1:02} ({region})",
			user=user,
			company=company.name,
			level=level,
			team=company.own(f"Team {region}"),
			region=company.own(region),
			status="On Leave" if on_leave else "Active",
			max_open_tickets={"Senior": 8, "Intermediate": 7, "Junior": 5}[level],
			authorised_offerings=[
				{"offering": company.offering(name)} for name in JUNIOR_OFFERINGS if level == "Junior"
			],
			skills=[
				{
					"skill": company.own(skill),
					"proficiency": min(5, max(1, round(rng.gauss(1.5 + 3.5 * ability, 0.7)))),
				}
				for skill in skills
			],
		)
		company.engineers[document.name] = Engineer(
			document.name, user, level, region, document.team, ability, on_leave
		)


def _make_customers(company: Company, rng: random.Random) -> None:
	group = frappe.get_all("Customer Group", pluck="name", order_by="is_group, name", limit=1)[0]
	for kind, count in CUSTOMERS.items():
		for number in range(1, count + 1):
			region = rng.choice(REGIONS)
			customer = make(
				"Customer",
				customer_name=company.own(f"{kind} {number:03}"),
				customer_type="Individual" if kind == "Household" else "Company",
				customer_group=group,
				territory=company.own(region),
			)
			company.customers.append((customer.name, region))
