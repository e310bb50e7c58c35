"""Which files a list of files shows: not those of documents that the user may not see (D3).

Frappe hands a private file to those alone who may read its document, but lists it, by name and address, to all who may
read some document of that type.
"""

import frappe

from fsm_app.company_limits import documents_of
from fsm_app.service_catalogue.visibility import run_conditions
from fsm_app.service_desk.caller_access import CALLER, NOTHING, reads_callers
from fsm_app.service_desk.visibility import record_conditions, ticket_conditions
from fsm_app.workforce.certificate_documents import document_conditions
from fsm_app.workforce.visibility import person_conditions, session_conditions

OF_TICKET = ("Service Visit", "Service Evidence", "Ticket Handover")
OF_PERSON = ("Engineer Certification", "Practical Assessment", "Promotion Proposal", "Training Assignment")
# Whoever has the role reads these, within his companies.
BY_COMPANY = ("Service Complaint", "Service Survey")


def file_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on File for what is attached to this app's documents; one's own files one sees in any case."""
	user = user or frappe.session.user
	conditions = {
		"Service Ticket": ticket_conditions(user),
		"Runbook Run": run_conditions(user),
		"Training Session": session_conditions(user),
		**{name: record_conditions(user, name) for name in OF_TICKET},
		**{name: person_conditions(user, name) for name in OF_PERSON},
		"Certificate Document": document_conditions(user),
		CALLER: record_conditions(user, CALLER) if reads_callers(user) else NOTHING,
		**dict.fromkeys(BY_COMPANY, ""),
	}
	limits = []
	for attached_to, condition in conditions.items():
		if documents := documents_of(attached_to, condition, user):
			limits.append(
				f"(coalesce(`tabFile`.`attached_to_doctype`, '') != '{attached_to}'"
				f" or `tabFile`.`attached_to_name` in ({documents}))"
			)
	return f"(`tabFile`.`owner` = {frappe.db.escape(user)} or ({' and '.join(limits)}))" if limits else ""
