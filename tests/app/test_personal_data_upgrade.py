"""A site of the version before keeps every value and every right when callers and certificates' numbers move (D3)."""

import json

import pytest

import frappe

from fsm_app.service_desk.ticket_caller import FIELDS, caller_of
from fsm_app.workforce.certificate_documents import document_of
from tests import host
from tests.app import factories as f

pytestmark = [
	pytest.mark.commits,
	pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no tables of an older version to migrate"),
]
TICKET, CALLER = "Service Ticket", "Ticket Caller"
CERTIFICATION, DOCUMENT = "Engineer Certification", "Certificate Document"
ROLE = "Receptionist of the Upgrade"
# What f.ticket() makes where it is not there.
MASTERS = (
	("Service Offering", "Test Repair"),
	("SLA Policy", "Test Policy"),
	("Service Calendar", "Test Calendar"),
	("Customer", f.CUSTOMER),
)
OLD = {
	TICKET: {
		**dict.fromkeys(FIELDS[:5], "varchar(140)"),
		**dict.fromkeys(FIELDS[5:], "decimal(21,9) not null default 0"),
	},
	CERTIFICATION: {"number": "varchar(140)", "scan": "text"},
}
PHONE, EMAIL = "13812345678", "old@example.com"


def execute() -> None:
	from fsm_app.patches.keep_personal_data_apart import execute

	execute()


def columns(doctype: str) -> set[str]:
	frappe.cache.delete_keys("table_columns")
	return set(frappe.db.get_table_columns(doctype)) & set(OLD[doctype])


@pytest.fixture
def old():
	"""Tickets and a certificate with the columns, rights and settings of before."""
	for doctype, fields in OLD.items():
		for field, kind in fields.items():
			frappe.db.sql_ddl(f"alter table `tab{doctype}` add column `{field}` {kind}")
	# Committed as well, so that they must go with the rest; other tests make theirs under the same names.
	masters = [(doctype, name) for doctype, name in MASTERS if not frappe.db.exists(doctype, name)]
	tickets = [f.ticket().name for _number in range(3)]
	frappe.db.sql(
		"update `tabService Ticket` set contact_phone=%s, contact_email=%s, reported_by='Q' where name=%s",
		(PHONE, EMAIL, tickets[0]),
	)
	frappe.db.sql("update `tabService Ticket` set latitude=1.5, longitude=2.5 where name=%s", (tickets[1],))
	name = "Licence of the Upgrade"
	f.make("Service Certification", name=name, certification_name=name, kind="Internal")
	engineer = f.engineer("Upgraded")
	certificate = f.make(CERTIFICATION, engineer=engineer.name, certification=name)
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "scan of the upgrade.txt",
			"content": b"scan of the upgrade",
			"is_private": 1,
			"attached_to_doctype": CERTIFICATION,
			"attached_to_name": certificate.name,
			"attached_to_field": "scan",
		}
	).insert()
	frappe.db.sql(
		"update `tabEngineer Certification` set number='N-1', scan=%s where name=%s",
		(file.file_url, certificate.name),
	)
	made = frappe._dict(tickets=tickets, certificate=certificate, file=file, rest=[])
	frappe.db.commit()
	yield made
	for doctype in OLD:
		for field in columns(doctype):
			frappe.db.sql_ddl(f"alter table `tab{doctype}` drop column `{field}`")
	for doctype, name in made.rest:
		frappe.db.delete(doctype, {"name": name})
	for doctype in (TICKET, CALLER, CERTIFICATION, DOCUMENT):
		frappe.db.delete("Custom DocPerm", {"parent": doctype})
	frappe.db.delete("Property Setter", {"doc_type": ["in", [TICKET, CALLER]], "field_name": ["in", FIELDS]})
	frappe.delete_doc(CERTIFICATION, certificate.name, force=True)
	for ticket in tickets:
		frappe.delete_doc(TICKET, ticket, force=True)
	for doctype, name in (
		("Service Engineer", engineer.name),
		("Service Certification", "Licence of the Upgrade"),
		("Role", ROLE),
		*masters,
	):
		frappe.delete_doc(doctype, name, force=True, ignore_missing=True)
	for doctype in (TICKET, CALLER, CERTIFICATION, DOCUMENT):
		frappe.clear_cache(doctype=doctype)
	frappe.db.commit()


