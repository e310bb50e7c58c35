"""Files are attached by those who may change the document, whatever way the File comes (D3)."""

import pytest

import frappe

from fsm_app.common.attachments import NotAttached
from tests import host
from tests.app import factories as f
from tests.app import portal_users as p
from tests.app.tickets import walk
from tests.app.two_teams import ENGINEER, OTHER, stranger, the_engineer

TICKET = "Service Ticket"


@pytest.fixture
def ticket():
	the_engineer()
	p.portal_user(p.ANNA, f.customer(p.CUSTOMER))
	made = walk(f.ticket(), "Triage", "Dispatch")
	stranger()
	return made.name


def file_of(ticket: str, **values):
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "note.txt",
			"content": frappe.generate_hash(length=8),
			"is_private": 1,
			"attached_to_doctype": TICKET,
			"attached_to_name": ticket,
			**values,
		}
	)


def test_the_engineer_attaches_to_their_own_ticket(ticket, as_user):
	with as_user(ENGINEER):
		assert file_of(ticket).insert().attached_to_name == ticket


@pytest.mark.parametrize("user", [OTHER, p.ANNA])
def test_nobody_attaches_to_a_ticket_that_they_may_not_change(ticket, as_user, user):
	with as_user(user):
		with pytest.raises(frappe.PermissionError):
			file_of(ticket).insert()
		with pytest.raises(frappe.PermissionError):
			file_of("No Such Ticket").insert()
	assert not frappe.db.exists("File", {"attached_to_name": ticket})


@pytest.mark.parametrize("user", [OTHER, p.ANNA])
def test_nobody_moves_a_file_of_their_own_there(ticket, as_user, user):
	with as_user(user):
		mine = file_of("", attached_to_doctype="").insert()
		mine.attached_to_doctype, mine.attached_to_name = TICKET, ticket
		with pytest.raises(NotAttached):
			mine.save()
	assert not frappe.db.exists("File", {"attached_to_name": ticket})


def test_what_a_guest_sends_is_not_attached_by_a_setting_of_the_site(ticket, as_user):
	"""Where guests may upload, Frappe ignores permissions for them."""
	with as_user("Guest"), pytest.raises(NotAttached):
		file_of(ticket).insert(ignore_permissions=True)


def test_the_app_attaches_what_it_has_checked(ticket, as_user):
	with as_user(OTHER):
		assert file_of(ticket).insert(ignore_permissions=True).name


def test_other_apps_documents_are_their_own_affair(ticket, as_user):
	f.user("files.hard@example.com", "System Manager")
	with as_user("files.hard@example.com"):
		todo = "User", "files.hard@example.com"
		assert file_of("", attached_to_doctype=todo[0], attached_to_name=todo[1]).insert().name


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no upload")
@pytest.mark.parametrize("user", [OTHER, p.ANNA])
def test_no_upload_reaches_it(ticket, rest, user):
	client = rest.login(user)
	answers = (
		client.post("/api/method/upload_file", json={"doctype": TICKET, "docname": ticket, "file_name": "x.txt", "file_url": "/files/x.txt"}),
		client.post("/api/method/frappe.client.attach_file", json={"filename": "x.txt", "filedata": "eA==", "doctype": TICKET, "docname": ticket}),
	)  # fmt: skip
	assert {answer.status_code for answer in answers} <= {403, 404, 417}
	assert not frappe.db.exists("File", {"attached_to_name": ticket})


@pytest.fixture
def secret(ticket):
	"""A private file of the ticket, which neither the other engineer nor the customer reads."""
	return file_of(ticket, file_name="secret.txt").insert(ignore_permissions=True)


def made_of(secret) -> list:
	return frappe.get_all("File", filters={"content_hash": secret.content_hash}, pluck="name")


@pytest.mark.parametrize("user", [OTHER, p.ANNA])
def test_nobody_makes_a_file_of_a_private_files_address(secret, as_user, user):
	"""Its owner would read what lies there."""
	name = secret.file_url.rpartition("/")[2]
	addresses = [secret.file_url, f"/private/files/./{name}", f"/private/files/x/../{name}"]
	if host.ON_BENCH:
		addresses += [f"/files/../../private/files/{name}", f"{frappe.utils.get_url()}{secret.file_url}"]
	with as_user(user):
		for address in addresses:
			with pytest.raises(frappe.PermissionError):
				file_of("", attached_to_doctype="", content=None, file_url=address).insert()
	assert made_of(secret) == [secret.name]
	assert secret.get_content()


@pytest.mark.parametrize("user", [OTHER, p.ANNA])
def test_nobody_gives_that_address_to_a_file_of_their_own(secret, as_user, user):
	with as_user(user):
		mine = file_of("", attached_to_doctype="").insert()
		mine.file_url = secret.file_url
		with pytest.raises(frappe.PermissionError):
			mine.save()


@pytest.mark.parametrize("user", [OTHER, p.ANNA])
def test_nor_does_frappe_where_it_ignores_permissions(secret, as_user, user):
	"""As it does for what stands in an attachment's field, and for what is attached to an e-mail."""
	name = secret.file_url.rpartition("/")[2]
	ways = [{"file_url": secret.file_url}]
	if host.ON_BENCH:
		ways += [{"file_url": f"/files/../../private/files/{name}", "is_private": 0, "file_name": None}]
	with as_user(user):
		for values in ways:
			taken = file_of("", attached_to_doctype="User", attached_to_name=user, content=None, **values)
			with pytest.raises(NotAttached):
				taken.insert(ignore_permissions=True)
			assert taken.file_url == secret.file_url or not taken.exists_on_disk()
	assert made_of(secret) == [secret.name]
	assert secret.get_content()


def test_who_reads_a_file_or_has_the_same_content_makes_one(secret, as_user):
	with as_user(ENGINEER):
		made = file_of("", attached_to_doctype="", content=None, file_url=secret.file_url).insert()
		assert made.file_url == secret.file_url
	with as_user(OTHER):
		assert file_of("", attached_to_doctype="", content=secret.get_content()).insert().name
