"""Whoever is about to report a fault is shown what may help at once: published cases that are meant for them (C2, G2).

A guest sees what is public, a customer what is meant for customers besides, staff on the page of a label no more than a
customer. Nothing of what they write is kept.
"""

from urllib.parse import quote

import frappe
from frappe import _
from frappe.utils import cint

from fsm_app.common import limits
from fsm_app.engine.plain_title import without_controls
from fsm_app.intake import label_requests, labels
from fsm_app.intake.portal.customers import customers_of
from fsm_app.knowledge import likely, readers
from fsm_app.knowledge.routes import PAGE
from fsm_app.knowledge.stages import CASE

AT_MOST = 3
LONGEST_TEXT = 5000
# Each pause in writing asks once.
PER_LABEL_AND_HOUR = 120
PER_ADDRESS_AND_HOUR = 240
PER_USER_AND_HOUR = 240
GUESTS_PER_HOUR = 6000
ASKED, HELPED = "helpful cases", "case that helped"
DAY = 24 * 60 * 60


class CaseNotForYou(frappe.PermissionError):
	"""A case that the visitor does not read."""


def for_label(label: tuple[str, str, str], description: str) -> list[dict]:
	"""What may help with the device of a label; raises what labels.device_of_label and label_requests.visitor raise."""
	facts = labels.device_of_label(*label)
	label_requests.visitor(facts)
	_limit(facts.name)
	return _shown({"description": "", "subject": _text(description), "item_code": facts.item_code})


def for_portal(subject: str, description: str, serial_no: str = "", offering: str = "") -> list[dict]:
	"""What may help a customer in the portal with what they are writing; `serial_no` counts where it is theirs."""
	limits.take(ASKED, frappe.session.user, PER_USER_AND_HOUR)
	owned = {"name": serial_no, "customer": ["in", customers_of()]}
	item_code = frappe.db.get_value("Serial No", owned, "item_code") if serial_no else None
	said = _text(f"{subject}\n{description}")
	return _shown({"subject": said, "item_code": item_code, "offering": offering})


def helped_by_label(label: tuple[str, str, str], case: str) -> None:
	"""Somebody at the device of a label was helped by a case; counted once a day for each device."""
	facts = labels.device_of_label(*label)
	label_requests.visitor(facts)
	_limit(facts.name)
	_count(case, facts.name)


def helped_in_portal(case: str) -> None:
	"""A customer was helped by a case; counted once a day for each user."""
	_count(case, frappe.session.user)


def _count(case: str, who: str) -> None:
	if not readers.reads(case, customers_of()):
		frappe.throw(
			_("Case {0}: there is no such page for you. Open it from the list once more.").format(case),
			CaseNotForYou,
		)
	try:
		limits.take(HELPED, f"{case}:{who}", 1, DAY)
	except frappe.RateLimitExceededError:
		frappe.clear_last_message()
		return
	counted = frappe.db.get_value(CASE, case, "customers_helped", for_update=True)
	frappe.db.set_value(CASE, case, "customers_helped", cint(counted) + 1, update_modified=False)


def _limit(serial_no: str) -> None:
	"""Counted after the signature was checked; for guests by their address, and all of them together."""
	limits.take(ASKED, serial_no, PER_LABEL_AND_HOUR)
	if not frappe.request:
		return
	if frappe.session.user != "Guest":
		limits.take(ASKED, frappe.session.user, PER_USER_AND_HOUR)
		return
	limits.take(ASKED, limits.address(), PER_ADDRESS_AND_HOUR)
	limits.take(ASKED, "all guests", GUESTS_PER_HOUR)


def _shown(values: dict) -> list[dict]:
	"""Title, the first words and the page of each; nothing where nothing can be found."""
	found = likely.of_facts(values, customers_of())
	return [
		{
			"name": case["name"],
			"title": case["title"],
			"text": case["symptom"] or case["cause"],
			"address": f"{PAGE}/{quote(case['route'] or case['name'])}",
		}
		for case in found["cases"]
	][:AT_MOST]


def _text(text: str) -> str:
	return without_controls(text)[:LONGEST_TEXT].strip()
