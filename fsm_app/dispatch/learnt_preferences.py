"""What a customer's visits suggest for the profile: when they like to be visited, and by whom; a dispatcher confirms it (E5).

Nothing learnt takes effect by itself. What was dismissed is not proposed again.
"""

import hashlib
from collections import Counter
from datetime import datetime, time

import frappe
from frappe import _
from frappe.utils import add_months, get_datetime

from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.common.notices import languages_of, notify
from fsm_app.common.roles import SERVICE_DISPATCHER
from fsm_app.dispatch.customer_profiles import PROFILE, hour_and_minute, profile_for
from fsm_app.engine.stages import TICKET
from fsm_app.field_work.visits import REMOTE, VISIT
from fsm_app.workforce.audience import Audience

PROPOSAL = "Customer Preference Proposal"
SETTINGS = "Field Service Settings"
OPEN, CONFIRMED, DISMISSED = "Open", "Confirmed", "Dismissed"
TIMES, ENGINEER = "Preferred Times", "Dedicated Engineer"
MONTHS = 12
# Fewer say nothing, and this many of them have to agree.
FEWEST, SHARE = 5, 0.8
# A customer who has one engineer for most jobs has a dedicated one, whatever the books say.
ENGINEER_SHARE = 0.6
HALVES_OF_DAY = (("08:00:00", "12:00:00"), ("12:00:00", "18:00:00"))


class ProposalDecided(frappe.ValidationError):
	"""A proposal that somebody has decided already."""


def propose() -> None:
	"""Weekly: look at the visits of the last months and write down what they suggest, each once; unless the settings say no.

	Five queries for all customers, and a write for each new proposal.
	"""
	if not frappe.db.get_single_value(SETTINGS, "learn_preferences"):
		return
	since = add_months(now(), -MONTHS)
	profiles = {
		(row.customer, row.company): row
		for row in frappe.get_all(
			PROFILE, fields=["name", "customer", "company", "dedicated_engineer"], limit_page_length=0
		)
	}
	with_times = set(
		frappe.get_all(
			"Customer Preferred Time", filters={"parenttype": PROFILE}, pluck="parent", distinct=True
		)
	)
	new: list = []
	known = set(frappe.get_all(PROPOSAL, pluck="proposal_key", limit_page_length=0))
	for (customer, company), starts in _appointments(since).items():
		profile = profiles.get((customer, company))
		if not (profile and profile.name in with_times):
			new += _propose_times(customer, company, starts, known)
	works_for = dict(
		frappe.get_all(
			"Service Engineer", filters={"status": "Active"}, fields=["name", "company"], as_list=True
		)
	)
	for (customer, company), engineers in _engineers(since).items():
		profile = profiles.get((customer, company))
		if not (profile and profile.dedicated_engineer):
			new += _propose_engineer(customer, company, engineers, works_for, known)
	_tell_dispatchers(new)


def confirm(proposal: str) -> str:
	"""Put what is proposed into the customer's profile, made where there is none yet; returns the profile's name.

	The user has to be allowed to write the profile.
	"""
	document = _open(proposal)
	profile = profile_for(document.customer, document.company)
	if profile:
		profile = frappe.get_doc(PROFILE, profile.name)
	else:
		profile = frappe.new_doc(PROFILE)
		profile.update({"customer": document.customer, "company": document.company})
	if document.kind == ENGINEER:
		profile.dedicated_engineer = document.engineer
	else:
		profile.append(
			"preferred_times", {"from_time": document.from_time, "until_time": document.until_time}
		)
	profile.save()
	_decide(document, CONFIRMED)
	return profile.name


def dismiss(proposal: str) -> None:
	"""Say no to a proposal; it does not come again."""
	_decide(_open(proposal), DISMISSED)


def open_proposals(customer: str, company: str) -> list[dict]:
	"""`name` and `sentence` of the open proposals about the customer that the user may read."""
	rows = frappe.get_list(
		PROPOSAL,
		filters={"customer": customer, "company": company, "state": OPEN},
		fields=["name", "kind", "engineer", "from_time", "until_time", "of_visits", "agreeing"],
		order_by="creation",
	)
	return [{"name": row.name, "sentence": _sentence(row)} for row in rows]


