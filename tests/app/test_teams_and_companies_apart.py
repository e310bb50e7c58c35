"""What users of one team or company neither see nor do of another's (D3)."""

import pytest

import frappe

from fsm_app.engine.stages import TICKET
from fsm_app.service_desk import lifecycle
from fsm_app.service_levels.webhook_queue import queue_delivery
from tests.app import factories as f
from tests.app.tickets import walk
from tests.app.two_teams import ENGINEER, MANAGER, OTHER, another_company, stranger, the_engineer


@pytest.fixture
def engineer():
	return the_engineer()


class TestVisibility:
	@pytest.mark.parametrize(
		("parent", "child"),
		[("Performance Appraisal", "Performance Appraisal Score"), ("Runbook Run", "Runbook Run Step")],
	)
	def test_rows_of_a_table_are_seen_by_those_who_see_their_document(self, engineer, as_user, parent, child):
		stranger()
		hidden = frappe.get_doc({"doctype": parent, **self.documents(engineer)[parent]}).insert(
			ignore_permissions=True, ignore_mandatory=True
		)
		with as_user(OTHER):
			rows = frappe.get_list(child, parent_doctype=parent, pluck="parent", limit_page_length=0)
		assert hidden.name not in rows

	def documents(self, engineer) -> dict[str, dict]:
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		cycle = f.make(
			"Performance Cycle", cycle_name="Rows", company=f.company(), start_date="2033-07-01", end_date="2033-07-31"
		)  # fmt: skip
		runbook = f.make(
			"Service Runbook",
			name="Hard Runbook",
			runbook_name="Hard Runbook",
			steps=[{"instruction": "Secret", "owner_role": "Service Manager", "time_limit": 60}],
		)
		return {
			"Performance Appraisal": {
				"cycle": cycle.name,
				"engineer": engineer.name,
				"company": f.company(),
				"level": engineer.level,
				"scores": [
					{"kpi": frappe.get_all("KPI Definition", pluck="name")[0], "score": 50, "weight": 100}
				],
			},
			"Runbook Run": {
				"ticket": ticket.name,
				"company": f.company(),
				"runbook": runbook.name,
				"state": "Running",
				"steps": [{"instruction": "Secret", "owner_role": "Service Manager", "time_limit": 60}],
			},
		}

	@pytest.mark.parametrize(
		"doctype", ["SLA Clock", "SLA Event", "Webhook Delivery", "Dispatch Decision", "Service Ticket"]
	)
	def test_a_manager_of_one_company_sees_nothing_of_another(self, engineer, as_user, doctype):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		queue_delivery(self.hook(), ticket, "hard", "Secret", "")
		self.restrict(MANAGER, another_company())
		name = {"Service Ticket": ticket.name}.get(doctype) or frappe.db.get_value(
			doctype, {"ticket": ticket.name}
		)
		with as_user(MANAGER):
			assert frappe.get_list(doctype, filters={"name": name}) == []
			assert not frappe.get_doc(doctype, name).has_permission("read")

	def test_a_certificate_belongs_to_the_engineers_company(self, engineer, as_user):
		certification = f.make(
			"Service Certification", name="Hard", certification_name="Hard", kind="Internal"
		).name
		held = f.make("Engineer Certification", engineer=engineer.name, certification=certification)
		self.restrict(MANAGER, another_company())
		with as_user(MANAGER):
			assert frappe.get_list("Engineer Certification", filters={"name": held.name}) == []

	def test_a_manager_of_one_company_does_not_hear_of_another(self, engineer):
		from fsm_app.service_desk.ticket_notices import tell

		frappe.db.delete("Has Role", {"role": "Service Manager"})
		self.restrict(MANAGER, another_company())
		ticket = f.ticket()
		tell([], "Secret", ticket)
		assert not frappe.db.exists("Notification Log", {"for_user": MANAGER, "document_name": ticket.name})
		frappe.db.delete("User Permission", {"user": MANAGER})
		frappe.clear_cache(user=MANAGER)
		tell([], "Known", ticket)
		assert frappe.db.exists("Notification Log", {"for_user": MANAGER, "document_name": ticket.name})

	def test_a_runbook_of_another_company_is_not_ticked_off(self, engineer, as_user):
		from fsm_app.api.runbook import cancel, tick_off

		run = frappe.get_doc({"doctype": "Runbook Run", **self.documents(engineer)["Runbook Run"]}).insert()
		self.restrict(MANAGER, another_company())
		with as_user(MANAGER):
			with pytest.raises(frappe.PermissionError):
				tick_off(run.name, 1)
			with pytest.raises(frappe.PermissionError):
				cancel(run.name, "not mine")

	@staticmethod
	def hook() -> str:
		return f.make(
			"Service Webhook",
			name="Hard",
			webhook_name="Hard",
			kind="JSON",
			enabled=1,
			url="https://203.119.1.1",
		).name

	@staticmethod
	def restrict(user: str, company: str) -> None:
		f.user(user, "Service Manager")
		f.make("User Permission", user=user, allow="Company", for_value=company)

	@pytest.mark.parametrize("field", ["team", "engineer"])
	def test_an_engineer_cannot_claim_another_teams_ticket(self, engineer, rest, field):
		other = stranger()
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		claim = other.team if field == "team" else other.name
		answer = rest.login(OTHER).put(f"/api/resource/Service Ticket/{ticket.name}", json={field: claim})
		assert answer.status_code == 403
		assert frappe.db.get_value(TICKET, ticket.name, field) == ticket.get(field)

	def test_an_engineer_who_has_left_sees_nothing(self, engineer, as_user):
		ticket = walk(f.ticket(), "Triage", "Dispatch")
		engineer.status = "Left"
		engineer.save()
		with as_user(ENGINEER):
			assert frappe.get_list(TICKET, limit_page_length=1) == []
			assert not frappe.get_doc(TICKET, ticket.name).has_permission("read")


class TestTeams:
	def test_a_team_of_another_company_gets_no_ticket_and_no_engineer(self, engineer):
		team = f.make(
			"Service Team", name="Hard Foreign", team_name="Hard Foreign", company=another_company()
		).name
		ticket = f.ticket()
		ticket.team = team
		with pytest.raises(lifecycle.TeamOfOtherCompany):
			ticket.save()
		engineer.team = team
		with pytest.raises(frappe.ValidationError, match="Hard Foreign"):
			engineer.save()


@pytest.mark.parametrize("doctype", ["Award", "Reward Rule"])
def test_files_of_what_is_for_one_company_alone_are_not_listed_to_another(doctype, as_user):
	"""Its company stands in a field of another name, which may be empty: then it is for all."""
	manager = f.user("far@example.com", "Service Manager", "HR Manager")
	far = f.other_company("Far Appliances", "FA")
	f.make("User Permission", user=manager, allow="Company", for_value=far)
	for company in (f.company(), far, None):
		_file_of(doctype, company)
	with as_user(manager):
		listed = frappe.get_list("File", filters={"attached_to_doctype": doctype}, pluck="file_name")
	assert sorted(listed) == sorted(f"{doctype}-{company}.png" for company in (far, None))


def _file_of(doctype: str, company: str | None) -> None:
	document = frappe.get_doc({"doctype": doctype, "only_company": company})
	document.name = frappe.generate_hash(length=10)
	document.db_insert()
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{doctype}-{company}.png",
			"file_url": f"/private/files/{document.name}.png",
			"is_private": 1,
			"attached_to_doctype": doctype,
			"attached_to_name": document.name,
		}
	)
	file.name = frappe.generate_hash(length=10)
	file.db_insert()
