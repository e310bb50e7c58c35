"""What the page behind a device's label sends (C2)."""

import frappe
from frappe import _

from fsm_app.intake import helpful_cases as helpful
from fsm_app.intake.label_requests import IncompleteRequest, open_request


# All of it is plain text and escaped as such (label_requests): read as HTML, it would lose what stands between < and >.
@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def request_service(
	e: str,
	i: str,
	s: str,
	client_key: str,
	description: str,
	reported_by: str | None = None,
	contact_phone: str | None = None,
	contact_email: str | None = None,
	website: str | None = None,
) -> dict:
	"""Open a ticket for the device of a label (`e`, `i`, `s` of its link); returns {"ticket": its name}.

	The label's signature and the user are checked again (label_requests.open_request). `website` is a field that people
	do not see, so only a program fills it in. A picture may come along as the file `photo` of a multipart form.
	"""
	if website:
		frappe.throw(_("Leave the field Website empty."), IncompleteRequest)
	values = {
		"description": description,
		"reported_by": reported_by,
		"contact_phone": contact_phone,
		"contact_email": contact_email,
	}
	sent = frappe.request.files.get("photo") if frappe.request else None
	return {"ticket": open_request((e, i, s), values, client_key, sent and sent.stream.read()).name}


@frappe.whitelist(allow_guest=True, xss_safe=True, methods=["POST"])
def helpful_cases(e: str, i: str, s: str, description: str) -> list[dict]:
	"""Published cases that may help with what is being written, at most three: name, title, text, address of the page.

	The label is checked as for a request; a guest sees what is public (intake/helpful_cases.py).
	"""
	return helpful.for_label((e, i, s), description)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def case_helped(e: str, i: str, s: str, case: str) -> None:
	"""A case has helped, so that no request is sent; counted once a day for each device."""
	helpful.helped_by_label((e, i, s), case)
