"""Importing another help desk's ticket export in the background (C2).

The records are taken in the file's order, some at a time: each batch locks the import, takes its records, counts them and
commits, all in one transaction. So an import that is killed goes on where its last commit was, and two runs at once share
the work. A ticket carries its number there in client_key, so that the same ticket never comes in twice, whichever file
it comes in; one that is here already is left as it is.

Nobody is told anything: what is imported is past.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice

import frappe
from frappe import _
from frappe.utils import get_datetime, strip_html

from fsm_app.common.clock import now
from fsm_app.common.due_documents import CONFLICTS, MAX_CONFLICTS
from fsm_app.engine.stages import TICKET
from fsm_app.import_formats.exported_ticket import ExportedTicket, Faulty
from fsm_app.intake.ticket_import import reading, refusals
from fsm_app.intake.ticket_import.file import check_file, content_hash, open_export_of, path_of
from fsm_app.intake.ticket_import.mapping import TARGETS, Masters, NotTaken, Values, propose
from fsm_app.intake.ticket_import.tickets import plan, take
from fsm_app.service_desk.ticket_notices import nobody_is_told

IMPORT = "Ticket Import"
# Whoever opens a ticket meanwhile waits for the next number until a batch is committed.
BATCH = 20
PREVIEWED = 20
TIMEOUT = 6 * 3600
# A run that has not committed for so long was killed.
SILENCE = timedelta(minutes=3)
# The replay of a service log has its own tickets; an incident that it brought is there already.
KEYS = {"Zendesk": ("zendesk-export:",), "ServiceNow": ("servicenow-export:", "servicenow:")}
COUNTS = ("taken", "skipped", "left_out", "refused")
OWN_FIELDS = (
	"status", "total", "position", *COUNTS, "started_at", "finished_at", "error", "content_hash", "file_kind",
	"file_columns", "attempt", "worked_at", "reading",
)  # fmt: skip

Progress = Callable[[int, int], None]


class ImportIsRunning(frappe.ValidationError):
	"""What must not be done to an import while it runs."""


class ValueTwice(frappe.ValidationError):
	"""A table that says twice what one value is here."""


@dataclass
class Batch:
	"""What became of some records."""

	counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
	refused: list[tuple[ExportedTicket | Faulty, str]] = field(default_factory=list)

	def refuse(self, record: ExportedTicket | Faulty, reason: str) -> None:
		self.refused.append((record, reason))
		self.counts["refused"] += 1


def validate(ticket_import) -> None:
	"""Before saving: refuse an unknown time zone, a public file, a value twice, and any change while it runs."""
	before = ticket_import.get_doc_before_save()
	if not ticket_import.flags.written_by_app:
		if before and before.status == "Running":
			frappe.throw(_("{0} is running. Pause it first.").format(ticket_import.name), ImportIsRunning)
		fresh = frappe._dict(dict.fromkeys(OWN_FIELDS), status="Draft")
		ticket_import.update({name: (before or fresh).get(name) for name in OWN_FIELDS})
	reading.validate(ticket_import)
	if not before or before.file != ticket_import.file:
		check_file(ticket_import)
	for table in TARGETS:
		seen: dict[str, int] = {}
		for row in ticket_import.get(table):
			first = seen.setdefault(row.value.casefold(), row.idx)
			if first != row.idx:
				frappe.throw(
					_("{0}, row {1}: {2} stands in row {3} already. Delete one of the rows.").format(
						_(ticket_import.meta.get_label(table), context="Ticket Import"),
						row.idx,
						row.value,
						first,
					),
					ValueTwice,
				)


def refuse_while_running(ticket_import) -> None:
	"""Before deleting."""
	if ticket_import.status == "Running":
		frappe.throw(_("{0} is running. Pause it first.").format(ticket_import.name), ImportIsRunning)


def prepare(ticket_import, progress: Progress | None = None) -> dict:
	"""Read the whole file without taking anything: fills the tables with its values and counts its records.

	Returns `reading` (sentences about how the file was read), `samples` (of its text, by encoding), `rows` (the first
	PREVIEWED tickets as they would be taken), `faulty` (the first rows that cannot be read),
	`faulty_count`, `total`, and `unassigned` (the values without a record here, by table). Raises ImportFileError.
	"""
	refuse_while_running(ticket_import)
	export = open_export_of(ticket_import)
	values, first, faulty, faulty_count, total = Values(), [], [], 0, 0
	for record in export.tickets():
		total += 1
		if isinstance(record, Faulty):
			faulty_count += 1
			faulty = [*faulty, record] if len(faulty) < PREVIEWED else faulty
			continue
		values.count(record)
		if len(first) < PREVIEWED:
			first.append(record)
		if progress and total % 1000 == 0:
			progress(total, total)
	propose(ticket_import, values)
	said = reading.said_of(export, ticket_import)
	digest = content_hash(path_of(ticket_import.file))
	if digest != ticket_import.content_hash:
		_begin_anew(ticket_import)
	ticket_import.update(
		{
			"content_hash": digest,
			"total": total,
			"file_kind": export.file.kind,
			"file_columns": frappe.as_json(export.file.columns, indent=None),
			"reading": "\n".join(said),
		}
	)
	_save(ticket_import)
	masters = Masters(ticket_import)
	masters.learn(first)
	return {
		"reading": said,
		"samples": reading.samples_of(export),
		"rows": [_previewed(record, ticket_import, masters) for record in first],
		"faulty": [
			{
				"line": record.line,
				"record": record.number,
				"external_id": record.external_id,
				"reason": record.reason,
			}
			for record in faulty
		],
		"faulty_count": faulty_count,
		"total": total,
		"unassigned": {
			table: [row.value for row in ticket_import.get(table) if row.count and not row.get(target)]
			for table, target in TARGETS.items()
		},
	}


def start(ticket_import) -> None:
	"""Begin, go on after a pause or a failure, or go through the file of a finished import once more, in the background.

	A finished one takes what was refused before and is not any more. Raises ImportIsRunning and ImportFileError.
	"""
	set_running(ticket_import)
	frappe.enqueue(
		"fsm_app.intake.ticket_import.importing.run",
		queue="long",
		timeout=TIMEOUT,
		job_id=f"fsm_app:{ticket_import.name}:{ticket_import.attempt}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=ticket_import.name,
	)


def set_running(ticket_import) -> None:
	"""Note that the import runs from now on. Raises ImportIsRunning and ImportFileError."""
	standing = _locked(ticket_import.name)
	if standing.status == "Running" and now() - get_datetime(standing.worked_at) < SILENCE:
		frappe.throw(
			_("{0} is running. Wait for it, or pause it first.").format(ticket_import.name), ImportIsRunning
		)
	# A run that was killed has left it running.
	stopped = "Paused" if standing.status == "Running" else standing.status
	ticket_import.update({**standing, "status": stopped})
	if content_hash(path_of(ticket_import.file)) != ticket_import.content_hash:
		prepare(ticket_import)
	if standing.status in ("Draft", "Finished"):
		_begin_anew(ticket_import)
	ticket_import.update(
		{
			"status": "Running",
			"attempt": (ticket_import.attempt or 0) + 1,
			"started_at": ticket_import.started_at or now(),
			"worked_at": now(),
			"finished_at": None,
			"error": None,
		}
	)
	_save(ticket_import)


def pause(ticket_import) -> None:
	"""Let a running import stop after its present batch."""
	if _locked(ticket_import.name).status == "Running":
		_note(ticket_import.name, status="Paused")


def run(name: str, progress: Progress | None = None) -> None:
	"""Take the records of a running import from where it is to the end of its file. Commits.

	Ends early when it is paused. A failure of the whole is noted on the import, which can be started again.
	"""
	frappe.db.commit()
	ticket_import = frappe.get_doc(IMPORT, name)
	try:
		with nobody_is_told():
			ended = _take_all(ticket_import, progress or (lambda done, total: None))
	except Exception as error:
		frappe.db.rollback()
		frappe.clear_messages()
		if not isinstance(error, frappe.ValidationError):
			frappe.log_error(title=f"Ticket import {name}", reference_doctype=IMPORT, reference_name=name)
		_note(name, status="Failed", error=strip_html(str(error)) or type(error).__name__)
		frappe.db.commit()
		return
	if ended:
		_note(name, status="Finished", finished_at=now())
		frappe.db.commit()


def _take_all(ticket_import, progress: Progress) -> bool:
	"""Whether the end of the file was reached."""
	records = open_export_of(ticket_import).tickets()
	masters = Masters(ticket_import)
	while batch := list(islice(records, BATCH)):
		position = _take_batch(ticket_import, masters, batch)
		if position is None:
			return False
		progress(position, max(ticket_import.total or 0, position))
	return True


def _take_batch(ticket_import, masters: Masters, records: list) -> int | None:
	"""Take the records that no run has taken yet; returns the position then, None where the import was stopped."""
	for attempt in range(MAX_CONFLICTS + 1):
		try:
			standing = _locked(ticket_import.name)
			if standing.status != "Running":
				frappe.db.rollback()
				return None
			rest = [record for record in records if record.number > (standing.position or 0)]
			if rest:
				done = _take_records(ticket_import, masters, rest)
				refusals.keep(ticket_import.name, done.refused)
				counts = {name: (standing.get(name) or 0) + count for name, count in done.counts.items()}
				_note(ticket_import.name, position=rest[-1].number, worked_at=now(), **counts)
			frappe.db.commit()
			return rest[-1].number if rest else standing.position
		except CONFLICTS:
			frappe.db.rollback()
			if attempt == MAX_CONFLICTS:
				raise
	return None


def _take_records(ticket_import, masters: Masters, records: list) -> Batch:
	batch = Batch()
	tickets = [record for record in records if isinstance(record, ExportedTicket)]
	there = _there_already(ticket_import, tickets)
	masters.learn(tickets)
	for record in records:
		if isinstance(record, Faulty):
			batch.refuse(record, record.reason)
		elif record.external_id in there:
			batch.counts["skipped"] += 1
		else:
			_take_record(record, ticket_import, masters, batch)
	return batch


def _take_record(record: ExportedTicket, ticket_import, masters: Masters, batch: Batch) -> None:
	"""One record, wholly or not at all."""
	frappe.db.savepoint("ticket_import")
	try:
		planned = plan(record, ticket_import, masters)
		if planned.is_left_out:
			batch.counts["left_out"] += 1
			return
		take(record, planned, ticket_import, key_of(ticket_import, record.external_id))
	except frappe.UniqueValidationError:
		# Another import has just brought it.
		frappe.db.rollback(save_point="ticket_import")
		frappe.clear_messages()
		batch.counts["skipped"] += 1
		return
	except (frappe.ValidationError, frappe.PermissionError, NotTaken, ValueError) as refusal:
		frappe.db.rollback(save_point="ticket_import")
		frappe.clear_messages()
		batch.refuse(record, strip_html(str(refusal)) or type(refusal).__name__)
		return
	frappe.db.release_savepoint("ticket_import")
	batch.counts["taken"] += 1


def key_of(ticket_import, external_id: str) -> str:
	"""The client key of a ticket that this import brings."""
	return _keys(ticket_import, external_id)[0]


def _keys(ticket_import, external_id: str) -> list[str]:
	account = f"{ticket_import.account}:" if ticket_import.account else ""
	return [f"{prefix}{account}{external_id}" for prefix in KEYS[ticket_import.system]]


def _there_already(ticket_import, tickets: list[ExportedTicket]) -> set[str]:
	"""The external ids of those tickets that are here."""
	id_of = {key: t.external_id for t in tickets for key in _keys(ticket_import, t.external_id)}
	if not id_of:
		return set()
	found = frappe.get_all(TICKET, filters={"client_key": ["in", list(id_of)]}, pluck="client_key")
	return {id_of[key] for key in found if key in id_of}


def _previewed(record: ExportedTicket, ticket_import, masters: Masters) -> dict:
	row = {"external_id": record.external_id, "line": record.line, "subject": record.subject}
	try:
		planned = plan(record, ticket_import, masters)
	except NotTaken as refusal:
		return row | {"problem": str(refusal)}
	shown = ("customer", "offering", "priority", "opened_at", "reported_by")
	return row | {
		"stage": planned.stage,
		"engineer": planned.engineer,
		"messages": len(record.messages),
		**{name: planned.values.get(name) for name in shown},
	}


def _begin_anew(ticket_import) -> None:
	refusals.forget(ticket_import.name)
	ticket_import.update({"position": 0, "started_at": None, **dict.fromkeys(COUNTS, 0)})


def _locked(name: str):
	"""Where the import stands, locked until the end of the transaction."""
	fields = ["status", "position", "worked_at", *COUNTS]
	return frappe.db.get_value(IMPORT, name, fields, as_dict=True, for_update=True)


def _note(name: str, **values) -> None:
	frappe.db.set_value(IMPORT, name, values, update_modified=False)


def _save(ticket_import) -> None:
	ticket_import.flags.written_by_app = True
	ticket_import.save()
	ticket_import.flags.written_by_app = False
