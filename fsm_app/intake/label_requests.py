"""Faults reported by scanning a device's label: who may, and what becomes of it (C2)."""

import hashlib
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cstr, escape_html, now_datetime

from fsm_app.common import limits
from fsm_app.common.clock import now
from fsm_app.common.company_limits import sees_company
from fsm_app.engine.entitlement import IN_WARRANTY, UNDER_CONTRACT
from fsm_app.engine.plain_title import without_controls
from fsm_app.engine.stages import TICKET
from fsm_app.intake import labels
from fsm_app.intake.portal import photos as portal_photos
from fsm_app.intake.portal.customers import contact_of, customers_of
from fsm_app.intake.ticket_opening import SETTINGS, open_in_own_transaction
from fsm_app.service_desk import equipment

SOURCE = "QR Code"
# Who has scanned a label.
GUEST, LOGIN, CUSTOMER, STAFF = "guest", "login", "customer", "staff"

PER_LABEL_AND_HOUR = 5
# For somebody logged in; guests have a setting for each address.
PER_USER_AND_HOUR = 60
# Of all guests together: more come from a program that makes up addresses and has collected labels.
GUESTS_PER_HOUR = 300
LONGEST_DESCRIPTION = 5000
LONGEST_LINE = 140
SHORTEST_KEY = 16


class LoginNeeded(frappe.PermissionError):
	"""The settings take no requests without login."""


class DeviceOfOthers(frappe.PermissionError):
	"""A user scans the label of a device that is not their customer's."""


class IncompleteRequest(frappe.ValidationError):
	"""A request that lacks what is needed to answer it, or holds more than a person writes."""


class LabelTooBusy(frappe.RateLimitExceededError):
	"""More requests for one device within an hour than can be meant."""


def visitor(facts) -> str:
	"""Who the session's user is for a device: GUEST, LOGIN (a guest who must log in), CUSTOMER or STAFF.

	Raises DeviceOfOthers.
	"""
	if frappe.session.user == "Guest":
		allowed = frappe.db.get_single_value(SETTINGS, "allow_guest_requests", cache=True)
		return GUEST if allowed else LOGIN
	if facts.customer and facts.customer in customers_of():
		return CUSTOMER
	if frappe.has_permission(TICKET, "create") and sees_company(frappe.session.user, facts.company):
		return STAFF
	frappe.throw(
		_("This device is not registered for your account. Report the fault by telephone."), DeviceOfOthers
	)


def shown_to(who: str, facts) -> dict:
	"""What the page says of the device: `model`, `serial_no`, `covered` (yes, no; None: unknown) and, not to guests, more.

	The label hangs in the customer's rooms, where anybody can scan it: a guest learns no name, date or contract.
	"""
	state, reason = equipment.warranty_of(facts, facts.customer, now())
	known = facts.warranty_expiry_date or facts.amc_expiry_date
	covered = state in (IN_WARRANTY, UNDER_CONTRACT)
	shown = {
		"model": facts.item_name or facts.item_code,
		"serial_no": facts.name,
		"covered": covered if covered or known else None,
	}
	if who not in (CUSTOMER, STAFF):
		return shown
	customer = facts.customer and frappe.db.get_value("Customer", facts.customer, "customer_name")
	return {**shown, "customer": customer, "warranty": _(state), "reason": reason}


