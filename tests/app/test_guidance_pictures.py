"""The pictures that stay of a call, and who sees its documents (N3, D3)."""

import base64

import pytest

import frappe

from fsm_app.api import remote_guidance as api
from fsm_app.remote_guidance import taking_part
from fsm_app.remote_guidance.sessions import GuidanceRefused, NotYourCall
from fsm_app.service_desk import merging
from tests.app import factories as f
from tests.app.guidance_calls import (  # noqa: F401 (fixtures)
	BYSTANDER,
	DISPATCHER,
	ENGINEER,
	EXPERT,
	as_user,
	asked,
	asked_call,
	no_signals,
	session,
	ticket_on_site,
)
from tests.app.pictures import as_base64, photo


class TestPictures:
	def keep(self, call: str, user: str = EXPERT, **values) -> str:
		given = {"content": as_base64(photo()), "note": "This hose", "client_key": "p-1", **values}
		return as_user(user, api.keep_picture, call, **given)["evidence"]

	def test_one_becomes_evidence_of_the_ticket(self, call, ticket):
		as_user(EXPERT, api.join, call)
		evidence = frappe.get_doc("Service Evidence", self.keep(call))
		assert (evidence.ticket, evidence.kind, evidence.recorded_by) == (ticket, "Photo", EXPERT)
		assert evidence.note == "Remote guidance by looks: This hose"
		assert evidence.file and evidence.thumbnail
		assert session(call).pictures == 1

	def test_sent_again_it_is_kept_once(self, call):
		assert self.keep(call) == self.keep(call)
		assert session(call).pictures == 1

	def test_only_the_expert_keeps_any(self, call):
		with pytest.raises(NotYourCall):
			self.keep(call, ENGINEER)

	def test_the_expert_gains_nothing_else_on_the_ticket(self, call, ticket):
		self.keep(call)
		frappe.set_user(EXPERT)
		assert not frappe.has_permission("Service Ticket", "write", ticket)
		assert not frappe.has_permission("Service Ticket", "read", ticket)

	def test_after_the_call_nothing_is_kept(self, call):
		as_user(EXPERT, api.hang_up, call)
		with pytest.raises(GuidanceRefused, match="over"):
			self.keep(call)

	def test_what_is_no_picture_is_refused(self, call):
		with pytest.raises(frappe.ValidationError, match="Photo"):
			self.keep(call, content=base64.b64encode(b"<script>").decode())
		assert not session(call).pictures

	def test_there_is_a_limit(self, call, monkeypatch):
		monkeypatch.setattr(taking_part, "MOST_PICTURES", 1)
		self.keep(call)
		with pytest.raises(taking_part.TooManyPictures):
			self.keep(call, client_key="p-2", content=as_base64(photo("PNG")))


class TestWhoSeesThem:
	def names(self, user: str) -> list[str]:
		return as_user(user, lambda: frappe.get_list("Guidance Session", pluck="name"))

	def test_those_who_take_part_and_those_who_see_the_ticket(self, call):
		assert self.names(ENGINEER) == self.names(EXPERT) == self.names(DISPATCHER) == [call]
		assert self.names(BYSTANDER) == []
		for user, sees in ((ENGINEER, True), (EXPERT, True), (DISPATCHER, True), (BYSTANDER, False)):
			assert bool(as_user(user, frappe.has_permission, "Guidance Session", "read", call)) == sees

	@pytest.mark.parametrize("user", [ENGINEER, EXPERT, DISPATCHER])
	def test_nobody_writes_one(self, call, user):
		frappe.set_user(user)
		doc = session(call)
		doc.expert = user
		with pytest.raises(frappe.PermissionError):
			doc.save()
		with pytest.raises(frappe.PermissionError):
			frappe.get_doc({"doctype": "Guidance Session", "ticket": doc.ticket}).insert()

	def test_merged_the_calls_go_along(self, call, ticket):
		into = f.ticket(subject="The pump leaks as well").name
		merging.merge(ticket, into, "the same")
		assert session(call).ticket == into

	def test_deleted_the_calls_are_gone(self, ticket):
		call = asked(ticket)
		frappe.delete_doc("Service Ticket", ticket, force=True)
		assert not frappe.db.exists("Guidance Session", call)