def _sentence(row) -> str:
	if row.kind == ENGINEER:
		name = frappe.get_cached_value("Service Engineer", row.engineer, "engineer_name")
		return _("Dedicated engineer: {0}, who did {1} of the last {2} jobs.").format(
			name, row.agreeing, row.of_visits
		)
	return _("Visits between {0} and {1}: {2} of the last {3} were then.").format(
		hour_and_minute(row.from_time), hour_and_minute(row.until_time), row.agreeing, row.of_visits
	)


def _appointments(since: datetime) -> dict[tuple[str, str], list[datetime]]:
	"""By customer and company when their visits were agreed to begin."""
	rows = frappe.get_all(
		VISIT,
		filters={
			"planned_start": [">=", since],
			"customer": ["is", "set"],
			"delivery": ["!=", REMOTE],
			"status": ["!=", "Cancelled"],
		},
		fields=["customer", "company", "planned_start"],
		order_by="planned_start",
		limit_page_length=0,
	)
	found: dict[tuple[str, str], list[datetime]] = {}
	for row in rows:
		found.setdefault((row.customer, row.company), []).append(get_datetime(row.planned_start))
	return found


def _engineers(since: datetime) -> dict[tuple[str, str], Counter]:
	rows = frappe.get_all(
		TICKET,
		filters={"first_done_at": [">=", since], "first_done_by": ["is", "set"], "reopen_count": 0},
		fields=["customer", "company", "first_done_by"],
		limit_page_length=0,
	)
	found: dict[tuple[str, str], Counter] = {}
	for row in rows:
		found.setdefault((row.customer, row.company), Counter())[row.first_done_by] += 1
	return found


def _tell_dispatchers(new: list) -> None:
	"""One notification for each dispatcher about all that is new in the companies that they see."""
	if not new:
		return
	users = Audience().with_role(SERVICE_DISPATCHER)
	for user, language in languages_of(users).items():
		theirs = [document for document in new if sees_company(user, document.company, PROPOSAL)]
		if theirs:
			message = _(
				"What customers' visits suggest for their profiles: {0} new proposals to confirm or dismiss.",
				language,
			)
			notify([user], message.format(len(theirs)), PROPOSAL, theirs[0].name)


def _propose_times(customer: str, company: str, starts: list[datetime], known: set[str]) -> list:
	new: list = []
	if len(starts) < FEWEST:
		return new
	for begin, end in HALVES_OF_DAY:
		agreeing = sum(
			time.fromisoformat(begin) <= start.time() < time.fromisoformat(end) for start in starts
		)
		if agreeing / len(starts) >= SHARE:
			new += _write(
				f"{customer}\n{company}\n{begin}",
				known,
				customer=customer,
				company=company,
				kind=TIMES,
				from_time=begin,
				until_time=end,
				of_visits=len(starts),
				agreeing=agreeing,
			)
	return new


def _propose_engineer(
	customer: str, company: str, engineers: Counter, works_for: dict, known: set[str]
) -> list:
	total = sum(engineers.values())
	engineer, agreeing = engineers.most_common(1)[0]
	if total < FEWEST or agreeing / total < ENGINEER_SHARE:
		return []
	if works_for.get(engineer) != company:
		return []
	return _write(
		f"{customer}\n{company}\n{engineer}",
		known,
		customer=customer,
		company=company,
		kind=ENGINEER,
		engineer=engineer,
		of_visits=total,
		agreeing=agreeing,
	)


def _write(key: str, known: set[str], **values) -> list:
	key = hashlib.sha256(key.encode()).hexdigest()
	if key in known:
		return []
	known.add(key)
	document = frappe.get_doc(
		{"doctype": PROPOSAL, "state": OPEN, "proposed_at": now(), "proposal_key": key, **values}
	)
	return [document.insert(ignore_permissions=True)]  # a job of the app writes it, no user acts


def _open(proposal: str):
	document = frappe.get_doc(PROPOSAL, proposal, for_update=True)
	if document.state != OPEN:
		frappe.throw(
			_("This proposal is {0} already. Open another one.").format(_(document.state, context=PROPOSAL)),
			ProposalDecided,
		)
	return document


def _decide(document, state: str) -> None:
	document.update({"state": state, "decided_by": frappe.session.user, "decided_at": now()})
	document.save(ignore_permissions=True)  # asked of the profile; the proposal itself is the app's
