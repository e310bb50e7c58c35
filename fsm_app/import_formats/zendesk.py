"""The shapes of Zendesk's ticket exports (C2).

- JSON of the account's export: one ticket a line, with requester, assignee, group, organization and comments as objects.
- JSON of the incremental and list APIs: {"tickets": [...]} with ids, and users, organizations, groups and metric_sets beside
  it where they were side-loaded.
- CSV of the account's export and of a view, with labels such as 'Requester email' and 'Solved at'. It has no messages.

Times of JSON are ISO 8601 in UTC, those of CSV in the account's time zone.
"""

from fsm_app.import_formats.export_cell import body_of, text_of
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

ID = "id"
IDS = ("id", "ticket_id", "#")
SUBJECTS = ("subject", "ticket_subject", "raw_subject")
STATES = ("status", "ticket_status")
OPENED = ("created_at", "requested", "created", "ticket_created", "request_date")
# Each group: one of these columns has to be there.
REQUIRED = (IDS, SUBJECTS, STATES, OPENED)
REQUESTERS = ("requester", "requester_name")
REQUESTER_EMAILS = ("requester_email",)
ORGANISATIONS = ("organization", "organization_name", "requester_organization")
ASSIGNEES = ("assignee", "assignee_name")
ASSIGNEE_EMAILS = ("assignee_email",)
GROUPS = ("group", "assignee_group", "group_name")
TYPES = ("type", "ticket_type")
SOLVED = ("solved_at", "solved", "ticket_solved")
UPDATED = ("updated_at", "updated")
# The columns whose dates tell in which order the file writes day and month.
DATES = (*OPENED, *SOLVED, *UPDATED)
KNOWN = frozenset(
	name
	for names in (
		*REQUIRED,
		REQUESTERS,
		REQUESTER_EMAILS,
		ORGANISATIONS,
		ASSIGNEES,
		GROUPS,
		TYPES,
		SOLVED,
		UPDATED,
	)
	for name in (*names, "priority", "tags", "via", "description", "satisfaction_score")
)

# A description of fewer characters is not taken for the beginning of a comment.
CUT_AT_LEAST = 20

Beside = dict[str, dict]


def beside(file: ExportFile) -> Beside:
	"""The users, organizations, groups and metric sets of the file, by id."""
	return file.beside()


def id_of(values: dict) -> str:
	"""The ticket's id, empty where the row has none."""
	return text_of(_first({plain(key): value for key, value in values.items()}, IDS))


def read(row: Row, reading: Reading, beside: Beside) -> ExportedTicket:
	"""The ticket of a row. Raises FieldError."""
	values = {plain(key): value for key, value in row.values.items()}
	ticket_id = text_of(_first(values, IDS))
	if not ticket_id:
		raise FieldError("id: missing")
	state = text_of(_first(values, STATES)).lower()
	if not state:
		raise FieldError("status: missing")
	opened_at = reading.moment("created_at", _first(values, OPENED))
	if not opened_at:
		raise FieldError("created_at: missing")
	requester = _person(values, "requester", REQUESTERS, REQUESTER_EMAILS, beside)
	assignee = _person(values, "assignee", ASSIGNEES, ASSIGNEE_EMAILS, beside)
	description = body_of(values.get("description"))
	if _is_internal(values, description):
		# Its first comment is an internal note, and the description repeats it.
		description = ""
	categories = [
		_name(values, "group", GROUPS, beside.get("groups", {})),
		text_of(_first(values, TYPES)),
	]
	metrics = values.get("metric_set") or beside.get("metric_sets", {}).get(values.get("id")) or {}
	done_at = reading.moment("solved_at", metrics.get("solved_at") or _first(values, SOLVED))
	closed_at = reading.moment("updated_at", _first(values, UPDATED)) if state == "closed" else None
	return ExportedTicket(
		number=row.number,
		line=row.line,
		values=row.values,
		external_id=ticket_id,
		subject=subject_of(
			text_of(_first(values, SUBJECTS)),
			next(filter(None, categories), "") or "Zendesk",
			ticket_id,
			description,
		),
		description=as_html(description),
		requester=requester[0],
		requester_email=requester[1],
		organisation=_name(values, "organization", ORGANISATIONS, beside.get("organizations", {})),
		priority=text_of(values.get("priority")).lower().strip("-"),
		state=state,
		categories=list(filter(None, categories)),
		tags=_tags(values.get("tags")),
		assignee=assignee[0],
		assignee_email=assignee[1],
		opened_at=opened_at,
		# A ticket is closed some days after it was solved; its last update is the nearest that an export says.
		done_at=done_at or closed_at,
		closed_at=max(done_at, closed_at) if done_at and closed_at else closed_at,
		messages=_messages(values, reading, beside, description),
	)


