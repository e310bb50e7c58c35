"""Controllers of Contact and Address, which belong to the parties in their `links`."""

import frappe
from frappe.controllers import core
from frappe.model.document import Document
from frappe.model.naming import make_autoname

from devsite.unsupported import Unsupported


def _refuse_double_links(doc):
	links = [(row.link_doctype, row.link_name) for row in doc.links]
	if len(links) != len(set(links)):
		raise Unsupported(f"{doc.doctype}: a link twice")


@core("Contact")
class Contact(Document):
	"""Somebody to talk to; their primary e-mail and numbers are copied from the tables to fields of their own."""

	def autoname(self):
		if not self.first_name:
			raise Unsupported("a Contact without a first name")
		self.name = self._whole_name()
		if self.links:
			self.name += f"-{self.links[0].link_name.strip()}"
			if frappe.db.exists("Contact", self.name):
				raise Unsupported("two Contacts of one name")

	def _whole_name(self):
		return " ".join(filter(None, [self.first_name, self.get("middle_name"), self.last_name]))

	def validate(self):
		self.full_name = self._whole_name()
		if len(self.email_ids) == 1:
			self.email_ids[0].is_primary = 1
		self.email_id = self._primary("email_ids", "is_primary", "email_id").strip()
		self.phone = self._primary("phone_nos", "is_primary_phone", "phone")
		self.mobile_no = self._primary("phone_nos", "is_primary_mobile_no", "phone")
		if not self.user and self.email_id:
			self.user = frappe.db.get_value("User", {"email": self.email_id})
		_refuse_double_links(self)

	def _primary(self, table, mark, field):
		found = [row.get(field) for row in self.get(table) if row.get(mark)]
		if len(found) > 1:
			raise Unsupported(f"Contact: two rows with {mark}")
		return found[0] if found else ""


@core("Address")
class Address(Document):
	def autoname(self):
		if not self.address_title and self.links:
			self.address_title = self.links[0].link_name
		if not self.address_title:
			frappe.throw(frappe._("Address Title is mandatory."))
		self.name = f"{self.address_title.strip()}-{frappe._(self.address_type).strip()}"
		if frappe.db.exists("Address", self.name):
			self.name = make_autoname(f"{self.name}-.#")

	def validate(self):
		if not self.links and frappe.db.get_value("Contact", {"email_id": self.owner}):
			raise Unsupported("an Address that is linked by its owner's Contact")
		if self.is_primary_address or self.is_shipping_address:
			raise Unsupported("a preferred Address")
		_refuse_double_links(self)
