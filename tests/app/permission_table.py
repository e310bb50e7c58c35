"""Who may do what, as the regulations want it (D1-D3): plain data, written by hand and held against the site.

test_permission_table.py walks it through Frappe's own permission system; tools/permission_table.py writes
docs/permissions.md from it. Nothing here is read from the records that it is held against.
"""

from typing import NamedTuple

SYSTEM = "System Manager"
MANAGER = "Service Manager"
DISPATCHER = "Service Dispatcher"
ENGINEER = "Service Engineer"
AUDITOR = "Service Auditor"
PARTS = "Service Parts Keeper"
KNOWLEDGE = "Service Knowledge Reviewer"
PRODUCT = "Service Product Developer"
SAFETY = "Service Safety Officer"
HR = "HR Manager"
CUSTOMER = "Customer"
GUEST = "Guest"

# Customers use the portal, guests the pages of labels and surveys: neither has any right on a document type.
WITHOUT_RIGHTS = (CUSTOMER, GUEST)
ROLES = (
	*(SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR, PARTS, KNOWLEDGE, PRODUCT, SAFETY, HR),
	*WITHOUT_RIGHTS,
)

LETTERS = {
	"R": "read",
	"W": "write",
	"C": "create",
	"D": "delete",
	"S": "submit",
	"X": "cancel",
	"A": "amend",
}


class Group(NamedTuple):
	"""Document types with the same rights: by role the letters of what it may; roles that are not named may nothing."""

	title: str
	doctypes: tuple[str, ...]
	rights: dict[str, str]


class KeptApart(NamedTuple):
	"""What is sent and shown with the documents of a type and kept in another one, which fewer roles read."""

	doctype: str
	document: str
	what: str


class FieldGroup(NamedTuple):
	"""Fields of a document type that stand at one permission level, and who reads and writes them there.

	`opener`: whoever opens a document of the type fills them in, too.
	"""

	doctype: str
	level: int
	what: str
	fields: tuple[str, ...]
	rights: dict[str, str]
	opener: bool = True


class Action(NamedTuple):
	"""A workflow's action: from each of the states to `to`, for the roles.

	`when` gives by field the values that open it; `words` says the same to readers.
	"""

	states: tuple[str, ...]
	name: str
	to: str
	roles: tuple[str, ...]
	when: dict[str, tuple] | None = None
	words: str = ""


def _same(letters: str, *roles: str) -> dict[str, str]:
	return dict.fromkeys(roles, letters)


_KEPT_BY_MANAGERS = _same("RWCD", SYSTEM, MANAGER)
_KEPT_BY_HR = _same("RWCD", SYSTEM, MANAGER, HR)
_SERVICE_READS = _same("R", DISPATCHER, ENGINEER, AUDITOR)
_VIEWERS_READ = _same("R", PARTS, KNOWLEDGE)

