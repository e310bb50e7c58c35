"""What a ticket's links say about each other: device, owner and warranty (C3); of its caller see caller_links.

A query is asked only where a link is set anew, so a ticket without any costs none.
"""

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate

from fsm_app.engine.entitlement import (
	IN_WARRANTY,
	OUT_OF_WARRANTY,
	UNDER_CONTRACT,
	UNKNOWN,
	Cover,
	entitlement,
)

# The warranty is looked up again when one of these changes.
WARRANTY_DEPENDS_ON = (
	"serial_no",
	"asset",
	"item_code",
	"customer",
	"project",
	"warranty_claim",
	"opened_at",
)
DEVICE_FIELDS = ("serial_no", "asset", "item_code")


class NotOfCustomer(frappe.ValidationError):
	"""A contact, address or project that belongs to somebody else."""


def complete(ticket) -> None:
	"""Before saving: fill in what the links of a ticket give, and refuse those that are not its customer's."""
	_check_owner(ticket)
	_follow_device(ticket)


def device(serial_no: str) -> frappe._dict | None:
	"""The facts of a serial number that the service needs; None where there is no such serial number."""
	fields = [
		"name",
		"item_code",
		"item_name",
		"customer",
		"company",
		"warranty_expiry_date",
		"amc_expiry_date",
	]
	if frappe.get_meta("Serial No").has_field("asset"):
		fields.append("asset")
	return frappe.db.get_value("Serial No", serial_no, fields, as_dict=True)


def warranty_of(facts, customer: str | None, day, project: str | None = None, claim: str | None = None):
	"""(state, reason) of a device on `day`: a Serial No's facts as of `device` (or None), its user, project and claim.

	ERPNext's Maintenance Schedule is in it: submitting one writes the end of the contract into the serial number.
	"""
	day = getdate(day)
	covers = [*_of_serial_no(facts, customer), *_of_claim(claim), *_of_contracts(customer, project)]
	state, cover = entitlement(day, covers)
	return state, _reason(state, cover, facts)


def is_of_other_customer(facts, customer: str | None) -> bool:
	"""Whether the serial number is registered for somebody else, as when a device was resold."""
	return bool(facts and facts.customer and customer and facts.customer != customer)


def _changed(ticket, *fields: str) -> bool:
	before = ticket.get_doc_before_save()
	return any(ticket.get(field) != (before.get(field) if before else None) for field in fields)


def _follow_device(ticket) -> None:
	has_device = any(ticket.get(field) for field in DEVICE_FIELDS)
	before = ticket.get_doc_before_save()
	if not has_device:
		ticket.update({"warranty_state": None, "warranty_reason": None})
		return
	if before and not _changed_for_warranty(ticket, before):
		return
	facts = device(ticket.serial_no) if ticket.serial_no else None
	if facts:
		ticket.item_code = facts.item_code or ticket.item_code
		# The asset of the device before would be that of another one.
		chosen = ticket.asset if not before or ticket.asset != before.asset else None
		if not before or _changed(ticket, "serial_no"):
			ticket.asset = facts.asset or chosen
	elif ticket.asset and _changed(ticket, "asset") and not _changed(ticket, "item_code"):
		ticket.item_code = frappe.db.get_value("Asset", ticket.asset, "item_code")
	ticket.warranty_state, ticket.warranty_reason = warranty_of(
		facts, ticket.customer, get_datetime(ticket.opened_at), ticket.project, ticket.warranty_claim
	)
	if is_of_other_customer(facts, ticket.customer):
		# Resold devices are common, so this is no reason to turn a caller away. The other's name is not ours to tell.
		note = _("{0} is registered for another customer.").format(ticket.serial_no)
		ticket.warranty_reason = f"{ticket.warranty_reason} {note}"
		frappe.msgprint(note, indicator="orange", alert=True)


