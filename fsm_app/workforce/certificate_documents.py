"""The number and the scan of a certificate, in a document of their own, the Certificate Document (D3, H2).

They are for personnel, for managers, for whoever holds the certificate and who supervises them; dispatcher, auditor and
colleagues see of it that it holds. As a ticket's caller they are sent and shown with the certificate and taken off it before it is saved. The scan's file
hangs on the Certificate Document, so that Frappe hands it to those alone who may read that.
"""

from collections.abc import Collection

import frappe
from frappe import _
from frappe.utils import cstr

from fsm_app.common.kept_apart import take_off
from fsm_app.common.roles import SERVICE_ENGINEER
from fsm_app.engine.masking import mask_id
from fsm_app.workforce.engineers import engineer_of
from fsm_app.workforce.person_visibility import READING, engineers_query

DOCUMENT, CERTIFICATION = "Certificate Document", "Engineer Certification"
FIELDS = ("number", "scan")
# Whoever issued these gave them a number, by which they can be checked.
NUMBERED = ("Third Party", "Work Licence")
OF_THE_WEB = ("http://", "https://")


class CertificationError(frappe.ValidationError):
	"""A certificate that could never hold, or that somebody may not enter or change so."""


class DocumentNotYours(frappe.PermissionError):
	"""Somebody changes the number or the scan of a certificate who may not read them."""


def document_of(certificate: str | None) -> frappe._dict:
	"""Number and scan of a certificate (its name), empty where there are none."""
	row = frappe.db.get_value(DOCUMENT, certificate, FIELDS, as_dict=True) if certificate else None
	return row or frappe._dict.fromkeys(FIELDS)


def shown_numbers(engineer: str, certificates: Collection[str]) -> dict[str, str]:
	"""The numbers of an engineer's certificates by their names, masked for who may not read them. One query."""
	if not certificates:
		return {}
	rows = frappe.get_all(
		DOCUMENT,
		filters={"name": ["in", list(certificates)], "number": ["is", "set"]},
		fields=["name", "number"],
	)
	clear = reads_documents_of(engineer)
	return {row.name: row.number if clear else mask_id(row.number) for row in rows}


def reads_documents_of(engineer: str) -> bool:
	"""Whether the user reads number and scan of this engineer's certificates, which they see."""
	user = frappe.session.user
	return bool(frappe.has_permission(DOCUMENT, "read")) and (
		not _as_engineer(user) or _is_among_theirs(engineer, user)
	)


def take(certificate) -> None:
	"""Before a certificate is saved: take number and scan off it, checked, for `keep` to write.

	Raises DocumentNotYours and CertificationError.
	"""
	given = take_off(certificate, FIELDS)
	stored = certificate.get_doc_before_save()
	before = document_of(certificate.name) if stored else frappe._dict.fromkeys(FIELDS)
	document = {**before, **{field: _plain(field, value) for field, value in given.items()}}
	if stored:
		_check_may_write(certificate, document, before, given)
	_check_number(certificate, document["number"])
	if document["scan"] != before.scan:
		_check_scan(certificate, document["scan"])
	certificate.flags.document = document if document != before else None


def keep(certificate) -> None:
	"""After the certificate is written: write what `take` has taken."""
	changed = certificate.flags.pop("document", None)
	stored = certificate.get_doc_before_save()
	of = {"engineer": certificate.engineer, "company": certificate.company}
	if not changed:
		if stored and any(stored.get(field) != value for field, value in of.items()):
			frappe.db.set_value(DOCUMENT, {"name": certificate.name}, of, update_modified=False)
		return
	if frappe.db.exists(DOCUMENT, certificate.name):
		document = frappe.get_doc(DOCUMENT, certificate.name)
	else:
		document = frappe.get_doc({"doctype": DOCUMENT, "certificate": certificate.name})
	changed["scan"] = _attach(certificate, changed["scan"])
	document.update({**changed, **of})
	document.flags.of_certificate = True
	# `take` has asked whether the user may: who hands in a certificate hands in its number.
	document.save(ignore_permissions=True)


def forget(certificate: str) -> None:
	"""When a certificate is deleted: its number and scan go with it."""
	frappe.delete_doc(
		DOCUMENT,
		certificate,
		force=True,
		ignore_permissions=True,  # who may delete the certificate
		ignore_missing=True,
	)


def check_direct_change(document) -> None:
	"""Before a Certificate Document is saved that did not come with its certificate: the same checks as with it."""
	certificate = frappe.get_doc(CERTIFICATION, document.certificate)
	before = document.get_doc_before_save()
	document.update({"engineer": certificate.engineer, "company": certificate.company})
	document.update({field: _plain(field, document.get(field)) for field in FIELDS})
	_check_number(certificate, document.number)
	if document.scan != (before.scan if before else None):
		_check_scan(certificate, document.scan)
		document.scan = _attach(certificate, document.scan)


def show(certificate) -> None:
	"""For the form of a certificate: number and scan for who may read them."""
	if reads_documents_of(certificate.engineer):
		certificate.set_onload("document", document_of(certificate.name))
		certificate.set_onload("may_write_document", bool(frappe.has_permission(DOCUMENT, "write")))


