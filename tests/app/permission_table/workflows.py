"""Who may take which action of a workflow, and from where to where."""

from tests.app.permission_table.kinds import (
	CUSTOMER,
	DISPATCHER,
	ENGINEER,
	HR,
	KNOWLEDGE,
	MANAGER,
	PARTS,
	PRODUCT,
	SYSTEM,
	Action,
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
