"""Closed months with scores, for the tests of what rests on them."""

import calendar

import frappe

from fsm_app.rewards.rules import has_payroll
from tests.app import factories as f
from tests.app.listening_app import ListeningApp

COMPANY = "Rewarding Company"
BONUS, CORRECTION = "Reward Bonus", "Reward Correction"
MANAGER, HR, SUPERVISOR = (f"{name}@reward.example.com" for name in ("manager", "hr", "supervisor"))


def company() -> str:
	return f.make(
		"Company", name=COMPANY, company_name=COMPANY, abbr="RWC", default_currency="CNY", country="China"
	).name


def team() -> str:
	f.user(SUPERVISOR, "Service Engineer")
	return f.make(
		"Service Team",
		name="Rewarded Team",
		team_name="Rewarded Team",
		company=company(),
		supervisor=SUPERVISOR,
	).name


def people(*names: str, **values) -> dict[str, str]:
	"""Engineers of the company by these names, each with a user; returns their IDs by name."""
	company()
	f.user(MANAGER, "Service Manager")
	f.user(HR, "HR Manager")
	found = {}
	for name in names:
		user = f.user(f"{name.lower()}@reward.example.com", "Service Engineer")
		found[name] = f.make(
			"Service Engineer",
			**{
				"engineer_name": name,
				"company": COMPANY,
				"level": "Intermediate",
				"user": user,
				"team": team(),
				**values,
			},
		).name
	return found


def user_of(name: str) -> str:
	return f"{name.lower()}@reward.example.com"


def month(label: str, scores: dict[str, float | None], status: str = "Closed"):
	"""The cycle of a month, such as 2019-03, with the scores by engineer; None is no score. Returns the cycle."""
	year, number = map(int, label.split("-"))
	cycle = f.make(
		"Performance Cycle",
		name=f"{label} {COMPANY}",
		cycle_name=f"{label} {COMPANY}",
		company=company(),
		start_date=f"{label}-01",
		end_date=f"{label}-{calendar.monthrange(year, number)[1]}",
	)
	place = sorted((score for score in scores.values() if score is not None), reverse=True)
	for engineer, score in scores.items():
		stored(
			"Performance Appraisal",
			cycle=cycle.name,
			engineer=engineer,
			company=COMPANY,
			level=frappe.db.get_value("Service Engineer", engineer, "level"),
			scheme="A Scheme",
			total_score=score or 0,
			has_data=int(score is not None),
			rank=place.index(score) + 1 if score is not None else 0,
			appraisal_key=f"{cycle.name}:{engineer}",
		)
	frappe.db.set_value("Performance Cycle", cycle.name, "status", status)
	return frappe.get_doc("Performance Cycle", cycle.name)


def stored(doctype: str, **values) -> str:
	"""A record as it stands in the database, however it came there."""
	doc = frappe.get_doc({"doctype": doctype, "name": frappe.generate_hash(length=10), **values})
	doc.db_insert()
	for row in doc.get_all_children():
		row.update({"parent": doc.name, "parenttype": doctype})
		row.db_insert()
	return doc.name


def appraisal(cycle, engineer: str) -> str:
	return frappe.db.get_value("Performance Appraisal", {"cycle": cycle.name, "engineer": engineer})


def corrected(cycle, engineer: str, score: float) -> None:
	"""The engineer's closed score is another one, as after an upheld appeal."""
	from fsm_app.performance.listeners import tell_corrected

	name = appraisal(cycle, engineer)
	before = frappe.db.get_value("Performance Appraisal", name, "total_score")
	frappe.db.set_value("Performance Appraisal", name, "total_score", score)
	tell_corrected(frappe.get_doc("Performance Appraisal", name), before, "Appeal upheld")


def components(values: dict) -> dict:
	"""The salary components of a bonus, which a site with HRMS wants to be named."""
	if not has_payroll() or not values.get("bonus_amount"):
		return {}
	for name, kind in ((BONUS, "Earning"), (CORRECTION, "Deduction")):
		f.make("Salary Component", name=name, salary_component=name, salary_component_abbr=name, type=kind)
	return {"salary_component": BONUS, "deduction_component": CORRECTION}


def rule(**values):
	return f.make(
		"Reward Rule",
		**{
			**components(values),
			"rule_name": "A Rule",
			"only_company": company(),
			"kind": "Best of the Cycle",
			"share": 20,
			"scope": "Company",
			"rounding": "Up",
			"ties": "Include All",
			"under_appeal": "Wait",
			"months": 3,
			"target_score": 80,
			"months_without_data": "Skip",
			**values,
		},
	)


def appealed(monkeypatch, *appraisals: str) -> None:
	"""Let these appraisals be under appeal."""
	found = set(appraisals)
	ListeningApp(monkeypatch, "appeals").listen("fsm_under_appeal", lambda names: found & set(names))


def notes(user: str) -> list[str]:
	"""What the user was told, the newest first."""
	return frappe.get_all(
		"Notification Log", filters={"for_user": user}, pluck="subject", order_by="creation desc"
	)
