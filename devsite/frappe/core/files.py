"""Private files: their records, their bytes on disk, and who may fetch them."""

import hashlib
import io
import mimetypes
import os
import tempfile
from pathlib import Path

from PIL import Image

import frappe
from frappe.controllers import core
from frappe.model.document import Document

from devsite.unsupported import Unsupported

HOME, ATTACHMENTS = "Home", "Home/Attachments"
URL = "/private/files/"
_folder = None


def folder():
	"""Where the bytes lie: a folder of this process, gone with it."""
	global _folder
	if _folder is None:
		_folder = tempfile.TemporaryDirectory(prefix="devsite-files-")
	return Path(_folder.name)


@core("File")
class File(Document):
	"""A private file made from its content; folders are only the two that every site has."""

	no_feed_on_delete = True

	def autoname(self):
		if self.is_folder:
			self.name = f"{self.folder}/{self.file_name}" if self.folder else self.file_name
		else:
			self.name = frappe.generate_hash(length=10)

	def before_insert(self):
		if self.is_folder:
			return
		if not self.is_private or not (self.file_url or URL).startswith(URL):
			raise Unsupported("a File that is not private")
		self.folder = self.folder or (ATTACHMENTS if self.attached_to_doctype else HOME)
		self.file_name = (self.file_name or self.file_url.split("/")[-1]).replace("/", "")
		content = self.get_content()
		self._content = content.encode() if isinstance(content, str) else content
		if mimetypes.guess_type(self.file_name)[0] == "image/jpeg":
			self._content = _encoded_anew(self._content)
		self.content_hash = hashlib.md5(self._content, usedforsecurity=False).hexdigest()
		self.file_size = len(self._content)
		same = {"content_hash": self.content_hash, "is_private": 1}
		if self.get("content") and not (url := frappe.db.get_value("File", same, "file_url")):
			if Path(self.get_full_path()).exists():
				stem, extension = os.path.splitext(self.file_name)
				self.file_name = f"{stem}{self.content_hash[-6:]}{extension}"
			self.file_url = URL + self.file_name
			self.write_file()
		elif self.get("content"):
			self.file_url = url

	def after_insert(self):
		if self.attached_to_doctype and self.attached_to_name:
			icon = ' <i class="fa fa-lock text-warning"></i>'
			link = f"<a href='{self.file_url}' target='_blank'>{self.file_name}</a>{icon}"
			frappe.get_doc(self.attached_to_doctype, self.attached_to_name).add_comment("Attachment", link)

	def validate(self):
		if not self.is_folder and not os.path.exists(self.get_full_path()):
			frappe.throw(frappe._("File {0} does not exist").format(self.file_url), IOError)

	def get_full_path(self):
		return str(folder() / (self.file_url or self.file_name).removeprefix(URL).replace("/", "_"))

	def write_file(self):
		"""Writes the content to the place that the URL names; undone with the transaction."""
		path = self.get_full_path()
		Path(path).write_bytes(self._content)
		frappe.db.after_rollback.add(self._forget)
		return path

	def get_content(self):
		"""What the document was made of, later what lies on disk; as text where it is text."""
		if self.get("content"):
			return self.get("content")
		content = Path(self.get_full_path()).read_bytes()
		try:
			return content.decode()
		except UnicodeDecodeError:
			return content

	def is_downloadable(self):
		return has_permission(self, "read")

	def on_trash(self):
		if self.is_folder:
			frappe.throw(frappe._("Cannot delete Home and Attachments folders"))
		self._forget()

	def _forget(self):
		others = {"content_hash": self.content_hash, "name": ["!=", self.name]}
		if not frappe.get_all("File", others, limit=1):
			Path(self.get_full_path()).unlink(missing_ok=True)


def _encoded_anew(content):
	"""A JPEG without what the camera wrote into it, as System Settings have it by default."""
	image = Image.open(io.BytesIO(content))
	plain = Image.new(image.mode, image.size)
	plain.paste(image)
	output = io.BytesIO()
	plain.save(output, format="jpeg")
	return output.getvalue()


def make_folders():
	"""The folders of a new site."""
	for parent, name in ((None, HOME), (HOME, "Attachments")):
		frappe.get_doc(doctype="File", file_name=name, folder=parent, is_folder=1).insert()


def has_permission(doc, ptype=None, user=None):
	"""The owner may; else it is as with the document to which the file belongs."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if ptype == "create":
		return frappe.has_permission("File", "create", user=user)
	if not doc.is_private and ptype in ("read", "select"):
		return True
	if user != "Guest" and doc.owner == user:
		return True
	if not (doc.attached_to_doctype and doc.attached_to_name):
		return False
	if not frappe.db.exists(doc.attached_to_doctype, doc.attached_to_name):
		return False
	owner = frappe.get_doc(doc.attached_to_doctype, doc.attached_to_name)
	right = "write" if ptype in ("write", "create", "delete") else "read"
	return owner.has_permission(right, user=user)


def delete_of(doctype, name):
	"""Deletes the files of a document that is deleted."""
	attached = {"attached_to_doctype": doctype, "attached_to_name": name}
	for file in frappe.get_all("File", attached, pluck="name"):
		frappe.delete_doc("File", file, ignore_permissions=True)


def readable(path):
	"""(bytes, mime type) of the private file at a URL path; PermissionError where the user may not have it."""
	if frappe.session.user != "Guest":
		for name in frappe.get_all("File", {"file_url": path}, pluck="name"):
			file = frappe.get_doc("File", name)
			if has_permission(file, "read"):
				kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
				return Path(file.get_full_path()).read_bytes(), kind
	raise frappe.PermissionError(frappe._("You don't have permission to access this file"))
