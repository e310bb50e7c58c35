"""The month on a real site, in a company that has nothing yet: what the site holds besides stays as it is.

All that is made is owned by users of the demo's own, by which `clearing` finds it again. Nobody is told anything, no
mail is sent and no job started; the SLA sweep waits meanwhile, which would take the month for overdue.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe
from frappe.model.workflow import get_workflow_name
from frappe.utils import now_datetime

from fsm_app.common.roles import ROLES
from fsm_app.demo_month import record, sample_day
from fsm_app.demo_month.clearing import clear
from fsm_app.demo_month.closing import STAR, Aftermath
from fsm_app.demo_month.company import DOMAIN, OFFERINGS, OWN_NAMES, Company, furnish, make_user
from fsm_app.demo_month.geography import settle
from fsm_app.demo_month.month import END, OFFICE_HOURS, Month
from fsm_app.demo_month.record import DemoRefused
from fsm_app.engine.stages import TICKET
from fsm_app.intake.service_log_import.replay import sweep_between
from fsm_app.service_desk.ticket_notices import nobody_is_told
from fsm_app.service_levels import sla_sweep

PREFIX = "Demo "
# What ERPNext makes for a new company.
OF_A_NEW_COMPANY = frozenset(
	{
		"Account",
		"Cost Center",
		"Department",
		"Item Tax Template",
		"Mode of Payment Account",
		"Purchase Taxes and Charges Template",
		"Sales Taxes and Charges Template",
		"Warehouse",
	}
)
SHOWN = 3


def load(
	company: str,
	tickets: int,
	seed: int = 1,
	progress: Callable[[float], None] = lambda share: None,
	engineers: int | None = None,
) -> None:
	"""Play the month in the empty `company`; `progress` hears which share has passed. Commits as it goes.

	Raises DemoRefused before anything is written. What fails later takes away what was made until then.
	"""
	check(company)
	try:
		_play(company, tickets, seed, progress, engineers)
	except BaseException:
		frappe.db.rollback()
		frappe.set_user("Administrator")
		if record.read():
			clear()
		raise


def check(company: str) -> None:
	"""Refuse what the month cannot be played in, and say why."""
	if not frappe.db.exists("Company", company):
		raise DemoRefused(f"There is no company {company}. Create it first; nothing else may be in it.")
	if loaded := record.read():
		raise DemoRefused(f"The demo is loaded in {loaded['company']}. Clear it first.")
	if frappe.db.exists("User", {"name": ["like", f"%{DOMAIN}"]}):
		raise DemoRefused(f"There are users with addresses that end in {DOMAIN}. Delete them first.")
	if found := documents_of(company):
		shown = ", ".join(f"{count} x {doctype}" for doctype, count in list(found.items())[:SHOWN])
		raise DemoRefused(
			f"{company} is not empty: {shown}{' ...' if len(found) > SHOWN else ''}. Choose a company without documents."
		)
	if not get_workflow_name(TICKET):
		raise DemoRefused("No workflow for Service Ticket is active. Activate one.")
	shipped = {offering.name for offering in OFFERINGS} - OWN_NAMES
	for doctype, names in {
		"Service Offering": shipped,
		"Service Calendar": {OFFICE_HOURS},
		"Award": {STAR},
	}.items():
		missing = names - set(frappe.get_all(doctype, filters={"name": ["in", names]}, pluck="name"))
		if missing:
			raise DemoRefused(
				f"{doctype} {min(missing)}, which comes with the app, is missing. Create it again."
			)


def documents_of(company: str) -> dict[str, int]:
	"""By doctype how many documents name the company, without those that it begins with."""
	found = {}
	for doctype, field in record.links_to("Company"):
		if doctype not in OF_A_NEW_COMPANY and (count := frappe.db.count(doctype, {field: company})):
			found[doctype] = count
	return found


def _play(company_name: str, tickets: int, seed: int, progress, engineers: int | None) -> None:
	with _in_silence():
		company = Company(company_name, planner=_planner(), prefix=PREFIX)
		record.write(company.planner, company.name)
		company.commit()
		frappe.set_user(company.planner)
		try:
			furnish(company, seed, *([engineers] if engineers else []))

			def follow(share: float) -> None:
				sla_sweep.pause()
				progress(share)

			Month(company, tickets, seed).run(follow)
			Aftermath(company, END).run()
			_come_to_the_present(company, seed)
		finally:
			frappe.set_user("Administrator")
		# Whoever looks around later is somebody of the company.
		frappe.db.set_value("User", company.planner, "enabled", 0)
		company.commit()
	frappe.clear_cache()


def _come_to_the_present(company: Company, seed: int) -> None:
	"""The work of today; what has fallen due by now, that of the month too, is caught up in silence."""
	settle(company, seed)
	sample_day.fill(company, now_datetime().date())
	sweep_between(END, now_datetime(), company.name)


def _planner() -> str:
	"""The user who sets the company up and does what the scheduler does; the record about them is theirs too."""
	planner = make_user("planner", "System Manager", *ROLES)
	frappe.db.set_value("User", planner, "owner", planner, update_modified=False)
	return planner


@contextmanager
def _in_silence() -> Iterator[None]:
	"""Nobody is told, neither by the app nor by what the site itself has set up.

	While a patch runs Frappe starts no notifications, webhooks or assignments of the site's own.
	"""
	before = frappe.flags.in_patch, frappe.flags.mute_emails
	frappe.flags.in_patch = frappe.flags.mute_emails = True
	try:
		with sla_sweep.paused(), nobody_is_told():
			yield
	finally:
		frappe.flags.in_patch, frappe.flags.mute_emails = before