GROUPS = (
	Group(
		"Tickets and visits",
		("Service Ticket", "Service Visit"),
		_KEPT_BY_MANAGERS | _same("RWC", DISPATCHER, ENGINEER) | _same("R", AUDITOR) | _VIEWERS_READ,
	),
	Group("Callers of tickets", ("Ticket Caller",), _same("RW", SYSTEM, MANAGER, DISPATCHER)),
	Group(
		"Evidence",
		("Service Evidence",),
		_same("RD", SYSTEM) | _same("R", MANAGER) | _SERVICE_READS | _VIEWERS_READ,
	),
	Group(
		"What the app notes about tickets",
		("SLA Clock", "SLA Event", "Ticket Handover", "Runbook Run"),
		_same("R", SYSTEM, MANAGER) | _SERVICE_READS | _VIEWERS_READ,
	),
	Group(
		"What was built into equipment, written by the app; a manager corrects the warranty",
		("Installed Part",),
		_same("RW", SYSTEM, MANAGER) | _same("R", DISPATCHER, ENGINEER, AUDITOR, PARTS),
	),
	Group(
		"Old parts on their way back",
		("Defective Part",),
		_same("RW", SYSTEM, MANAGER, PARTS) | _same("R", DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"Parts that tickets wait for, counts of vans and handovers between colleagues, written by the app",
		("Awaited Part", "Van Count", "Parts Handover"),
		_same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR, PARTS),
	),
	Group(
		"Parts of tickets against what is usual, written by the app",
		("Parts Comparison",),
		_same("R", SYSTEM, MANAGER, ENGINEER, AUDITOR),
	),
	Group(
		"Returns of defective parts to their suppliers",
		("Supplier Return",),
		_same("RWCD", SYSTEM, MANAGER, PARTS) | _same("R", AUDITOR),
	),
	Group(
		"Dispatch: what was decided, and what customers' visits suggest; an engineer is told their own marks",
		("Dispatch Decision", "Customer Preference Proposal"),
		_same("R", SYSTEM, MANAGER, DISPATCHER, AUDITOR),
	),
	Group("How candidates are ranked", ("Dispatch Profile",), _KEPT_BY_MANAGERS | _SERVICE_READS),
	Group(
		"Whom tickets were offered to, and who was lent; an engineer sees their own, a supervisor the team's",
		("Ticket Offer", "Pool Assignment"),
		_same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"What engineers' phones brought; an engineer sees their own, a supervisor the team's",
		("Field Act",),
		_same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"Regions and teams that share their engineers",
		("Engineer Pool",),
		_KEPT_BY_MANAGERS | _same("R", DISPATCHER, AUDITOR),
	),
	Group(
		"Tickets that are assigned together",
		("Bulk Assignment",),
		_same("RW", SYSTEM, MANAGER, DISPATCHER) | _same("R", AUDITOR),
	),
	Group(
		"Appointments that an absence breaks",
		("Broken Appointment",),
		_same("R", SYSTEM, MANAGER, DISPATCHER, AUDITOR),
	),
	Group(
		"What a company's customers see and do on the page of their ticket",
		("Customer Page Rules",),
		_KEPT_BY_MANAGERS | _same("R", DISPATCHER, AUDITOR),
	),
	Group(
		"Links to the page of one ticket; what opens them is not stored",
		("Ticket Link",),
		_same("R", SYSTEM, MANAGER, DISPATCHER, AUDITOR),
	),
	Group(
		"What customers answered to appointments",
		("Appointment Answer",),
		_same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"How customers want to be served",
		("Customer Service Profile",),
		_KEPT_BY_MANAGERS | _same("RWC", DISPATCHER) | _same("R", AUDITOR),
	),
	Group(
		"Requisitions of parts; an engineer sees their own, a supervisor the team's",
		("Parts Requisition",),
		_KEPT_BY_MANAGERS | _same("RWC", DISPATCHER, PARTS, ENGINEER) | _same("R", AUDITOR),
	),
	Group(
		"Vans of engineers, each their own",
		("Engineer Van",),
		_KEPT_BY_MANAGERS | _same("RWC", PARTS) | _SERVICE_READS,
	),
	Group(
		"Plans of the engineers' days",
		("Day Plan",),
		_KEPT_BY_MANAGERS | _same("RWC", DISPATCHER) | _same("R", AUDITOR),
	),
	Group("Where travel times come from", ("Travel Settings",), _same("RW", SYSTEM, MANAGER)),
	Group(
		"Push messages and remote guidance",
		("Push Settings", "Guidance Settings"),
		_same("RW", SYSTEM, MANAGER),
	),
	Group(
		"Calls by video to an expert, written by the app; those who take part see them, too",
		("Guidance Session",),
		_same("R", SYSTEM, MANAGER) | _SERVICE_READS,
	),
	Group("What services said of travel times", ("Travel Time",), _same("R", SYSTEM)),
	Group(
		"How parts are kept",
		("Spare Parts Settings",),
		_same("RW", SYSTEM, MANAGER) | _SERVICE_READS | _same("R", PARTS),
	),
	Group(
		"Surveys",
		("Service Survey",),
		_same("R", SYSTEM, ENGINEER, AUDITOR) | _same("RW", MANAGER, DISPATCHER),
	),
	Group(
		"Who is not asked any more",
		("Survey Unsubscription",),
		_same("RCD", SYSTEM, MANAGER) | _same("RC", DISPATCHER) | _same("R", AUDITOR),
	),
	Group(
		"What nobody reads but the app: secrets of links, and who voted",
		("Service Survey Link", "Suggestion Vote", "Knowledge Model", "Push Subscription"),
		{},
	),
	Group(
		"Callbacks",
		("Service Callback",),
		_same("RWD", SYSTEM, MANAGER) | _same("RW", DISPATCHER) | _same("R", ENGINEER, AUDITOR),
	),
	Group(
		"What surveys and callbacks ask",
		("Survey Reason", "Callback Script"),
		_KEPT_BY_MANAGERS | _SERVICE_READS,
	),
	Group(
		"Suggestions about products",
		("Product Suggestion",),
		_KEPT_BY_MANAGERS | _same("RWC", PRODUCT) | _same("RC", DISPATCHER, ENGINEER) | _same("R", AUDITOR),
	),
	Group(
		"The suggestion box of the staff",
		("Staff Suggestion",),
		_same("RW", SYSTEM, MANAGER, HR)
		| _same("R", DISPATCHER, ENGINEER, AUDITOR, PARTS, KNOWLEDGE, PRODUCT),
	),
	Group(
		"Complaints",
		("Service Complaint",),
		_KEPT_BY_MANAGERS | _same("RWC", DISPATCHER) | _same("R", AUDITOR),
	),
	Group(
		"Catalogue and priorities",
		(
			"Service Offering",
			"Delivery Class",
			"Service Runbook",
			"Service Priority",
			"Service Tier",
		),
		_KEPT_BY_MANAGERS | _SERVICE_READS | _VIEWERS_READ,
	),
	Group(
		"Categories of the catalogue",
		("Service Category",),
		_KEPT_BY_MANAGERS | _SERVICE_READS | _VIEWERS_READ | _same("R", SAFETY),
	),
	Group(
		"Releases and reviews of the catalogue",
		("Catalogue Release", "Catalogue Review"),
		_KEPT_BY_MANAGERS | _SERVICE_READS | _same("R", KNOWLEDGE),
	),
	Group(
		"Missing cases, written by the app; each engineer sees what they are asked for",
		("Knowledge Gap",),
		_same("RW", SYSTEM, MANAGER, KNOWLEDGE) | _same("R", ENGINEER, AUDITOR),
	),
	Group("What an engineer wants to be told of cases", ("Knowledge Reader",), _same("R", SYSTEM, ENGINEER)),
	Group(
		"Case reviews and what was agreed on in them; who takes part reads them",
		("Service Case Review", "Service Case Review Action"),
		_KEPT_BY_MANAGERS | _same("RWC", KNOWLEDGE) | _SERVICE_READS,
	),
	Group(
		"Service levels",
		("SLA Policy", "Service Calendar", "Priority Matrix", "Message Warning Rule"),
		_KEPT_BY_MANAGERS | _SERVICE_READS,
	),
	Group(
		"Engineers and teams",
		("Service Engineer", "Service Team"),
		_KEPT_BY_MANAGERS | _SERVICE_READS | _VIEWERS_READ | _same("R", HR, SAFETY),
	),
	Group(
		"Levels, skills and figures",
		("Engineer Level", "Service Skill", "KPI Definition", "KPI Scheme", "Performance Cycle"),
		_KEPT_BY_MANAGERS | _SERVICE_READS | _same("R", HR),
	),
	Group(
		"Duty",
		("On-call Duty",),
		_same("RWCD", SYSTEM, MANAGER, DISPATCHER) | _same("R", ENGINEER, AUDITOR),
	),
	Group(
		"Drafts of duty",
		("On Call Rotation",),
		_same("RWCD", SYSTEM, MANAGER, DISPATCHER) | _same("R", AUDITOR),
	),
	Group(
		"Results of people, written by the app",
		("Performance Appraisal", "Exam Attempt", "Score Snapshot"),
		_same("R", SYSTEM, MANAGER, HR, ENGINEER, AUDITOR),
	),
	Group(
		"What is conspicuous about scores",
		("Score Anomaly",),
		_same("RW", SYSTEM, MANAGER, HR) | _same("R", AUDITOR),
	),
	Group(
		"Violations and safety incidents; each sees their own and those of whom they supervise, nobody writes their own",
		("Service Violation",),
		_same("RWC", SYSTEM, MANAGER, HR) | _same("R", ENGINEER, AUDITOR),
	),
	Group(
		"Reviews of engineers; each sees their own and those of whom they supervise",
		("Appraisal Review",),
		_same("RW", SYSTEM, MANAGER, HR, ENGINEER) | _same("R", AUDITOR),
	),
	Group(
		"Ratings, interviews and appeals; of a rating by a colleague the engineer sees nothing",
		("Appraisal Rating", "Appraisal Interview", "Appraisal Appeal"),
		_same("RW", SYSTEM, MANAGER, HR, ENGINEER),
	),
	Group("Plans of interviews", ("Improvement Action",), _same("RWC", SYSTEM, MANAGER, HR, ENGINEER)),
	Group("Criteria of ratings", ("Appraisal Criterion",), _KEPT_BY_HR | _SERVICE_READS),
	Group(
		"Objectives, set by who supervises",
		("Service Objective",),
		_KEPT_BY_HR | _same("RWC", ENGINEER) | _same("R", AUDITOR),
	),
	Group(
		"Training, exams and certifications",
		(
			"Training Course",
			"Training Session",
			"Training Plan",
			"Training Assignment",
			"Service Exam",
			"Assessment Rubric",
		),
		_KEPT_BY_HR | _SERVICE_READS,
	),
	Group(
		"Kinds of certificates",
		("Service Certification",),
		_KEPT_BY_HR | _SERVICE_READS | _same("R", SAFETY),
	),
	Group("The bank of questions", ("Exam Question",), _KEPT_BY_HR),
	Group("Answers in exams", ("Exam Answer",), _same("R", SYSTEM, MANAGER, HR)),
	Group(
		"Practical assessments",
		("Practical Assessment",),
		_same("RWCDSXA", SYSTEM, MANAGER, HR) | _same("RWCS", ENGINEER) | _same("R", AUDITOR),
	),
	Group(
		"Certificates of engineers",
		("Engineer Certification",),
		_KEPT_BY_HR | _same("RWC", ENGINEER) | _same("R", DISPATCHER, AUDITOR),
	),
	Group(
		"Numbers and scans of certificates; an engineer has those of their own",
		("Certificate Document",),
		_same("RW", SYSTEM, MANAGER, HR, ENGINEER),
	),
	Group(
		"Reminders of certificates",
		("Certification Reminder",),
		_same("R", SYSTEM, MANAGER, HR, AUDITOR),
	),
	Group(
		"Promotions",
		("Promotion Proposal",),
		_KEPT_BY_MANAGERS | _same("RWC", HR) | _same("R", ENGINEER, AUDITOR),
	),
	Group(
		"Rules of rewards",
		("Reward Rule",),
		_KEPT_BY_MANAGERS | _same("RWC", HR) | _same("R", AUDITOR),
	),
	Group(
		"Lists of rewards and payments, written by the app",
		("Reward Run", "Reward Payment"),
		_same("R", SYSTEM, MANAGER, HR, AUDITOR),
	),
	Group(
		"Improvement plans; a supervisor writes those of the team, nobody their own",
		("Improvement Plan",),
		_KEPT_BY_MANAGERS | _same("RWC", HR) | _same("RW", ENGINEER) | _same("R", AUDITOR),
	),
	Group(
		"Points for promotion, written by the app",
		("Promotion Merit",),
		_same("R", SYSTEM, MANAGER, HR, ENGINEER, AUDITOR),
	),
	Group(
		"Awards",
		("Award",),
		_KEPT_BY_MANAGERS | _same("RWC", HR) | _same("R", DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"Rounds of awards, and who got one, written by the app",
		("Award Round", "Award Grant"),
		_same("R", SYSTEM, MANAGER, HR, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group("Figures and votes of candidates", ("Award Tally",), _same("R", SYSTEM, MANAGER, HR)),
	Group("That somebody has voted; not who, nor for whom", ("Award Ballot",), _same("R", SYSTEM)),
	Group("Who stays off the leaderboard", ("Leaderboard Choice",), _same("R", SYSTEM, ENGINEER)),
	Group(
		"Stories",
		("Service Story",),
		_KEPT_BY_MANAGERS | _same("RWC", DISPATCHER, ENGINEER) | _same("R", HR, AUDITOR, PARTS, KNOWLEDGE),
	),
	Group(
		"Cases",
		("Knowledge Case",),
		_KEPT_BY_MANAGERS
		| _same("RWC", DISPATCHER, ENGINEER, KNOWLEDGE)
		| _same("R", HR, AUDITOR, PARTS, PRODUCT),
	),
	Group(
		"Published versions of cases, written by the app",
		("Knowledge Case Version",),
		_same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, KNOWLEDGE, AUDITOR),
	),
	Group(
		"Reviewers' marks of cases",
		("Knowledge Review",),
		_KEPT_BY_MANAGERS | _same("RWC", KNOWLEDGE) | _same("R", DISPATCHER, ENGINEER, AUDITOR, HR),
	),
	Group(
		"Who used which case, and whether it helped, written by the app",
		("Knowledge Use",),
		_same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, KNOWLEDGE, AUDITOR, HR),
	),
	Group(
		"Protective equipment and kinds of work permits",
		("PPE List", "Work Permit Type"),
		_KEPT_BY_MANAGERS | _same("RWCD", SAFETY) | _SERVICE_READS,
	),
	Group(
		"Daily checks of protective equipment; an engineer has their own, a supervisor sees the team's",
		("PPE Check",),
		_same("R", SYSTEM, MANAGER, SAFETY, AUDITOR) | _same("RWC", ENGINEER),
	),
	Group(
		"Work permits; an engineer sees their own, whoever answers them those of the kind; once asked for, the app alone changes one",
		("Work Permit",),
		_same("RWC", MANAGER, SAFETY, ENGINEER) | _same("R", SYSTEM, DISPATCHER, AUDITOR),
	),
	Group(
		"Safety incidents; whoever reported one or has to do something about it sees that, a supervisor the team's; managers, safety officers and HR alone change one",
		("Safety Incident",),
		_same("RWC", MANAGER, SAFETY, HR, DISPATCHER, ENGINEER, PARTS) | _same("R", SYSTEM, AUDITOR),
	),
	Group("Injuries of safety incidents", ("Safety Incident Health",), _same("RWC", SAFETY, HR)),
	Group("Requests about personal data", ("Service Data Request",), _same("RWC", SYSTEM, MANAGER)),
	Group(
		"Settings",
		("Field Service Settings",),
		_same("RW", SYSTEM, MANAGER) | _same("R", DISPATCHER, AUDITOR),
	),
	Group("Webhooks and imports", ("Service Webhook", "Ticket Import"), _KEPT_BY_MANAGERS),
	Group(
		"Deliveries of webhooks", ("Webhook Delivery",), _same("RD", SYSTEM) | _same("R", MANAGER, AUDITOR)
	),
	Group("Refused rows of imports", ("Ticket Import Refusal",), _same("R", SYSTEM, MANAGER)),
	Group("What the app installed", ("Shipped Configuration",), _same("R", SYSTEM)),
	Group("What searches have to follow", ("Knowledge Change",), _same("R", SYSTEM)),
)

KEPT_APART = (
	KeptApart(
		"Service Ticket", "Ticket Caller", "the caller's name, telephone, e-mail, address and coordinates"
	),
	KeptApart("Engineer Certification", "Certificate Document", "number and scan of the certificate"),
)

_COORDINATORS_WRITE = _same("RW", SYSTEM, MANAGER, DISPATCHER) | _same("R", ENGINEER, AUDITOR) | _VIEWERS_READ
FIELD_GROUPS = (
	FieldGroup(
		"Service Ticket",
		0,
		"what the engineer finds and does",
		(
			"checklist",
			"fault_symptom",
			"fault_code",
			"fault_case",
			"fault_cause",
			"resolution_summary",
			"remaining_work",
			"return_reason",
			"parts_used",
			"no_parts_used",
		),
		_COORDINATORS_WRITE | _same("RW", ENGINEER),
	),
	FieldGroup(
		"Service Ticket",
		2,
		"what was agreed with the customer",
		(
			"naming_series",
			"subject",
			"description",
			"customer",
			"company",
			"region",
			"appointment_start",
			"appointment_end",
			"service_tier",
			"offering",
			"priority",
			"impact",
			"urgency",
			"serial_no",
			"item_code",
			"asset",
			"project",
			"source",
			"parent_ticket",
			"client_key",
			"cancel_reason",
			"callback_result",
		),
		_COORDINATORS_WRITE,
	),
	FieldGroup(
		"Service Ticket",
		3,
		"who works on it",
		("team", "engineer", "override_reason"),
		_COORDINATORS_WRITE,
		opener=False,
	),
	FieldGroup(
		"Score Snapshot",
		1,
		"each customer's answer behind a frozen score",
		("content",),
		_same("R", SYSTEM, MANAGER, HR, AUDITOR),
		opener=False,
	),
)

_M_D = (MANAGER, DISPATCHER)
_M_D_E = (MANAGER, DISPATCHER, ENGINEER)
_M_D_C = (MANAGER, DISPATCHER, CUSTOMER)
_S_M = (SYSTEM, MANAGER)
_M_HR = (MANAGER, HR)

_CUSTOMER, _PARTS = "Waiting for Customer", "Waiting for Parts"
_AT_IT = ("Accepted", "Preparing", "On Site", "Working")
_WAITING = (_CUSTOMER, _PARTS)
_SIGNED_AT = "2026-03-02 10:00:00"

TICKET_ACTIONS = (
	Action(("Received", "Reopened"), "Triage", "Triaged", _M_D),
	Action(("Triaged", "Reopened"), "Dispatch", "Dispatched", _M_D),
	Action(("Dispatched",), "Accept", "Accepted", (ENGINEER,)),
	Action(("Accepted",), "Prepare", "Preparing", (ENGINEER,)),
	Action(("Accepted", "Preparing"), "Travel", "Travelling", (ENGINEER,)),
	Action(("Accepted", "Preparing", "Travelling"), "Arrive", "On Site", (ENGINEER,)),
	Action(("On Site",), "Start Work", "Working", (ENGINEER,)),
	Action(("On Site", "Working"), "Carry Forward", "Accepted", _M_D_E),
	Action(("On Site", "Working"), "Complete", "Done", (ENGINEER,)),
	Action(("Dispatched", *_AT_IT, "Travelling"), "Return", "Triaged", _M_D_E),
	Action(("Received", "Triaged"), "Wait for Customer", _CUSTOMER, _M_D),
	Action((*_AT_IT, _PARTS), "Wait for Customer", _CUSTOMER, _M_D_E),
	Action(("Triaged",), "Wait for Parts", _PARTS, _M_D),
	Action((*_AT_IT, _CUSTOMER), "Wait for Parts", _PARTS, _M_D_E),
	Action(
		_WAITING,
		"Resume",
		"Triaged",
		_M_D,
		{"waiting_from": (None, "Received", "Triaged", "Reopened")},
		"where no engineer had accepted it",
	),
	Action(
		_WAITING,
		"Resume",
		"Accepted",
		_M_D_E,
		{"waiting_from": ("Accepted", "Preparing")},
		"where the engineer was not there yet",
	),
	Action(
		_WAITING,
		"Resume",
		"On Site",
		_M_D_E,
		{"waiting_from": ("On Site", "Working")},
		"where the engineer was there",
	),
	Action(("Done",), "Confirm", "Confirmed", _M_D_C),
	Action(
		("Done",),
		"Confirm",
		"Confirmed",
		(ENGINEER,),
		{"signed_at": (_SIGNED_AT,)},
		"where the customer has signed",
	),
	Action(("Done", "Confirmed"), "Verify", "Verified", (MANAGER, ENGINEER)),
	Action(("Verified",), "Close", "Closed", _M_D),
	Action(("Done", "Confirmed", "Verified", "Closed"), "Reopen", "Reopened", _M_D_C),
	Action(("Received", "Triaged"), "Cancel", "Cancelled", _M_D_C),
	Action(("Dispatched", "Accepted", "Preparing", *_WAITING, "Reopened"), "Cancel", "Cancelled", _M_D),
)
RELEASE_ACTIONS = (
	Action(("Draft",), "Submit for Review", "In Review", _S_M),
	Action(("In Review",), "Return to Draft", "Draft", _S_M),
	Action(("In Review",), "Publish", "Published", _S_M),
	Action(("Published",), "Retire", "Retired", _S_M),
)
PROMOTION_ACTIONS = (
	Action(("Proposed",), "Submit for Review", "In Review", _M_HR),
	Action(("In Review",), "Approve", "Approved", (MANAGER,)),
	Action(("In Review",), "Reject", "Rejected", (MANAGER,)),
	Action(("Proposed", "In Review"), "Withdraw", "Withdrawn", _M_HR),
)
# The review of the one who has the role Service Engineer, or one that they supervise.
_ENGINEERS_USER = "only.service.engineer@example.com"
_OWN = {"engineer_user": (_ENGINEERS_USER,)}
_SUPERVISING = {"supervisor": (_ENGINEERS_USER,)}
_UNSUPERVISED = {"supervisor": (None,)}
REVIEW_ACTIONS = (
	Action(
		("Self-assessment",),
		"Hand In Self-assessment",
		"Supervisor Rating",
		(ENGINEER,),
		_OWN,
		"of their own review",
	),
	Action(
		("Supervisor Rating",), "Hand In Rating", "HR Review", (ENGINEER,), _SUPERVISING, "as the supervisor"
	),
	Action(
		("Supervisor Rating",),
		"Hand In Rating",
		"HR Review",
		_M_HR,
		_UNSUPERVISED,
		"where there is no supervisor",
	),
	Action(("HR Review",), "Pass to Interview", "Appraisal Interview", _M_HR),
	Action(("HR Review",), "Return to Supervisor", "Supervisor Rating", _M_HR),
	Action(
		("Appraisal Interview",),
		"Interview Held",
		"To Confirm",
		(ENGINEER,),
		_SUPERVISING,
		"as the supervisor",
	),
	Action(
		("Appraisal Interview",),
		"Interview Held",
		"To Confirm",
		_M_HR,
		_UNSUPERVISED,
		"where there is no supervisor",
	),
	Action(("To Confirm",), "Confirm", "Confirmed", (ENGINEER,), _OWN, "of their own review"),
	Action(("To Confirm",), "Appeal", "Appealed", (ENGINEER,), _OWN, "of their own review"),
	Action(("Appealed",), "Decide Appeal", "Appeal Decided", _M_HR),
)
STORY_ACTIONS = (
	Action(("Draft",), "Submit for Review", "In Review", (MANAGER, DISPATCHER, ENGINEER)),
	Action(("In Review",), "Return to Draft", "Draft", (MANAGER,)),
	Action(("In Review",), "Publish", "Published", (MANAGER,)),
	Action(("In Review", "Published"), "Withdraw", "Withdrawn", (MANAGER,)),
)
_M_P = (MANAGER, PRODUCT)
SUGGESTION_ACTIONS = (
	Action(("Suggested",), "Review", "In Review", _M_P),
	Action(("Suggested", "In Review"), "Plan", "Planned", _M_P),
	Action(("Planned",), "Implement", "Implemented", _M_P),
	Action(("Suggested", "In Review", "Planned"), "Decline", "Declined", _M_P),
	Action(("Declined",), "Take Up Again", "In Review", _M_P),
)
_ASKS_FOR_PARTS = (MANAGER, DISPATCHER, ENGINEER, PARTS)
_BY_OTHERS = {"owner": (None,)}
REQUISITION_ACTIONS = (
	Action(("Draft",), "Request", "Waiting for Approval", _ASKS_FOR_PARTS),
	Action(("Waiting for Approval",), "Approve", "Approved", (MANAGER,)),
	Action(
		("Waiting for Approval",), "Approve", "Approved", (ENGINEER,), _BY_OTHERS, "of others, with the right"
	),
	Action(("Waiting for Approval",), "Reject", "Rejected", (MANAGER,)),
	Action(
		("Waiting for Approval",), "Reject", "Rejected", (ENGINEER,), _BY_OTHERS, "of others, with the right"
	),
	Action(("Draft", "Waiting for Approval", "Approved"), "Cancel", "Cancelled", _ASKS_FOR_PARTS),
)
_M_K = (MANAGER, KNOWLEDGE)
_WRITTEN_BY_OTHERS = {"author_user": (None,)}
_WRITTEN_BY_THEM = {"author_user": (_ENGINEERS_USER,)}
CASE_ACTIONS = (
	Action(("Draft",), "Submit for Review", "In Review", (MANAGER, DISPATCHER, ENGINEER, KNOWLEDGE)),
	Action(("In Review",), "Publish", "Published", (KNOWLEDGE,)),
	Action(("In Review",), "Return to Draft", "Draft", _M_K),
	Action(("In Review",), "Return to Draft", "Draft", (ENGINEER,), _WRITTEN_BY_THEM, "of their own cases"),
	Action(("Published",), "Revise", "Draft", _M_K),
	Action(("Draft", "Published"), "Retire", "Retired", _M_K),
	Action(("Retired",), "Take Up Again", "Draft", _M_K),
)
WORKFLOWS = {
	"Service Ticket": TICKET_ACTIONS,
	"Catalogue Release": RELEASE_ACTIONS,
	"Promotion Proposal": PROMOTION_ACTIONS,
	"Appraisal Review": REVIEW_ACTIONS,
	"Service Story": STORY_ACTIONS,
	"Product Suggestion": SUGGESTION_ACTIONS,
	"Parts Requisition": REQUISITION_ACTIONS,
	"Knowledge Case": CASE_ACTIONS,
}

# By document type and state, the values of the fields on which the actions from there depend, one after the other.
_WAITING_FROM = [
	{"waiting_from": state}
	for state in (None, *{state: None for action in TICKET_ACTIONS for state in (*action.states, action.to)})
]
_REVIEWS = [
	{"engineer_user": _ENGINEERS_USER, "supervisor": None},
	{"engineer_user": None, "supervisor": _ENGINEERS_USER},
]
SITUATIONS = {
	"Service Ticket": {
		**dict.fromkeys(_WAITING, _WAITING_FROM),
		"Done": [{"signed_at": None}, {"signed_at": _SIGNED_AT}],
	},
	"Parts Requisition": {"Waiting for Approval": [{"owner": None}, {"owner": _ENGINEERS_USER}]},
	"Knowledge Case": {"In Review": [{"author_user": None}, {"author_user": _ENGINEERS_USER}]},
	"Appraisal Review": dict.fromkeys(
		("Self-assessment", "Supervisor Rating", "Appraisal Interview", "To Confirm"), _REVIEWS
	),
}

LEVELS = ("Junior", "Intermediate", "Senior")
# By right, the levels that have it when the app is installed (D1, D2).
LEVEL_RIGHTS = {
	"Issue Warranty Document": {"Intermediate", "Senior"},
	"Transfer Spare Parts": {"Senior"},
	"Contact Head Office Support": {"Senior"},
	"Approve Closing": {"Senior"},
	"Raise Escalation": {"Intermediate", "Senior"},
	"Work on Every Offering": {"Intermediate", "Senior"},
	"Assess Others": {"Senior"},
	"Override Coverage": set(),
}


def rights_of(role: str, doctype: str) -> str:
	"""The letters of what `role` may do with `doctype`."""
	return next(group.rights.get(role, "") for group in GROUPS if doctype in group.doctypes)


def doctypes() -> list[str]:
	"""Every document type of the table, once for each time it stands there."""
	return [doctype for group in GROUPS for doctype in group.doctypes]


def states_of(doctype: str) -> list[str]:
	"""The states that the workflow's actions name."""
	named = {}
	for action in WORKFLOWS[doctype]:
		named.update(dict.fromkeys((*action.states, action.to)))
	return list(named)


def open_to(role: str, doctype: str, state: str, values: dict) -> set[tuple[str, str]]:
	"""The actions, each with the state it leads to, that `role` may take from `state` where a document has `values`."""
	return {
		(action.name, action.to)
		for action in WORKFLOWS[doctype]
		if state in action.states
		and role in action.roles
		and all(values.get(field) in allowed for field, allowed in (action.when or {}).items())
	}