def open_request(label: tuple[str, str, str], values: dict, client_key: str, photo: bytes | None = None):
	"""Open a ticket for the device of `label` (serial number, day of issue, signature), or return the one opened before.

	`values`: description, reported_by, contact_phone, contact_email. `client_key` is a secret of the page that sends it,
	SHORTEST_KEY characters or more. `photo` is kept with the ticket as portal_photos.add does. Raises LabelNotGenuine, LabelNoLongerValid, LoginNeeded, DeviceOfOthers,
	IncompleteRequest and LabelTooBusy.
	"""
	facts = labels.device_of_label(*label)
	who = visitor(facts)
	if who == LOGIN:
		frappe.throw(_("Log in to report a fault, or report it by telephone."), LoginNeeded)
	values = _checked(values, who)
	if len(client_key) < SHORTEST_KEY:
		_incomplete(_("The page sent no key of its own. Load it again."))
	customer = facts.customer or frappe.db.get_single_value(SETTINGS, "unknown_sender_customer", cache=True)
	if not customer or not frappe.db.get_single_value(SETTINGS, "default_offering", cache=True):
		# What is missing is for the administrator to know, see the how-to.
		_incomplete(_("Faults of this device cannot be reported here. Please call us."))
	# The label is part of the key: what another page has sent with the same one is another request.
	client_key = hashlib.sha256(f"{facts.name}\n{client_key}".encode()).hexdigest()
	_limit(facts.name, client_key)
	if not frappe.db.exists(TICKET, {"client_key": client_key}):
		_limit_sender()
	description = values.pop("description")
	values |= {
		"subject": " ".join(description.split())[:LONGEST_LINE],
		"description": escape_html(description).replace("\n", "<br>"),
		"customer": customer,
		"company": facts.company,
		"serial_no": facts.name,
	}
	if who == CUSTOMER:
		values["contact"] = contact_of(frappe.session.user, customer)
	# Guests and customers have no permission on tickets: the signed label and `visitor` say that they may ask.
	ticket = open_in_own_transaction(values, SOURCE, client_key, trusted=who != STAFF)
	if photo and not ticket.flags.opened_before:
		portal_photos.add(ticket, photo)
	return ticket


def _checked(values: dict, who: str) -> dict:
	"""The values as plain text; a guest must say how to reach them."""
	description = without_controls(cstr(values.get("description"))).strip()
	if not description:
		_incomplete(_("Description: please say what is wrong with the device."))
	if len(description) > LONGEST_DESCRIPTION:
		_incomplete(
			_("Description: {0} characters are more than {1}. Please shorten it.").format(
				len(description), LONGEST_DESCRIPTION
			)
		)
	lines = {
		field: without_controls(cstr(values.get(field))).strip()
		for field in ("reported_by", "contact_phone", "contact_email")
	}
	if any(len(text) > LONGEST_LINE for text in lines.values()):
		_incomplete(_("Name, telephone or e-mail is longer than {0} characters.").format(LONGEST_LINE))
	if who == GUEST and not lines["contact_phone"]:
		_incomplete(_("Telephone: please say where we can reach you."))
	return {"description": description, **lines}


def _limit(serial_no: str, client_key: str) -> None:
	"""Refuse what is too much for one device; the same request sent again does not count.

	Counted in tickets, after the signature was checked: nobody can lock a device that they have not seen.
	"""
	since = now_datetime() - timedelta(hours=1)
	sent = frappe.db.count(
		TICKET,
		{
			"serial_no": serial_no,
			"source": SOURCE,
			"creation": [">", since],
			"client_key": ["!=", client_key],
		},
	)
	if sent >= PER_LABEL_AND_HOUR:
		frappe.throw(
			_("This device was reported {0} times within an hour. Report more by telephone.").format(sent),
			LabelTooBusy,
		)


def _limit_sender() -> None:
	"""Refuse what is too much for one user, or of guests for one address and for all of them.

	Counted after the label and what was written were checked: refused requests use nobody's share up.
	"""
	if not frappe.request:
		return
	if frappe.session.user != "Guest":
		limits.take(SOURCE, frappe.session.user, PER_USER_AND_HOUR)
		return
	of_address = frappe.db.get_single_value(SETTINGS, "guest_requests_per_hour", cache=True) or 0
	limits.take(SOURCE, limits.address(), of_address)
	limits.take(SOURCE, "all guests", GUESTS_PER_HOUR)


def _incomplete(message: str) -> None:
	frappe.throw(message, IncompleteRequest)
