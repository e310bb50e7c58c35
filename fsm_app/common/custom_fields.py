"""The fields that the app adds to doctypes of Frappe and ERPNext; each is prefixed fsm_ and goes when the app goes (Q2)."""

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

PREFIX = "fsm_"

CUSTOM_FIELDS = {
	"Customer": [
		{
			"fieldname": "fsm_service_tier",
			"fieldtype": "Link",
			"label": "Service Tier",
			"options": "Service Tier",
			"insert_after": "territory",
			"description": "How the customer's service tickets are served.",
		},
	],
	"Contact Phone": [
		{
			"fieldname": "fsm_number",
			"fieldtype": "Data",
			"label": "Number for Search",
			"insert_after": "phone",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"search_index": 1,
			"description": "The number's significant digits: whoever calls is found by them.",
		},
		{
			"fieldname": "fsm_second_number",
			"fieldtype": "Data",
			"label": "Second Number for Search",
			"insert_after": "fsm_number",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"search_index": 1,
			"description": "The digits of a second number in the same field.",
		},
	],
	"Notification Settings": [
		{
			"fieldname": "fsm_email_new_tickets",
			"fieldtype": "Check",
			"label": "New Service Tickets",
			"default": "0",
			"insert_after": "enable_email_assignment",
			"description": "For dispatchers: an e-mail for each ticket that customers open themselves.",
		},
	],
	# The ticket is seen by whoever sees the document, also where they are limited to other tickets.
	"Material Request": [
		{
			"fieldname": "fsm_ticket",
			"fieldtype": "Link",
			"label": "Service Ticket",
			"options": "Service Ticket",
			"insert_after": "company",
			"read_only": 1,
			"search_index": 1,
			"ignore_user_permissions": 1,
			"description": "For which the parts are.",
		},
	],
	"Stock Entry": [
		# Not on a copy, which is about other parts; an amended one is about the same, and keeps it.
		{
			"fieldname": "fsm_ticket",
			"fieldtype": "Link",
			"label": "Service Ticket",
			"options": "Service Ticket",
			"insert_after": "company",
			"read_only": 1,
			"search_index": 1,
			"no_copy": 1,
			"ignore_user_permissions": 1,
			"description": "For which the parts are.",
		},
		{
			"fieldname": "fsm_serials_before",
			"fieldtype": "Long Text",
			"label": "Serial Numbers Before",
			"insert_after": "fsm_ticket",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"description": "What the serial numbers said before, for a cancellation.",
		},
		{
			"fieldname": "fsm_client_key",
			"fieldtype": "Data",
			"label": "Client Key",
			"insert_after": "fsm_ticket",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"unique": 1,
			"description": "Under which a phone sends an entry again without it being posted twice.",
		},
	],
	"Stock Entry Detail": [
		{
			"fieldname": "fsm_part_row",
			"fieldtype": "Data",
			"label": "Row of the Service Ticket",
			"insert_after": "project",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"search_index": 1,
		},
	],
	# Not on a credit note, to which a ticket's next lines do not belong.
	"Sales Invoice": [
		{
			"fieldname": "fsm_ticket",
			"fieldtype": "Link",
			"label": "Service Ticket",
			"options": "Service Ticket",
			"insert_after": "company",
			"read_only": 1,
			"search_index": 1,
			"no_copy": 1,
			"ignore_user_permissions": 1,
			"description": "Whose parts and labour are charged.",
		},
	],
	"Sales Invoice Item": [
		{
			"fieldname": "fsm_source",
			"fieldtype": "Data",
			"label": "Part or Visit",
			"insert_after": "item_code",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"description": "From which the line comes, so that it is charged once.",
		},
	],
	"Journal Entry": [
		{
			"fieldname": "fsm_ticket",
			"fieldtype": "Link",
			"label": "Service Ticket",
			"options": "Service Ticket",
			"insert_after": "company",
			"read_only": 1,
			"search_index": 1,
			"no_copy": 1,
			"ignore_user_permissions": 1,
			"description": "Whose parts are paid by somebody else than was said first.",
		},
		{
			"fieldname": "fsm_part_row",
			"fieldtype": "Data",
			"label": "Row of the Service Ticket",
			"insert_after": "fsm_ticket",
			"hidden": 1,
			"read_only": 1,
			"no_copy": 1,
			"search_index": 1,
		},
	],
	"Address": [
		{
			"fieldname": "fsm_latitude",
			"fieldtype": "Float",
			"precision": "6",
			"label": "Latitude",
			"insert_after": "pincode",
			"description": "Where the service finds the place, in degrees.",
		},
		{
			"fieldname": "fsm_longitude",
			"fieldtype": "Float",
			"precision": "6",
			"label": "Longitude",
			"insert_after": "fsm_latitude",
		},
	],
}


def add_custom_fields() -> None:
	"""Add the fields, or bring them up to date."""
	create_custom_fields(CUSTOM_FIELDS, ignore_validate=True)


def remove_custom_fields() -> None:
	"""Take the fields off again, with what was entered in them."""
	for doctype, fields in CUSTOM_FIELDS.items():
		for field in fields:
			name = f"{doctype}-{field['fieldname']}"
			frappe.delete_doc(
				"Custom Field", name, ignore_missing=True, force=True
			)  # uninstalling, no user acts
			if frappe.db.has_column(doctype, field["fieldname"]):
				frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{field['fieldname']}`")
