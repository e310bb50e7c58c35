"""The made-up appliance maker on a site that has nothing else."""

import frappe
from frappe.utils import background_jobs

from fsm_app.demo_month.company import ENGINEERS, Company, furnish, make
from fsm_app.dispatch.profiles import OBJECTIVES

COMPANY = "Tidewater Appliances"


def set_up(seed: int, engineers: int = ENGINEERS) -> Company:
	"""Make all records; the same seed makes the same company."""
	company = Company(make_company(COMPANY), run_jobs=background_jobs.run_waiting)
	_set_weights()
	furnish(company, seed, engineers)
	return company


def make_company(name: str) -> str:
	"""The Company record; returns its name."""
	return make("Company", company_name=name, abbr="TA", default_currency="CNY", country="China").name


def _set_weights() -> None:
	"""Engineers drive here: who lives in the region comes before who has a little less to do."""
	weights = {"skill": 25, "level": 10, "load": 35, "region": 30}
	profile = make(
		"Dispatch Profile",
		profile_name="Coast",
		**{f"weight_{objective}": weights.get(objective, 0) for objective in OBJECTIVES},
	)
	frappe.db.set_single_value("Field Service Settings", "dispatch_profile", profile.name)
