"""The stages of a Service Ticket: the fixed meanings behind the states of its workflow, and what they have in common (C1)."""

RECEIVED = "Received"
TRIAGED = "Triaged"
DISPATCHED = "Dispatched"
ACCEPTED = "Accepted"
PREPARING = "Preparing"
TRAVELLING = "Travelling"
ON_SITE = "On Site"
WORKING = "Working"
WAITING_FOR_CUSTOMER = "Waiting for Customer"
WAITING_FOR_PARTS = "Waiting for Parts"
DONE = "Done"
CONFIRMED = "Confirmed"
VERIFIED = "Verified"
CLOSED = "Closed"
REOPENED = "Reopened"
CANCELLED = "Cancelled"

STAGES = (
	RECEIVED,
	TRIAGED,
	DISPATCHED,
	ACCEPTED,
	PREPARING,
	TRAVELLING,
	ON_SITE,
	WORKING,
	WAITING_FOR_CUSTOMER,
	WAITING_FOR_PARTS,
	DONE,
	CONFIRMED,
	VERIFIED,
	CLOSED,
	REOPENED,
	CANCELLED,
)

WAITING = frozenset({WAITING_FOR_CUSTOMER, WAITING_FOR_PARTS})
AT_WORK = frozenset({ON_SITE, WORKING})
# Assigned and not held up.
UNDER_WAY = frozenset({DISPATCHED, ACCEPTED, PREPARING, TRAVELLING}) | AT_WORK
# Stages in which a ticket takes up an engineer's time.
WITH_ENGINEER = UNDER_WAY | WAITING
FINISHED = frozenset({DONE, CONFIRMED, VERIFIED, CLOSED})
ENDED = frozenset({CLOSED, CANCELLED})
# The way of a ticket to its end; it stands aside while it waits, and leaves the way when it is reopened or cancelled.
MAIN_LINE = tuple(stage for stage in STAGES if stage not in WAITING | {REOPENED, CANCELLED})
# What an offering asks for, it asks for before one of these is left forward (C4).
GATED_STAGES = MAIN_LINE[:-1]

TICKET = "Service Ticket"