def test_every_value_moves_and_the_old_columns_go(old):
	execute()
	first, second, third = old.tickets
	caller = caller_of(first)
	assert (caller.contact_phone, caller.contact_email, caller.reported_by) == (PHONE, EMAIL, "Q")
	assert (caller_of(second).latitude, caller_of(second).longitude) == (1.5, 2.5)
	assert not frappe.db.exists(CALLER, third)
	stored = frappe.db.get_value(CALLER, first, ["ticket", "company", "owner", "creation"], as_dict=True)
	assert stored == {
		"ticket": first,
		**frappe.db.get_value(TICKET, first, ["company", "owner", "creation"], as_dict=True),
	}
	assert document_of(old.certificate.name) == {"number": "N-1", "scan": old.file.file_url}
	row = frappe.db.get_value(DOCUMENT, old.certificate.name, ["engineer", "company"])
	assert row == (old.certificate.engineer, old.certificate.company)
	place = frappe.db.get_value("File", old.file.name, ["attached_to_doctype", "attached_to_name"])
	assert place == (DOCUMENT, old.certificate.name)
	assert columns(TICKET) == columns(CERTIFICATION) == set()
	# what is there works as ever
	frappe.get_doc(TICKET, first).save()
	frappe.get_doc(CALLER, first).save()
	frappe.get_doc(DOCUMENT, old.certificate.name).save()


def test_run_again_it_changes_nothing_and_goes_on_where_it_was_stopped(old, monkeypatch):
	from fsm_app.patches import keep_personal_data_apart as patch

	monkeypatch.setattr(patch, "BATCH", 1)

	def stop(*_args):
		raise RuntimeError("the server went down")

	with monkeypatch.context() as once:
		once.setattr(patch, "_drop_columns", stop)
		with pytest.raises(RuntimeError):
			execute()
	frappe.db.set_value(CALLER, old.tickets[0], "reported_by", "Changed since")
	for _time in range(2):
		execute()
	assert caller_of(old.tickets[0]).reported_by == "Changed since"
	assert caller_of(old.tickets[1]).latitude == 1.5
	assert columns(TICKET) == set()


def perm(parent: str, role: str, level: int = 0, **rights) -> None:
	frappe.get_doc(
		{
			"doctype": "Custom DocPerm",
			"parent": parent,
			"parenttype": "DocType",
			"parentfield": "permissions",
			"role": role,
			"permlevel": level,
			**rights,
		}
	).insert()


def test_whom_the_site_let_read_the_caller_still_does_and_nobody_else(old):
	f.make("Role", name=ROLE, role_name=ROLE)
	perm(TICKET, ROLE, read=1, report=1, export=0)
	perm(TICKET, ROLE, 1, read=1)
	perm(TICKET, "Service Dispatcher", read=1, write=1, create=1)
	execute()
	rows = frappe.get_all(
		"Custom DocPerm", {"parent": CALLER}, ["role", "permlevel", "read", "write", "report", "export"]
	)
	assert rows == [{"role": ROLE, "permlevel": 0, "read": 1, "write": 0, "report": 1, "export": 0}]
	# the certificate's were as shipped
	assert not frappe.db.exists("Custom DocPerm", {"parent": DOCUMENT})


def test_where_the_site_let_nobody_read_it_nobody_does(old):
	perm(CERTIFICATION, "HR Manager", read=1, write=1, create=1)
	execute()
	rows = frappe.get_all("Custom DocPerm", {"parent": DOCUMENT}, ["role", "read", "write"])
	assert rows == [{"role": "System Manager", "read": 0, "write": 0}]


def test_what_the_site_made_of_the_fields_and_saved_of_lists_stays_usable(old):
	label = frappe.get_doc(
		{
			"doctype": "Property Setter",
			"doctype_or_field": "DocField",
			"doc_type": TICKET,
			"field_name": "reported_by",
			"property": "description",
			"property_type": "Data",
			"value": "Say who rang",
		}
	)
	label.db_insert()
	listed = frappe.get_doc(
		{
			"doctype": "List Filter",
			"filter_name": "by the number",
			"reference_doctype": TICKET,
			"filters": json.dumps([[TICKET, "contact_phone", "like", "138%"]]),
		}
	).insert()
	definition = {
		"filters": [[TICKET, "contact_phone", "=", "1"], [TICKET, "stage", "=", "Done"]],
		"fields": [["name", TICKET], ["contact_phone", TICKET], ["subject", TICKET]],
		"order_by": f"`tab{TICKET}`.`contact_phone` asc",
	}
	report = frappe.get_doc(
		{
			"doctype": "Report",
			"report_name": "Of the Upgrade",
			"ref_doctype": TICKET,
			"report_type": "Report Builder",
			"is_standard": "No",
			"json": json.dumps(definition),
		}
	).insert()
	old.rest += [("Report", report.name), ("List Filter", listed.name)]
	execute()
	assert frappe.get_meta(CALLER).get_field("reported_by").description == "Say who rang"
	assert not frappe.db.exists("List Filter", listed.name)
	left = json.loads(frappe.db.get_value("Report", report.name, "json"))
	assert left["filters"] == [[TICKET, "stage", "=", "Done"]]
	assert left["fields"] == [["name", TICKET], ["subject", TICKET]]
	assert "contact_phone" not in json.dumps(left)
