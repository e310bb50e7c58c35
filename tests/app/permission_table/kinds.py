"""The roles, what a row of the permission table says, and rights that come again and again."""

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


def same(letters: str, *roles: str) -> dict[str, str]:
	"""The same rights for several roles."""
	return dict.fromkeys(roles, letters)


KEPT_BY_MANAGERS = same("RWCD", SYSTEM, MANAGER)
KEPT_BY_HR = same("RWCD", SYSTEM, MANAGER, HR)
SERVICE_READS = same("R", DISPATCHER, ENGINEER, AUDITOR)
VIEWERS_READ = same("R", PARTS, KNOWLEDGE)