def _changed_for_warranty(ticket, before) -> bool:
	if get_datetime(ticket.opened_at) != get_datetime(before.opened_at):
		return True
	return _changed(ticket, *(field for field in WARRANTY_DEPENDS_ON if field != "opened_at"))


def _of_serial_no(facts, customer: str | None) -> list[Cover]:
	if not facts:
		return []
	ends = [(IN_WARRANTY, facts.warranty_expiry_date)]
	# A warranty goes with the device, a maintenance contract stays with whoever signed it.
	if not is_of_other_customer(facts, customer):
		ends.append((UNDER_CONTRACT, facts.amc_expiry_date))
	return [Cover(state, "Serial No", facts.name, getdate(end)) for state, end in ends if end]


def _of_claim(name: str | None) -> list[Cover]:
	"""What a Warranty Claim says, unless it was cancelled."""
	if not name:
		return []
	claim = frappe.db.get_value(
		"Warranty Claim",
		name,
		["status", "warranty_amc_status", "warranty_expiry_date", "amc_expiry_date"],
		as_dict=True,
	)
	if not claim or claim.status == "Cancelled":
		return []
	covers = []
	for state, status, end in (
		(IN_WARRANTY, "Under Warranty", claim.warranty_expiry_date),
		(UNDER_CONTRACT, "Under AMC", claim.amc_expiry_date),
	):
		# An accepted claim counts without a date; a date counts on its own.
		if end or claim.warranty_amc_status == status:
			covers.append(Cover(state, "Warranty Claim", name, getdate(end) if end else None))
	return covers


def _of_contracts(customer: str | None, project: str | None) -> list[Cover]:
	"""The customer's signed contracts: those of the ticket's project, and those that name no other document.

	A contract on an order or an invoice is about a sale and promises no service.
	"""
	if not customer:
		return []
	rows = frappe.get_all(
		"Contract",
		filters={"party_type": "Customer", "party_name": customer, "is_signed": 1, "docstatus": 1},
		fields=["name", "start_date", "end_date", "document_type", "document_name"],
	)
	return [
		Cover(
			UNDER_CONTRACT,
			"Contract",
			row.name,
			getdate(row.end_date) if row.end_date else None,
			getdate(row.start_date) if row.start_date else None,
		)
		for row in rows
		if not row.document_type
		or (row.document_type == "Project" and project and row.document_name == project)
	]


def _reason(state: str, cover: Cover | None, facts) -> str:
	if state == UNKNOWN:
		if facts:
			return _("{0}: no date of warranty or contract is entered.").format(facts.name)
		return _("No serial number, and no contract of the customer.")
	document = cover.document if cover.doctype == "Serial No" else f"{_(cover.doctype)} {cover.document}"
	if not cover.until:
		texts = {IN_WARRANTY: _("Warranty of {0}."), UNDER_CONTRACT: _("Contract of {0}, open-ended.")}
		return texts[state].format(document)
	texts = {
		(IN_WARRANTY, False): _("Warranty of {0} until {1}."),
		(UNDER_CONTRACT, False): _("Contract of {0} until {1}."),
		(IN_WARRANTY, True): _("Warranty of {0} ended on {1}."),
		(UNDER_CONTRACT, True): _("Contract of {0} ended on {1}."),
	}
	text = texts[cover.state, state == OUT_OF_WARRANTY]
	return text.format(document, cover.until)


def _check_owner(ticket) -> None:
	"""Refuse another customer's project."""
	if not ticket.customer or not ticket.project or not _changed(ticket, "project", "customer"):
		return
	owner = frappe.db.get_value("Project", ticket.project, "customer")
	if owner and owner != ticket.customer:
		refuse_other_customer(_("Project"), ticket.project, ticket.customer)


def refuse_other_customer(label: str, name: str, customer: str) -> None:
	"""Raises NotOfCustomer for what a ticket or its caller names."""
	frappe.throw(
		_(
			"{0}: {1} does not belong to {2}. Choose one of this customer, or link it to the customer first."
		).format(label, name, customer),
		NotOfCustomer,
	)
