"""The shapes of ServiceNow's incident exports (C2).

- CSV of a list: columns by name (short_description) or by label (Short description), values as they are displayed.
- JSON of a list, {"records": [...]}: raw values, displayed ones, or both, where 'dv_' stands before the displayed one.
- JSON of the Table API, {"result": [...]}: values, or objects of display_value and value or link.

A raw time is in UTC, a displayed one in the time zone and format of the user who made the export. How comments and work
notes read is known in servicenow_journal.
"""

from fsm_app.import_formats import servicenow_journal as journal
from fsm_app.import_formats.export_cell import text_of
from fsm_app.import_formats.export_file import ExportFile, Row
from fsm_app.import_formats.exported_ticket import (
	ExportedTicket,
	FieldError,
	Message,
	Reading,
	as_html,
	plain,
	subject_of,
)

ID = "number"
IDS = ("number",)
SUBJECTS = ("short_description",)
STATES = ("state", "incident_state")
OPENED = ("opened_at", "opened", "sys_created_on", "created")
REQUIRED = (IDS, SUBJECTS, STATES, OPENED)
CALLERS = ("caller_id", "caller", "opened_by")
CALLER_EMAILS = ("caller_id_email", "caller_email")
COMPANIES = ("company", "caller_id_company", "caller_company", "account", "customer")
ASSIGNEES = ("assigned_to",)
ASSIGNEE_EMAILS = ("assigned_to_email",)
RESOLVED = ("resolved_at", "resolved")
CLOSED = ("closed_at", "closed")
CATEGORIES = ("subcategory", "category", "assignment_group")
# For a ticket without a subject.
CATEGORY = ("category", "subcategory", "assignment_group")
UPDATED = ("sys_updated_on", "updated")
# The columns whose dates tell in which order the file writes day and month.
DATES = (*OPENED, *RESOLVED, *CLOSED, *UPDATED)
KNOWN = frozenset(
	name
	for names in (
		*REQUIRED, CALLERS, COMPANIES, ASSIGNEES, RESOLVED, CLOSED, CATEGORIES, journal.COLUMNS,
		("priority", "description", "sys_id", "updated", "sys_updated_on", "updated_by", "impact", "urgency"),
	)
	for name in names
)  # fmt: skip

# An incident's choices as they are shipped; an export of raw values has the numbers alone.
STATE_NAMES = {
	"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled",
}  # fmt: skip
PRIORITY_NAMES = {
	"1": "1 - Critical", "2": "2 - High", "3": "3 - Moderate", "4": "4 - Low", "5": "5 - Planning",
}  # fmt: skip


def beside(file: ExportFile) -> None:
	"""Nothing stands beside the records."""


def id_of(values: dict) -> str:
	"""The incident's number, empty where the row has none."""
	return _Cells(values).text(IDS)


def read(row: Row, reading: Reading, beside: None) -> ExportedTicket:
	"""The ticket of a row. Raises FieldError."""
	cells = _Cells(row.values)
	number, state = cells.text(IDS), cells.text(STATES)
	if not number:
		raise FieldError("number: missing")
	if not state:
		raise FieldError("state: missing")
	opened_at = cells.moment(OPENED, reading)
	if not opened_at:
		raise FieldError("opened_at: missing")
	caller, description, priority = (
		cells.text(CALLERS),
		cells.text(("description",)),
		cells.text(("priority",)),
	)
	done_at, closed_at = cells.moment(RESOLVED, reading), cells.moment(CLOSED, reading)
	return ExportedTicket(
		number=row.number,
		line=row.line,
		values=row.values,
		external_id=number,
		subject=subject_of(cells.text(SUBJECTS), cells.text(CATEGORY), number, description),
		description=as_html(description),
		requester=caller,
		requester_email=cells.text(CALLER_EMAILS),
		organisation=cells.text(COMPANIES),
		priority=PRIORITY_NAMES.get(priority, priority),
		state=STATE_NAMES.get(state, state),
		categories=list(filter(None, (cells.text((name,)) for name in CATEGORIES))),
		assignee=cells.text(ASSIGNEES),
		assignee_email=cells.text(ASSIGNEE_EMAILS),
		opened_at=opened_at,
		done_at=done_at or closed_at,
		closed_at=closed_at,
		messages=_messages(cells, reading, caller),
	)


class _Cells:
	"""A row's values by the plain names of their columns, displayed ones before raw ones."""

	def __init__(self, values: dict):
		self.values = {plain(key): value for key, value in values.items()}

	def text(self, names: tuple[str, ...]) -> str:
		return next((text for name in names if (text := self._shown(name))), "")

	def moment(self, names: tuple[str, ...], reading: Reading):
		"""The time in the first of these columns that is not empty; the raw one where both are there."""
		for name in names:
			value = self.values.get(name)
			raw = f"dv_{name}" in self.values
			if isinstance(value, dict):
				raw = bool(value.get("value"))
				value = value.get("value") or value.get("display_value")
			if text := text_of(value):
				return reading.moment(name, text, raw)
		return None

	def _shown(self, name: str) -> str:
		value = self.values.get(f"dv_{name}") or self.values.get(name)
		if isinstance(value, dict):
			value = value.get("display_value") or value.get("value")
		return text_of(value)


def _messages(cells: _Cells, reading: Reading, caller: str) -> list[Message]:
	"""The entries of the journals in the order of time, each once."""
	texts = {name: cells.text((name,)) for name in journal.COLUMNS}
	entries = journal.entries_of(texts, reading.is_moment, reading.seen_labels)
	reading.labels.update(journal.labels_taken(entries))
	messages = [
		Message(
			at=reading.moment(entry.column, entry.moment),
			author=entry.author,
			author_email="",
			from_customer=bool(caller) and entry.author == caller,
			public=entry.public,
			content=as_html(entry.body),
		)
		for entry in entries
	]
	return sorted(messages, key=lambda message: journal.in_order(message.at, reading.now))
