"""What the page behind a device's label sends (C2)."""

import frappe
from frappe import _

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
