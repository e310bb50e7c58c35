"""A person's request for their data or to be forgotten: from the form to its outcome, which names nobody for long (D3)."""

import hashlib
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import get_datetime

from fsm_app.common.clock import now
from fsm_app.engine.masking import HIDDEN
from fsm_app.engine.stages import TICKET
from fsm_app.privacy.erasure import check_erasable, erase
from fsm_app.privacy.export import export
from fsm_app.privacy.persons import (
	ENGINEER,
	Person,
	left_elsewhere,
	messages_elsewhere,
	person_of,
	tickets_of,
)
from fsm_app.privacy.records import delete_files

REQUEST = "Service Data Request"
EXPORT, ERASE = "Export", "Erase"
OPEN, RUNNING, DONE, REFUSED, FAILED = "Open", "Running", "Done", "Refused", "Failed"
SETTLED = (DONE, REFUSED)
# A job that has said nothing for so long was killed, and the request may be started again.
SILENCE = timedelta(minutes=15)
TIMEOUT = 6 * 3600
# How long a settled request says whose it was: to hand over the file, and to see to ERPNext's own documents.
KEPT = timedelta(days=30)
# Nobody but the app writes these.
OWN_FIELDS = (
	"state",
	"done_at",
	"done_by",
	"outcome",
	"left_elsewhere",
	"file",
	"steps_done",
	"steps_total",
	"worked_at",
	"forgotten_on",
)


class RequestSettled(frappe.ValidationError):
	"""A request that runs or is settled stays as it is."""


class NotAllSeen(frappe.PermissionError):
	"""A user whose User Permissions hide some of the person's documents cannot deal with their request."""


class RefusalWithoutReason(frappe.ValidationError):
	"""Whoever asked for their data is owed a reason for the refusal."""


def keep_own_fields(request) -> None:
	"""Whatever was sent: the app's fields hold what they held, and a settled request is not changed (RequestSettled)."""
	before = request.get_doc_before_save()
	if before is None:
		request.update({**dict.fromkeys(OWN_FIELDS), "state": OPEN})
		return
	if before.state not in (OPEN, FAILED):
		_refuse_change(request.name, before.state)
	request.update({field: before.get(field) for field in OWN_FIELDS})


def check_person(request) -> None:
	"""A new request is for one person. Raises NotOnePerson."""
	if request.is_new():
		person_of(request.person_type, request.person)


def start(request) -> None:
	"""Let a job do what is asked, under the name of the user.

	Raises RequestSettled, NotAllSeen and what check_erasable raises.
	"""
	_take(request)
	person = person_of(request.person_type, request.person)
	_check_all_seen(person)
	if request.kind == ERASE:
		check_erasable(person)
	request.db_set(
		{
			"state": RUNNING,
			"done_by": frappe.session.user,
			"worked_at": now(),
			"steps_done": 0,
			"steps_total": 0,
			"outcome": None,
		}
	)
	frappe.enqueue(
		"fsm_app.privacy.requests.run",
		queue="long",
		timeout=TIMEOUT,
		job_id=f"fsm_app:{request.name}",
		deduplicate=True,
		enqueue_after_commit=True,
		name=request.name,
	)


def refuse(request, reason: str) -> None:
	"""Settle a request that is not granted, such as one of somebody who could not say who they are. Raises RequestSettled."""
	_take(request)
	if not (reason or "").strip():
		frappe.throw(_("Reason: say why the request is refused."), RefusalWithoutReason)
	_settle(request, REFUSED, reason.strip())


def run(name: str) -> None:
	"""The job: do what the request asks. A failure is logged and leaves it Failed, from where it may be started again."""
	request = frappe.get_doc(REQUEST, name)
	if request.state != RUNNING:
		return
	try:
		person = person_of(request.person_type, request.person)
		if request.kind == EXPORT:
			_export(request, person)
		else:
			_erase(request, person)
	except Exception as error:
		frappe.db.rollback()
		frappe.clear_last_message()
		frappe.log_error(title=f"{REQUEST} {name}", reference_doctype=REQUEST, reference_name=name)
		# What refuses, says why; what breaks, says it in the log.
		reason = str(error) if isinstance(error, frappe.ValidationError) else _("See the Error Log.")
		request.db_set({"state": FAILED, "outcome": reason})
	frappe.db.commit()


