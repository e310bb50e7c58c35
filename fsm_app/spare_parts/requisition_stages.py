"""What a requisition of parts may be, and how far it has come (F1)."""

REQUISITION, ROW = "Parts Requisition", "Parts Requisition Item"
FOR_TICKET, VAN_REFILL, RETURN = KINDS = ("Ticket", "Van Refill", "Return")
DRAFT, WAITING, APPROVED, REJECTED, CANCELLED = STAGES = (
	"Draft",
	"Waiting for Approval",
	"Approved",
	"Rejected",
	"Cancelled",
)
# Nobody has asked for its parts any more, or they were not given.
ENDED = frozenset({REJECTED, CANCELLED})
TO_SEND, ON_ITS_WAY, RECEIVED = "To Send", "On Its Way", "Received"