def document_conditions(user: str | None = None, doctype: str | None = None) -> str:
	"""SQL condition on Certificate Document: engineers see their own and those of whom they supervise, other roles all."""
	user = user or frappe.session.user
	return f"(`tab{DOCUMENT}`.`engineer` in ({engineers_query(user)}))" if _as_engineer(user) else ""


def may_see_document(doc, ptype: str | None = None, user: str | None = None, **_kwargs) -> bool:
	"""has_permission of Certificate Document; seeing one is not changing it: an engineer changes those of their own."""
	user = user or frappe.session.user
	if doc.is_new() or not _as_engineer(user):
		return True
	engineer = frappe.db.get_value(DOCUMENT, doc.name, "engineer")
	return _is_among_theirs(engineer, user) if ptype is None or ptype in READING else _is_own(engineer, user)


def _as_engineer(user: str) -> bool:
	"""Whether it is as an engineer only that the user reads these documents at all."""
	if user == "Administrator":
		return False
	roles = set(frappe.get_roles(user)) - {SERVICE_ENGINEER}
	permissions = frappe.get_meta(DOCUMENT).permissions
	return not any(row.read and not row.permlevel and row.role in roles for row in permissions)


def _is_among_theirs(engineer: str | None, user: str) -> bool:
	return bool(engineer) and engineer in {name for (name,) in frappe.db.sql(engineers_query(user))}


def _is_own(engineer: str | None, user: str) -> bool:
	mine = engineer_of(user)
	return bool(mine) and mine.name == engineer and mine.status != "Left"


def _check_may_write(certificate, document: dict, before: dict, given: dict) -> None:
	"""Refuse what is sent by somebody who may not change it, be it what is there: it would have been guessed."""
	if certificate.flags.ignore_permissions or (
		frappe.has_permission(DOCUMENT, "write")
		and (not _as_engineer(frappe.session.user) or _is_own(certificate.engineer, frappe.session.user))
	):
		return
	for field in given:
		if document[field] or before[field]:
			frappe.throw(
				_("{0}: you may not change it on {1}. Ask a service manager, or leave it out.").format(
					_(frappe.get_meta(DOCUMENT).get_label(field)), certificate.name
				),
				DocumentNotYours,
			)


def _check_number(certificate, number: str | None) -> None:
	kind = frappe.get_cached_value("Service Certification", certificate.certification, "kind")
	if kind in NUMBERED and not number:
		_refuse(
			_("Number: {0} has one, by which it can be checked. Enter it.").format(certificate.certification)
		)
	if not number:
		return
	document, other = frappe.qb.DocType(DOCUMENT), frappe.qb.DocType(CERTIFICATION)
	taken = (
		frappe.qb.from_(document)
		.join(other)
		.on(other.name == document.certificate)
		.select(document.name)
		.where(document.number == number)
		.where(other.certification == certificate.certification)
		.where(other.engineer != certificate.engineer)
		.where(document.name != (certificate.name or ""))
		.limit(1)
		.run()
	)
	if taken:
		_refuse(_("Number: {0} is that of another engineer's certificate. Check it.").format(number))


def _check_scan(certificate, scan: str | None) -> None:
	"""Refuse a file of somebody else's: with it as their own scan, they would read it."""
	if scan and not scan.startswith(OF_THE_WEB) and not _own_file(certificate, scan):
		_refuse(
			_("Scan: {0} is not a file that you have uploaded for this certificate. Upload it.").format(scan)
		)


def _own_file(certificate, scan: str) -> str | None:
	"""The File that was uploaded for the certificate, or by the user for nothing yet."""
	rows = frappe.get_all(
		"File",
		filters={"file_url": scan},
		fields=["name", "owner", "attached_to_doctype", "attached_to_name"],
		order_by="creation desc",
	)
	places = {(DOCUMENT, certificate.name), (CERTIFICATION, certificate.name)}
	for row in rows:
		is_free = not row.attached_to_name and row.owner == frappe.session.user
		if is_free or (row.attached_to_doctype, row.attached_to_name) in places:
			return row.name
	return None


def _attach(certificate, scan: str | None) -> str | None:
	"""Hang the scan's file on the Certificate Document, private; returns its address, which may be another one then."""
	name = _own_file(certificate, scan) if scan and not scan.startswith(OF_THE_WEB) else None
	if not name:
		return scan
	file = frappe.get_doc("File", name)
	file.update(
		{
			"attached_to_doctype": DOCUMENT,
			"attached_to_name": certificate.name,
			"attached_to_field": "scan",
			"is_private": 1,
		}
	)
	file.save(ignore_permissions=True)  # the user's own, or the certificate's: asked above
	return file.file_url


def _plain(field: str, value) -> str | None:
	if isinstance(value, dict | list | tuple | set):
		_refuse(
			_("{0}: {1} is no text. Correct it.").format(
				_(frappe.get_meta(DOCUMENT).get_label(field)), frappe.bold(cstr(value)[:40])
			)
		)
	return cstr(value).strip() or None


def _refuse(message: str) -> None:
	frappe.throw(message, CertificationError)