def _messages(values: dict, reading: Reading, beside: Beside, description: str) -> list[Message]:
	messages = []
	comments = values.get("comments") or []
	if not isinstance(comments, list):
		raise FieldError("comments: not a list")
	requester_id = _id(values.get("requester_id") or _inside(values.get("requester"), "id"))
	agents = {
		_id(values.get("assignee_id") or _inside(values.get("assignee"), "id")),
		_id(_inside(values.get("submitter"), "id")),
	}
	for index, comment in enumerate(comments, 1):
		column = f"comments[{index}]"
		if not isinstance(comment, dict):
			raise FieldError(f"{column}: not an object")
		body = body_of(comment.get("plain_body") or comment.get("body"))
		attached = _attachments(comment)
		# A ticket's first comment is its description again.
		if index == 1 and description and body.strip() == description.strip() and not attached:
			continue
		author_id = _id(comment.get("author_id") or _inside(comment.get("author"), "id"))
		author = comment.get("author") if isinstance(comment.get("author"), dict) else None
		author = author or _known_person(values, author_id) or _user(beside, author_id) or {}
		is_customer = author_id == requester_id or (
			author.get("role") == "end-user" and author_id not in agents
		)
		messages.append(
			Message(
				at=reading.moment(f"{column}.created_at", comment.get("created_at")),
				author=text_of(author.get("name")),
				author_email=text_of(author.get("email")),
				from_customer=bool(is_customer and author_id),
				public=_is_public(comment),
				content=(body_of(comment.get("html_body")) or as_html(body)) + attached,
			)
		)
	return messages


def _is_public(comment: dict) -> bool:
	"""Whether the customer has seen the comment: only where it says so."""
	return comment.get("public") is True or str(comment.get("public")).strip().casefold() in ("true", "1")


def _is_internal(values: dict, description: str) -> bool:
	"""Whether the description repeats a note that the customer has not seen, as in a ticket that an agent opened."""
	comments = values.get("comments")
	first = comments[0] if isinstance(comments, list) and comments else None
	if isinstance(first, dict):
		text, repeated = (
			" ".join(words.split())
			for words in (body_of(first.get("plain_body") or first.get("body")), description)
		)
		# Tools cut descriptions off.
		same = text == repeated or (len(repeated) >= CUT_AT_LEAST and text.startswith(repeated.rstrip(".… ")))
		return not _is_public(first) and same
	return values.get("is_public") is False


def _attachments(comment: dict) -> str:
	"""Where the files of a comment lie, as text: they are not fetched."""
	rows = [item for item in comment.get("attachments") or [] if isinstance(item, dict)]
	return "".join(
		f"<br>{as_html(text_of(row.get('file_name')))}: {as_html(text_of(row.get('content_url')))}"
		for row in rows
	)


def _known_person(values: dict, person_id) -> dict | None:
	people = (values.get(key) for key in ("requester", "assignee", "submitter"))
	return next(
		(p for p in people if isinstance(p, dict) and person_id and _id(p.get("id")) == person_id), None
	)


def _person(values: dict, key: str, names: tuple, emails: tuple, beside: Beside) -> tuple[str, str]:
	"""Name and e-mail, from an object, from plain columns, or from the users beside."""
	person = values.get(key)
	if not isinstance(person, dict):
		person = beside.get("users", {}).get(values.get(f"{key}_id")) or {}
	name = text_of(person.get("name")) or _plain_cell(_first(values, names))
	return name, text_of(person.get("email")) or _plain_cell(_first(values, emails))


def _name(values: dict, key: str, names: tuple, beside: dict) -> str:
	item = values.get(key)
	if not isinstance(item, dict):
		item = beside.get(values.get(f"{key}_id")) or {}
	return text_of(item.get("name")) or _plain_cell(_first(values, names))


def _tags(value) -> list[str]:
	if isinstance(value, list):
		return [text_of(tag) for tag in value if text_of(tag)]
	return text_of(value).replace(",", " ").split()


def _plain_cell(value) -> str:
	return "" if isinstance(value, dict) else text_of(value)


def _id(value) -> str:
	"""An id as text: some tools write numbers as text."""
	return "" if value is None else str(value).strip()


def _user(beside: Beside, person_id: str) -> dict | None:
	users = beside.get("users", {})
	return users.get(person_id) or (users.get(int(person_id)) if person_id.isdecimal() else None)


def _inside(value, key: str):
	return value.get(key) if isinstance(value, dict) else None


def _first(values: dict, names: tuple[str, ...]):
	return next((values[name] for name in names if _says_something(values.get(name))), None)


def _says_something(value) -> bool:
	return bool(value) if isinstance(value, dict | list) else text_of(value) != ""
