"""Where the app keeps personal data, and what becomes of each field when a person is forgotten (D3).

The one declaration that retention, export and erasure go by. A field that looks personal and stands neither here nor
among the EXEMPT fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# What becomes of a field. A text that was filled stays filled, so that figures that count it stay what they were.
HIDE, EMPTY, OFFERING = "Hide", "Empty", "Offering"
PENDING_DELIVERY = "Pending"


@dataclass(frozen=True)
class Records:
	"""The documents of `doctype` that belong to a ticket or to an engineer, and their personal `fields`.

	`by` is the field that leads to the owner; with `type_field` it is a dynamic link, with `through` it leads to a document
	of that doctype which in turn has the owner in `engineer`. `where` narrows the documents down. `files`: what is
	attached to them is deleted. `copies`: nothing is in them that is not elsewhere, so they are not exported.
	"""

	doctype: str
	by: str
	fields: Mapping[str, str] = field(default_factory=dict)
	type_field: str | None = None
	through: str | None = None
	where: Mapping[str, object] = field(default_factory=dict)
	files: bool = False
	copies: bool = False
	delete: bool = False


TICKET_RECORDS = (
	Records(
		"Service Ticket",
		"name",
		{
			# The offering's name in its place says what it was about.
			"subject": OFFERING,
			"description": HIDE,
			"contact_shown": EMPTY,
			"return_reason": HIDE,
			"remaining_work": HIDE,
			"cancel_reason": HIDE,
			"callback_result": HIDE,
			"signed_by": HIDE,
			# The newest comments once more, kept by Frappe.
			"_comments": EMPTY,
		},
		files=True,
	),
	Records(
		"Ticket Caller",
		"ticket",
		{
			"contact": EMPTY,
			"reported_by": HIDE,
			"contact_phone": HIDE,
			"contact_email": EMPTY,
			"address": EMPTY,
			"latitude": EMPTY,
			"longitude": EMPTY,
		},
	),
	Records(
		"Service Evidence",
		"ticket",
		{
			"note": HIDE,
			"signed_by": HIDE,
			"latitude": EMPTY,
			"longitude": EMPTY,
			# A photo shows people and rooms and holds the position in its file; its hash stays and still knows it again.
			"file": EMPTY,
			"thumbnail": EMPTY,
		},
		files=True,
	),
	Records("Service Visit", "ticket", {"latitude": EMPTY, "longitude": EMPTY, "remaining_work": HIDE}),
	Records("Ticket Handover", "ticket", {"reason": HIDE}),
	Records("Ticket Offer", "ticket", {"reason": HIDE}),
	Records("Field Act", "ticket", {"content": HIDE, "file": EMPTY}, files=True),
	Records("Guidance Session", "ticket", {"question": HIDE, "reason": HIDE}),
	Records("Work Permit", "ticket", {"place": HIDE, "remark": HIDE, "answer": HIDE, "closing_remark": HIDE}),
	Records("Bulk Assignment Row", "ticket", {"subject": HIDE}, copies=True),
	Records(
		"Service Survey", "ticket", {"comment": HIDE, "excluded_reason": HIDE, "photo": EMPTY}, files=True
	),
	Records("Service Callback", "ticket", {"result": HIDE}),
	Records("Parts Requisition", "ticket", {"reason": HIDE, "decision_note": HIDE}),
	Records("Service Complaint", "ticket", {"description": HIDE, "handling": HIDE, "result": HIDE}),
	Records(
		"Webhook Delivery",
		"ticket",
		{"payload": EMPTY},
		where={"state": ["!=", PENDING_DELIVERY]},
		copies=True,
	),
	Records(
		"Communication",
		"reference_name",
		{
			"subject": HIDE,
			"content": HIDE,
			"text_content": HIDE,
			"sender": EMPTY,
			"sender_full_name": HIDE,
			"recipients": EMPTY,
			"cc": EMPTY,
			"bcc": EMPTY,
			"phone_no": EMPTY,
		},
		type_field="reference_doctype",
		files=True,
	),
	Records("ToDo", "reference_name", {"description": HIDE}, type_field="reference_type", copies=True),
	Records("Email Queue", "reference_name", type_field="reference_doctype", copies=True, delete=True),
	Records("Notification Log", "document_name", type_field="document_type", copies=True, delete=True),
	Records(
		"Comment",
		"reference_name",
		{"content": HIDE},
		type_field="reference_doctype",
		where={"comment_type": ["in", ["Comment", "Info", "Edit"]]},
	),
)

ENGINEER_RECORDS = (
	Records("Service Visit", "engineer", {"latitude": EMPTY, "longitude": EMPTY}),
	Records("Exam Answer", "attempt", {"given": EMPTY}, through="Exam Attempt"),
	Records("Practical Assessment", "engineer", {"remarks": HIDE}),
	Records("Practical Assessment Score", "parent", {"remark": HIDE}, through="Practical Assessment"),
	Records("Training Attendee", "engineer", {"remark": HIDE}),
	Records("Customer Barred Engineer", "engineer", {"reason": HIDE}),
	Records("Ticket Offer", "engineer", {"reason": HIDE}),
	Records("Broken Appointment", "engineer", {"reason": HIDE}),
	Records("PPE Check", "engineer", {"engineer_name": HIDE}),
	Records("PPE Check Item", "parent", {"remark": HIDE}, through="PPE Check"),
	Records(
		"Safety Incident",
		"engineer",
		{"place": HIDE, "what_happened": HIDE, "first_measures": HIDE, "cause": HIDE},
		files=True,
	),
	Records("Safety Incident Action", "parent", {"action": HIDE, "result": HIDE}, through="Safety Incident"),
	Records(
		"Safety Incident Health",
		"incident",
		{"persons": HIDE, "injury": HIDE, "treatment": HIDE, "is_hospital": EMPTY, "days_lost": EMPTY},
		through="Safety Incident",
	),
	Records(
		"Engineer Certification",
		"engineer",
		{"revoked_reason": HIDE},
		files=True,
	),
	Records("Certificate Document", "engineer", {"number": HIDE, "scan": EMPTY}, files=True),
	Records("Promotion Proposal", "engineer", {"remarks": HIDE}),
	Records("Performance Appraisal", "engineer", {"title": HIDE}),
	Records("Score Anomaly", "engineer", {"remarks": HIDE}),
	Records(
		"Service Violation",
		"engineer",
		{"engineer_name": HIDE, "description": HIDE, "withdrawn_reason": HIDE},
		files=True,
	),
	# What it says of frozen scores are numbers and names of documents; why one was corrected may tell of the person.
	Records("Score Snapshot", "engineer", {"reason": HIDE}),
	Records("Appraisal Review", "engineer", {"title": HIDE, "engineer_name": HIDE}),
	Records("Appraisal Rating", "engineer", {"engineer_name": HIDE, "remarks": HIDE}),
	Records("Appraisal Rating Criterion", "parent", {"remark": HIDE}, through="Appraisal Rating"),
	Records(
		"Appraisal Interview", "engineer", {"engineer_name": HIDE, "notes": HIDE, "engineer_remarks": HIDE}
	),
	Records(
		"Appraisal Appeal", "engineer", {"engineer_name": HIDE, "reason": HIDE, "decision": HIDE}, files=True
	),
	Records("Improvement Action", "engineer", {"engineer_name": HIDE, "action": HIDE, "result": HIDE}),
	Records("Service Objective", "engineer", {"description": HIDE}),
	Records("Engineer Van", "engineer", {"engineer_name": HIDE}),
	Records("Objective Check-in", "parent", {"note": HIDE}, through="Service Objective"),
	Records("Improvement Plan", "engineer", {"goals": HIDE, "measures": HIDE, "result": HIDE}),
	Records("Award Grant", "engineer", {"citation": HIDE}),
	Records("Award Tally", "engineer", {"nominated_by": EMPTY}),
	# What a case says stays: it is about devices, and customers were taken out of it.
	Records("Knowledge Review", "engineer", {"remarks": HIDE}),
	Records("Knowledge Review Score", "parent", {"remark": HIDE}, through="Knowledge Review"),
	# Whether they wanted to be seen is nobody's concern any more.
	Records("Leaderboard Choice", "engineer", copies=True, delete=True),
	Records("Knowledge Reader", "engineer", copies=True, delete=True),
	Records("Award Candidate", "engineer", {"reason": HIDE}),
	Records("Service Case Review Item", "engineer", {"lessons": HIDE, "decision": HIDE}),
	Records("Service Story", "engineer", {"story": HIDE, "consent_note": HIDE}, files=True),
	Records(
		"Service Story Picture",
		"parent",
		{"image": EMPTY, "caption": HIDE},
		through="Service Story",
		files=True,
	),
	# The name is replaced by the document's own ID, see erasure.py; the figures hang on that.
	Records(
		"Service Engineer",
		"name",
		{
			"employee": EMPTY,
			"user": EMPTY,
			"joined_on": EMPTY,
			"engineer_name": HIDE,
			# Where they live, perhaps.
			"starts_from": EMPTY,
		},
	),
)

# Frappe's own, in which the app leaves something too.
_FRAPPE = {"Comment", "Communication", "Email Queue", "Notification Log", "ToDo"}
APP_DOCTYPES = {records.doctype for records in (*TICKET_RECORDS, *ENGINEER_RECORDS)} - _FRAPPE

# In which fields of an account's documents, besides owner and modified_by, a portal user's address stands.
ACCOUNT_FIELDS = {"Comment": {"comment_email": EMPTY, "comment_by": HIDE}, "Communication": {"user": EMPTY}}

# Whole doctypes of the app in which nobody's data stand, by the modules' purposes.
EXEMPT_DOCTYPES = {
	"Catalogue Release": "catalogue",
	"Catalogue Release Entry": "catalogue",
	"Knowledge Gap": "about devices; the engineer is a link",
	"Service Case Review": "figures of tickets and what the service decided on them",
	"Service Case Review Action": "what the service decided to do",
	"Service Case Review Participant": "who takes part in a meeting",
	"Catalogue Review": "figures of offerings and what was decided on them",
	"Catalogue Review Bottleneck": "figures of offerings",
	"Catalogue Review Proposal": "decisions on offerings",
	"Delivery Class": "catalogue",
	"Knowledge Case": "about devices, without customers' data; the author is a link",
	"Knowledge Case Equipment": "about devices",
	"Knowledge Case Offering": "about devices",
	"Knowledge Case Part": "about devices",
	"Knowledge Case Picture": "about devices",
	"Knowledge Case Route": "about devices",
	"Knowledge Case Skill": "about devices",
	"Knowledge Case Version": "about devices",
	"Knowledge Change": "that a case or an offering changed",
	"Knowledge Fault Code": "about devices",
	"Knowledge Use": "which case helped",
	"Knowledge Model": "groups of letters and figures, learnt without telephone numbers and addresses, anew each night",
	"Service Category": "catalogue",
	"Service Offering": "catalogue",
	"Service Offering Checklist Item": "catalogue",
	"Service Offering Knowledge": "catalogue",
	"Service Offering Material": "catalogue",
	"Service Runbook": "catalogue",
	"Service Runbook Step": "catalogue",
	"Runbook Run Step": "a copy of the runbook's instructions",
	"Field Service Settings": "configuration",
	"Message Warning Rule": "configuration",
	"Spare Parts Settings": "configuration",
	"Spare Parts Company": "configuration",
	"Day Plan": "figures of a day; the engineers are links",
	"Day Plan Visit": "who goes where and when; tickets and engineers are links",
	"Travel Settings": "configuration",
	"PPE List": "configuration",
	"PPE List Item": "configuration",
	"Work Permit Type": "configuration",
	"Work Permit Measure": "configuration",
	"Work Permit Confirmation": "which measures were taken",
	"Push Settings": "configuration",
	"Push Subscription": "the addresses and keys of staff's phones at push services, forgotten when these forget them",
	"Guidance Settings": "configuration",
	"Travel Time": "places to some ten metres and figures, of nobody by name, deleted after some weeks",
	"Engineer Van Level": "configuration",
	"Parts Requisition Item": "items and quantities",
	"Survey Reason": "configuration",
	"Callback Script": "configuration",
	"Service Survey Reason": "a choice of those that are configured",
	"Service Survey Link": "secrets and hashes",
	"Ticket Link": "hashes, and when a link ends",
	"Appointment Answer": "times alone",
	"Visit Notice": "times alone, and who planned them, until they are told",
	"Customer Page Rules": "configuration",
	"Suggestion Vote": "who voted, read by nobody",
	"Staff Suggestion": "the staff's own words about their work",
	"Priority Matrix": "configuration",
	"SLA Policy": "configuration",
	"Service Webhook": "configuration",
	"Shipped Configuration": "configuration",
	"KPI Definition": "configuration",
	"KPI Filter": "configuration",
	"KPI Symbol": "configuration",
	"Performance Appraisal Part": "figures",
	"Reward Rule": "configuration",
	"Award": "configuration",
	"Award Ballot": "a digest that leads to nobody",
	"Promotion Merit": "figures",
	"Performance Appraisal Score": "figures",
	"SLA Clock": "figures",
	"SLA Event": "what happened to a clock",
	"Assessment Rubric": "question bank",
	"Rubric Criterion": "question bank",
	"Exam Question": "question bank",
	"Exam Question Option": "question bank",
	"Service Exam": "question bank",
	"Training Course": "question bank",
	"Training Plan": "configuration",
	"Service Certification": "configuration",
	"Service Skill": "configuration",
	"Service Team": "configuration",
	"Service Tier": "configuration",
	"Service Priority": "configuration",
	"Engineer Level": "configuration",
	"Performance Cycle": "configuration",
	"Service Calendar": "configuration",
	"KPI Scheme": "configuration",
	"Appraisal Criterion": "configuration",
	"Appeal Correction": "figures",
}

_TECHNICAL = "the engineer's findings on the device"
_STAFF = "the company's own decision"
EXEMPT = {
	("Service Ticket", "fault_symptom"): _TECHNICAL,
	("Service Ticket", "fault_cause"): _TECHNICAL,
	("Service Ticket", "resolution_summary"): _TECHNICAL,
	("Service Ticket", "priority_reason"): "made by the app",
	("Service Ticket", "warranty_reason"): "made by the app",
	("Service Case Review Item", "reason"): "made by the app, or the title of a topic",
	("Service Ticket", "override_reason"): _STAFF,
	("Service Ticket", "mail_sender"): "stays empty",
	("Service Ticket Checklist Item", "step"): "catalogue",
	("Service Ticket Checklist Item", "remark"): _TECHNICAL,
	("Service Ticket Part", "remark"): _TECHNICAL,
	("Service Ticket Part", "return_keys"): "keys that a device made up",
	("Defective Part", "remark"): "the part's condition",
	("Supplier Return", "remark"): "what was agreed with a supplier about parts",
	("Service Ticket", "labour_coverage_reason"): _STAFF,
	("Service Ticket Part", "coverage_reason"): _STAFF,
	("Van Count", "remark"): "how the parts were counted",
	("Van Count Item", "booked_serials"): "numbers of parts",
	("Van Count Item", "counted_serials"): "numbers of parts",
	("Parts Handover", "reason"): "why parts stayed where they were",
	("Parts Handover Item", "serial_nos"): "numbers of parts",
	("Service Evidence", "value"): _TECHNICAL,
	("Customer Service Profile", "access_notes"): "how one gets to a company's place",
	("Service Team", "depot"): "the company's own place",
	("Dispatch Decision", "override_reason"): _STAFF,
	("Dispatch Decision", "left_out"): "made by the app",
	("Bulk Assignment Row", "message"): "made by the app",
	("Field Act", "problem"): "made by the app",
	("Field Act", "answer"): "names of documents",
	("Field Act", "file_hash"): "a hash",
	("Field Act Conflict", "seen"): _TECHNICAL,
	("Field Act Conflict", "mine"): _TECHNICAL,
	("Field Act Conflict", "theirs"): _TECHNICAL,
	("Bulk Assignment", "summary"): "made by the app",
	("On Call Rotation Turn", "note"): "made by the app",
	("Dispatch Decision", "left_out_engineers"): "the engineers' numbers",
	("Dispatch Candidate", "excluded_because"): "made by the app",
	("Dispatch Decision", "all_candidates"): "the engineers' numbers and figures",
	("Runbook Run", "cancel_reason"): _STAFF,
	("Webhook Delivery", "last_error"): "made by the receiver's server",
	("Product Suggestion", "description"): "what should be better about a product",
	("Product Suggestion", "answer"): _STAFF,
	("Service Callback", "questions"): "configuration",
	("Survey Unsubscription", "address"): "empty once it is saved",
	("Survey Unsubscription", "address_shown"): "masked, and kept so that nobody is written to again",
	("Survey Unsubscription", "address_mark"): "a hash, kept so that nobody is written to again",
	("Exam Answer", "asked"): "question bank",
	("Training Session", "location"): "where a course is held",
	("Training Assignment", "reason"): "a choice of the app",
	("Promotion Requirement", "detail"): "made by the app",
	("Performance Appraisal", "at_work_reason"): "made by the app",
	("Score Anomaly", "reason"): "made by the app",
	("Score Anomaly", "documents"): "names of documents",
	("Score Snapshot", "content"): "figures and names of documents",
	("Reward Run", "summary"): "made by the app",
	("Reward Run", "reason"): _STAFF,
	("Reward Run", "terms"): "the rule's figures",
	("Reward Run Row", "why"): "made by the app",
	("Reward Payment", "reason"): "made by the app",
	("Reward Payment", "problem"): "made by the app",
	("Improvement Plan", "reason"): "made by the app",
	("Award Round", "note"): _STAFF,
	("Award Grant", "question"): "made by the app",
	("Ticket Import", "file"): "removed with the import's age, see retention.py",
	("Ticket Import", "error"): "made by the app",
	("Ticket Import", "account"): "the other system's address",
	("Ticket Import", "file_columns"): "the file's headings",
	("Ticket Import", "zone_abbreviations"): "names of time zones",
	("Ticket Import", "customer_labels"): "labels of the other system",
	("Ticket Import", "reading"): "removed with the import's age, see retention.py",
	("Ticket Import Refusal", "row_text"): "removed with the import's age, see retention.py",
	("Ticket Import Refusal", "reason"): "removed with the import's age, see retention.py",
	("Service Data Request", "reason"): "removed after a while, see requests.py",
	("Service Data Request", "outcome"): "figures",
	("Service Data Request", "left_elsewhere"): "removed after a while, see requests.py",
	("Service Data Request", "file"): "removed after a while, see requests.py",
}
