"""The kinds of acts that a phone sends, by the word under which it does, and as the Desk shows them (N1)."""

ACCEPT_OFFER, DECLINE_OFFER = "accept-offer", "decline-offer"
MOVE, CHECK_IN = "move", "check-in"
PHOTO, ATTACHMENT, SIGNATURE = "photo", "attachment", "signature"
SERIAL_NUMBER, SYMPTOM = "serial-number", "symptom"
TICK, CHANGE, SETTLE = "tick", "change", "settle"
USE_PARTS, REQUEST_PARTS, TAKE_ALONG = "use-parts", "request-parts", "take-along"
JUDGE_CASE = "judge-case"
PPE_CHECK, PERMIT_REQUEST, PERMIT_CLOSE = "ppe-check", "permit-request", "permit-close"
SAFETY_INCIDENT, INCIDENT_PICTURE = "safety-incident", "incident-picture"

# The options of Field Act's field Kind.
SHOWN = {
	ACCEPT_OFFER: "Accept Offer",
	DECLINE_OFFER: "Decline Offer",
	MOVE: "Workflow Action",
	CHECK_IN: "Check-in",
	PHOTO: "Photo",
	ATTACHMENT: "Attachment",
	SERIAL_NUMBER: "Serial Number",
	SYMPTOM: "Fault Symptom",
	SIGNATURE: "Signature",
	TICK: "Checklist Step",
	USE_PARTS: "Parts Used",
	REQUEST_PARTS: "Parts Wanted",
	TAKE_ALONG: "Part Taken Along",
	CHANGE: "Ticket Fields",
	JUDGE_CASE: "Case Judged",
	SETTLE: "Conflict Settled",
	PPE_CHECK: "PPE Check",
	PERMIT_REQUEST: "Permit Wanted",
	PERMIT_CLOSE: "Permit Closed",
	SAFETY_INCIDENT: "Safety Incident",
	INCIDENT_PICTURE: "Incident Picture",
}
# Each of these comes with one file.
WITH_FILE = frozenset({PHOTO, ATTACHMENT, SIGNATURE, INCIDENT_PICTURE})
# These are the engineer's own, and of a ticket only where they name one.
WITHOUT_TICKET = frozenset({PPE_CHECK, SAFETY_INCIDENT, INCIDENT_PICTURE})
# An offer that is gone is gone: there is nothing of the engineer's to keep.
NOT_KEPT = frozenset({ACCEPT_OFFER, DECLINE_OFFER, SETTLE}) | WITHOUT_TICKET
