"""Private files: kept byte for byte under their own names, readable with the document they belong to, gone with it."""

import os

import pytest

import frappe

from tests import host
from tests.app.pictures import photo
from tests.devsite import records

USER = "files@example.com"


@pytest.fixture
def file():
	return make(b"some bytes \xff\x00")


def make(content, name: str | None = None, **values):
	name = name or frappe.generate_hash(length=12)
	return frappe.get_doc(
		{"doctype": "File", "file_name": name, "content": content, "is_private": 1, **values}
	).insert()


def on_disk(file) -> bytes:
	with open(file.get_full_path(), "rb") as source:
		return source.read()


def test_a_file_has_an_address_a_folder_a_size_and_its_bytes(file):
	assert file.file_url == f"/private/files/{file.file_name}"
	assert (file.folder, file.file_size) == ("Home", 13)
	assert on_disk(file) == b"some bytes \xff\x00"
	assert frappe.db.exists("File", "Home/Attachments")


def test_the_same_bytes_are_kept_once(file):
	again = make(b"some bytes \xff\x00")
	assert again.file_url == file.file_url and again.name != file.name
	frappe.delete_doc("File", file.name)
	assert os.path.exists(again.get_full_path())
	frappe.delete_doc("File", again.name)
	assert not os.path.exists(again.get_full_path())


def test_other_bytes_of_one_name_get_another(file):
	other = make(b"other bytes", file.file_name)
	assert other.file_url != file.file_url
	assert on_disk(file) == b"some bytes \xff\x00"


def test_a_jpeg_by_name_is_encoded_anew_and_one_without_is_not():
	given = photo(taken_at="2026:03:02 10:30:00")
	assert on_disk(make(given, "a-photo.jpg")) != given
	assert on_disk(make(given, "a-picture")) == given


def test_a_file_written_under_another_name_is_found_there(file):
	file.file_name = f"{file.file_name}.bin"
	file.file_url = f"/private/files/{file.file_name}"
	file.write_file()
	file.db_set({"file_name": file.file_name, "file_url": file.file_url}, update_modified=False)
	assert on_disk(frappe.get_doc("File", file.name)) == b"some bytes \xff\x00"


def test_content_is_text_where_it_can_be_read_as_such_in_16_of_most_bytes(file):
	"""So an app for both versions reads the bytes from the disk."""
	content = frappe.get_doc("File", file.name).get_content()
	assert isinstance(content, bytes if host.frappe_version() < 16 else str)
	assert frappe.get_doc("File", make("Grüße".encode()).name).get_content() == "Grüße"


def test_a_file_is_read_by_its_owner_and_by_readers_of_its_document(rest, file):
	records.user(USER, "Service Dispatcher")
	client, admin = rest.login(USER), rest.login("Administrator")
	assert client.get(file.file_url).status_code == 403
	assert rest.get(file.file_url).status_code == 403
	answer = admin.get(file.file_url)
	assert (answer.status_code, answer.get_data()) == (200, b"some bytes \xff\x00")
	attached = {"attached_to_doctype": "Service Skill", "attached_to_name": skill()}
	file.db_set(attached, update_modified=False)
	assert client.get(file.file_url).status_code == 200
	assert client.delete(f"/api/resource/File/{file.name}").status_code == 403
	file.db_set("owner", USER)
	assert client.delete(f"/api/resource/File/{file.name}").status_code == 202


def test_files_go_with_their_document():
	name = skill()
	attached = make(b"hello", attached_to_doctype="Service Skill", attached_to_name=name)
	assert attached.folder == "Home/Attachments"
	assert frappe.db.exists("Comment", {"reference_name": name, "comment_type": "Attachment"})
	frappe.delete_doc("Service Skill", name)
	assert not frappe.db.exists("File", attached.name)
	assert not os.path.exists(attached.get_full_path())


def test_bytes_of_a_file_that_was_rolled_back_are_gone():
	lost = make(b"never seen")
	path = lost.get_full_path()
	assert os.path.exists(path)
	frappe.db.rollback()
	assert not os.path.exists(path)


def skill() -> str:
	return frappe.get_doc({"doctype": "Service Skill", "skill_name": "With Files"}).insert().name