def forget_old_requests() -> None:
	"""Daily: let the requests that were settled KEPT ago forget whose they were; that they were done stays.

	A fingerprint takes the person's place, by which one who asks later finds that the request was done.
	"""
	rows = frappe.get_all(
		REQUEST,
		filters={"state": ["in", SETTLED], "forgotten_on": ["is", "not set"], "done_at": ["<", now() - KEPT]},
		fields=["name", "person_type", "person", "state", "outcome"],
	)
	for row in rows:
		delete_files(REQUEST, [row.name])
		values = {
			"person": fingerprint(row.person_type, row.person),
			"reason": HIDDEN,
			"left_elsewhere": None,
			"file": None,
			"forgotten_on": now().date(),
		}
		if row.state == REFUSED:
			values["outcome"] = HIDDEN
		frappe.db.set_value(REQUEST, row.name, values, update_modified=False)
		about = {"reference_doctype": REQUEST, "reference_name": row.name}
		frappe.db.delete("Comment", about)
		frappe.db.delete("Version", {"ref_doctype": REQUEST, "docname": row.name})
		frappe.db.commit()


def fingerprint(person_type: str, person: str) -> str:
	"""What stands for a person in a request that has forgotten them: the beginning of a SHA-256 of their document's name."""
	return hashlib.sha256(f"{person_type}:{person}".encode()).hexdigest()[:20]


def _export(request, person: Person) -> None:
	content = export(person, lambda done, total: _note(request, done, total))
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"personal-data-{request.name}.zip",
			"content": content,
			"is_private": 1,
			"attached_to_doctype": REQUEST,
			"attached_to_name": request.name,
			"attached_to_field": "file",
		}
	).insert(ignore_permissions=True)  # the request's reader may read it
	# Its owner might read a file whatever becomes of their rights.
	file.db_set("owner", "Administrator", update_modified=False)
	request.db_set("file", file.file_url)
	_settle(
		request,
		DONE,
		_("The file contains all data of the app on this person. Hand it over, then delete it."),
	)


def _erase(request, person: Person) -> None:
	# Before anything goes: afterwards the app no longer knows of them.
	elsewhere = left_elsewhere(person)
	request.db_set("left_elsewhere", "\n".join(dict.fromkeys([*_lines(request.left_elsewhere), *elsewhere])))
	outcome = erase(person, lambda done, total: _note(request, done, total))
	_drop_exports(person)
	_settle(request, DONE, outcome)


def _drop_exports(person: Person) -> None:
	"""What was exported for the person before is their data, too."""
	filters = {"kind": EXPORT, "person_type": person.doctype, "person": person.name, "file": ["is", "set"]}
	names = frappe.get_all(REQUEST, filters=filters, pluck="name")
	if names:
		delete_files(REQUEST, names)
		frappe.db.set_value(REQUEST, {"name": ["in", names]}, "file", None)


def _take(request) -> None:
	"""Lock the request; refuse one that is settled or running."""
	standing = frappe.db.get_value(
		REQUEST, request.name, ["state", "worked_at"], as_dict=True, for_update=True
	)
	is_silent = standing.state == RUNNING and now() - get_datetime(standing.worked_at) > SILENCE
	if standing.state not in (OPEN, FAILED) and not is_silent:
		_refuse_change(request.name, standing.state)


def _check_all_seen(person: Person) -> None:
	"""What the request brings forth or takes away, its user must see: they may be limited to some companies."""
	tickets = [row.name for row in tickets_of(person)]
	tickets += {row.ticket for row in messages_elsewhere(person, tickets)}
	names = {"name": ["in", tickets or [""]]}
	# Counts those that exist, as messages may outlive their ticket.
	hidden = frappe.db.count(TICKET, names) - len(
		frappe.get_list(TICKET, filters=names, pluck="name", limit_page_length=0)
	)
	if hidden or (person.doctype == ENGINEER and not frappe.has_permission(ENGINEER, "read", person.name)):
		frappe.throw(
			_(
				"Name: {0} has documents that you may not see. Let somebody start the request who sees all companies."
			).format(person.title),
			NotAllSeen,
		)


def _refuse_change(name: str, state: str) -> None:
	frappe.throw(
		_("State: {0} is {1} and stays as it is. Make a new request.").format(
			name, _(state, context="Service Data Request")
		),
		RequestSettled,
	)


def _note(request, done: int, total: int) -> None:
	"""Show how far the job is; also what tells it from one that was killed."""
	request.db_set({"steps_done": done, "steps_total": total, "worked_at": now()}, update_modified=False)


def _settle(request, state: str, outcome: str) -> None:
	request.db_set(
		{
			"state": state,
			"outcome": outcome,
			"done_at": now(),
			"done_by": request.done_by or frappe.session.user,
		}
	)


def _lines(text: str | None) -> list[str]:
	return (text or "").splitlines()
