"""Cases and tickets: written from a report without its people, used and judged, and what a fault code means (G1, G2, D3)."""

import pytest

import frappe

from fsm_app.api import knowledge as api
from fsm_app.engine.stages import DONE
from fsm_app.knowledge import catalogue_links, fault_links, uses
from fsm_app.knowledge.from_ticket import NamesCustomer, NotYourTicket
from tests.app import cases as c
from tests.app import devices
from tests.app import factories as f

CASE, USE = "Knowledge Case", "Knowledge Use"


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	return c.people()


def ticket_of(engineer: str, **values):
	made = f.ticket(**values)
	frappe.db.set_value("Service Ticket", made.name, {"engineer": engineer, "stage": "Working"})
	return made.name


def reported(ids, **values) -> str:
	values = {
		"subject": "Pump at Mr Zimmermann",
		"reported_by": "Otto Zimmermann",
		"contact_phone": "+49 30 901820",
		"contact_email": "otto@zimmermann.example",
		"fault_symptom": "Pressure falls; ask Zimmermann at +49 30 901820 or otto@zimmermann.example",
		"fault_code": "E-21",
		"fault_cause": "Worn valve, said Otto Zimmermann of Test Customer",
		"resolution_summary": "Replaced the valve.\nTested <30 min> with 13912345678 bar.",
		"serial_no": devices.serial_no("13912345678"),
		"item_code": devices.item(),
		**values,
	}
	return ticket_of(ids["Ann"], **values)


class TestFromATicket:
	def test_one_click_fills_the_case_from_the_report_without_its_people(self, ids, as_user):
		ticket = reported(ids)
		with as_user(c.ANN):
			made = api.write_case(ticket)
			case = frappe.get_doc(CASE, made["name"])
		text = " ".join([case.title, case.symptom, case.cause, case.solution])
		for person in ("Zimmermann", "Otto", "901820", "@zimmermann", "Test Customer"):
			assert person not in text
		assert case.title == "Pressure falls"
		assert case.symptom.startswith("Pressure falls; ask ****")
		assert "13912345678" in case.solution, "the device's number is nobody's telephone"
		assert "<p>Replaced the valve.</p>" in case.solution
		assert (case.stage, case.from_ticket, case.author) == ("Draft", ticket, ids["Ann"])
		assert [row.code_key for row in case.fault_codes] == ["e21"]
		assert [row.item_code for row in case.equipment] == [devices.item()]
		assert [row.offering for row in case.offerings] == ["Test Repair"]
		assert made["hidden"] >= 5 and str(made["hidden"]) in made["said"]
		# and it is said with the case for whoever opens it later
		assert frappe.db.exists("Comment", {"reference_name": case.name, "comment_type": "Info"})

	def test_a_second_click_opens_the_same_draft(self, ids, as_user):
		ticket = reported(ids)
		with as_user(c.ANN):
			made = api.write_case(ticket)
			again = api.write_case(ticket)
		assert (again["name"], again["found"]) == (made["name"], True)

	def test_for_a_ticket_that_one_does_not_see_there_is_none(self, ids, as_user):
		ticket = reported(ids)
		with (
			as_user(f.user("stranger@case.example.com", "Service Engineer")),
			pytest.raises(frappe.PermissionError),
		):
			api.write_case(ticket)
		assert not frappe.db.exists(CASE, {"from_ticket": ticket})

	@pytest.mark.parametrize("field", ("title", "symptom", "solution", "snippet"))
	def test_the_people_of_the_ticket_do_not_pass_the_review(self, ids, as_user, field):
		with as_user(c.ANN):
			name = api.write_case(reported(ids))["name"]
			case = frappe.get_doc(CASE, name)
			case.set(field, f"{case.get(field) or ''} call Otto Zimmermann")
			case.save()
			with pytest.raises(NamesCustomer):
				c.act(name, "Submit for Review")
			case.reload()
			case.set(field, "nobody")
			case.save()
			assert c.act(name, "Submit for Review").stage == "In Review"

	def test_whoever_has_no_part_in_the_ticket_learns_nothing_of_its_people(self, ids, as_user):
		"""What is hidden in a case, or refused in it, would tell a name that one has guessed."""
		ticket = reported(ids)
		frappe.db.set_value("Service Engineer", ids["Bo"], "visibility", "All")
		for user in (c.BO, c.REVIEWER):
			with as_user(user):
				assert frappe.has_permission("Service Ticket", "read", ticket)
				assert api.of_ticket(ticket)["may_write"] is False
				with pytest.raises(NotYourTicket):
					api.write_case(ticket)
				with pytest.raises(NotYourTicket):
					c.draft(from_ticket=ticket)
		with as_user(c.ANN):
			name = api.write_case(ticket)["name"]
			c.act(name, "Submit for Review")
		with as_user(c.REVIEWER):
			document = frappe.get_doc(CASE, name)
			document.cause = "Adams, Baker, Otto Zimmermann"
			assert document.save().cause == "Adams, Baker, Otto Zimmermann"

	def test_the_case_outlives_its_ticket(self, ids, as_user):
		ticket = reported(ids)
		with as_user(c.ANN):
			name = api.write_case(ticket)["name"]
		frappe.delete_doc("Service Ticket", ticket)
		assert frappe.db.get_value(CASE, name, "from_ticket") is None


def figures(name: str) -> tuple:
	return frappe.db.get_value(CASE, name, ["reads", "uses", "solved", "not_solved"])


class TestUses:
	def test_the_engineer_says_what_helped_and_the_newest_word_counts(self, ids, as_user):
		case = c.published(as_user).name
		ticket = ticket_of(ids["Bo"])
		with as_user(c.BO):
			api.note_reading(case, ticket)
			api.note_reading(case, ticket)
			for result in ("Used", "Did Not Help", "Solved It", "Solved It"):
				found = api.note_result(case, ticket, result)
		assert found["used"][0]["result"] == "Solved It"
		assert figures(case) == (1, 1, 1, 0)
		row = frappe.get_doc(USE, {"knowledge_case": case, "result": "Solved It"})
		assert (row.engineer, row.author, row.by_another, row.ticket) == (ids["Bo"], ids["Ann"], 1, ticket)

	def test_reading_is_counted_once_a_day_and_drafts_not_at_all(self, ids, as_user, freeze):
		case = c.published(as_user).name
		with as_user(c.ANN):
			own = c.draft().name
			api.note_reading(own)
			api.note_reading(case)
		with as_user(c.BO):
			api.note_reading(case)
			api.note_reading(case)
			assert figures(case)[0] == 1
			freeze("2019-04-06 10:00:00")
			api.note_reading(case)
		assert (figures(case)[0], figures(own)[0]) == (2, 0)

	def test_who_has_not_done_the_work_does_not_say_what_solved_it(self, ids, as_user):
		case = c.published(as_user).name
		ticket = ticket_of(ids["Ann"])
		with as_user(c.AUDITOR), pytest.raises(uses.NotYourTicket):
			api.note_result(case, ticket, "Solved It")
		with as_user(c.REVIEWER), pytest.raises(uses.NotYourTicket):
			api.note_result(case, ticket, "Solved It")
		assert figures(case) == (0, 0, 0, 0)
		with as_user(c.MANAGER):
			api.note_result(case, ticket, "Solved It")
		# the merit is the engineer's, whoever notes it
		row = frappe.get_doc(USE, {"knowledge_case": case})
		assert (row.engineer, row.by_another) == (ids["Ann"], 0)

	def test_who_verifies_the_work_may_say_so(self, ids, as_user):
		case = c.published(as_user).name
		senior = f.user("sen@case.example.com", "Service Engineer")
		f.engineer("Sen", level="Senior", user=senior, visibility="All")
		ticket = ticket_of(ids["Ann"])
		with as_user(senior):
			with pytest.raises(uses.NotYourTicket):
				api.note_result(case, ticket, "Solved It")
			frappe.db.set_value("Service Ticket", ticket, "stage", DONE)
			api.note_result(case, ticket, "Solved It")
		assert figures(case)[2] == 1

	def test_an_unknown_result_and_what_one_does_not_read_are_refused(self, ids, as_user):
		case, ticket = c.published(as_user).name, ticket_of(ids["Bo"])
		with as_user(c.ANN):
			hidden = c.draft().name
		with as_user(c.BO):
			for result in ("Opened", "solved", ""):
				with pytest.raises(uses.NotAResult):
					api.note_result(case, ticket, result)
			with pytest.raises(frappe.PermissionError):
				api.note_result(hidden, ticket, "Used")
			with pytest.raises(frappe.PermissionError):
				api.note_reading(hidden)
		with as_user(c.ANN):
			with pytest.raises(uses.NotAResult):
				api.note_result(hidden, ticket_of(ids["Ann"]), "Used")

	def test_a_merged_tickets_uses_are_those_of_the_survivor(self, ids, as_user):
		one, two = c.published(as_user).name, c.published(as_user).name
		goes, stays = ticket_of(ids["Bo"]), ticket_of(ids["Bo"])
		with as_user(c.BO):
			for case, ticket, result in (
				(one, goes, "Solved It"),
				(two, goes, "Used"),
				(two, stays, "Solved It"),
			):
				api.note_result(case, ticket, result)
		handed = uses.hand_over_uses(frappe._dict(name=goes), frappe._dict(name=stays))
		assert handed == {USE: 1}
		assert uses.results_in(stays) == {one: "Solved It", two: "Solved It"}

	def test_a_deleted_tickets_uses_are_counted_no_more(self, ids, as_user):
		case, ticket = c.published(as_user).name, ticket_of(ids["Bo"])
		with as_user(c.BO):
			api.note_result(case, ticket, "Solved It")
		frappe.delete_doc("Service Ticket", ticket)
		assert figures(case) == (0, 0, 0, 0) and not frappe.db.exists(USE, {"knowledge_case": case})

	def test_ones_own_uses_one_sees_and_colleagues_do_not(self, ids, as_user):
		case = c.published(as_user).name
		with as_user(c.BO):
			api.note_reading(case)
		other = f.user("cy@case.example.com", "Service Engineer")
		seen = {}
		for user in (c.BO, c.ANN, c.MANAGER, c.AUDITOR, other):
			with as_user(user):
				seen[user] = len(frappe.get_list(USE, pluck="name"))
		assert seen == {c.BO: 1, c.ANN: 1, c.MANAGER: 1, c.AUDITOR: 1, other: 0}


class TestFaultCodes:
	def code(self, as_user, **values):
		values = {
			"kind": "Fault Code Table",
			"fault_codes": [{"code": "E-21", "meaning": "Overpressure"}],
			**values,
		}
		return c.published(as_user, **values).name

	@pytest.mark.parametrize("typed", ("E-21", "e 21", "Ｅ２１", "E21 "))
	def test_a_typed_code_finds_its_case_however_it_is_written(self, ids, as_user, typed):
		case = self.code(as_user)
		ticket = f.ticket(fault_code=typed)
		assert ticket.fault_case == case
		assert ticket.fault_code.strip() == typed.strip(), "what was typed stays"

	@pytest.mark.parametrize("typed", ("???", "E99", "see picture, perhaps E21 or so", "-- --", "<b>E21</b>"))
	def test_a_code_that_nobody_knows_is_taken_as_it_is(self, ids, as_user, typed):
		self.code(as_user)
		ticket = f.ticket(fault_code=typed)
		assert ticket.fault_code and (ticket.fault_case is None or "b" in typed)

	def test_the_cases_of_the_equipment_come_before_those_for_all(self, ids, as_user):
		mine, other = devices.item("FAULT-A"), devices.item("FAULT-B")
		for_all = self.code(as_user)
		for_mine = self.code(as_user, equipment=[{"item_code": mine}])
		assert f.ticket(fault_code="E21", item_code=mine).fault_case == for_mine
		assert f.ticket(fault_code="E21", item_code=other).fault_case == for_all
		assert f.ticket(fault_code="E21").fault_case == for_all
		group = self.code(as_user, equipment=[{"item_group": "All Item Groups"}])
		assert f.ticket(fault_code="E21", item_code=other).fault_case == group

	def test_the_case_is_correctable_and_follows_a_new_code(self, ids, as_user):
		found = self.code(as_user)
		better = c.published(as_user).name
		ticket = f.ticket(fault_code="E21")
		ticket.fault_case = better
		ticket.save()
		ticket.fault_symptom = "Loud"
		ticket.save()
		assert ticket.fault_case == better, "chosen, it stays"
		ticket.fault_code = "E22"
		ticket.save()
		assert ticket.fault_case is None
		ticket.fault_code = "e-21"
		ticket.save()
		assert ticket.fault_case == found

	def test_it_means_no_case_that_is_not_published(self, ids, as_user):
		with as_user(c.ANN):
			hidden = c.draft(fault_codes=[{"code": "E21"}]).name
		ticket = f.ticket(fault_code="E21")
		assert ticket.fault_case is None
		ticket.fault_case = hidden
		with pytest.raises(fault_links.NotAFaultCase):
			ticket.save()

	def test_the_form_says_what_it_means_to_whoever_reads_the_case(self, ids, as_user):
		case = self.code(as_user)
		ticket = ticket_of(ids["Bo"], fault_code="E21")
		with as_user(c.BO):
			assert api.of_ticket(ticket)["meaning"]["meaning"] == "Overpressure"
		with as_user(c.MANAGER):
			c.act(case, "Retire")
		with as_user(c.BO):
			assert api.of_ticket(ticket)["meaning"] is None
			# and the ticket still saves
			document = frappe.get_doc("Service Ticket", ticket)
			document.fault_symptom = "Loud"
			document.save()

	def test_stored_tickets_are_linked_once(self, ids, as_user):
		ticket = f.ticket(fault_code="E 21")
		case = self.code(as_user)
		assert frappe.db.get_value("Service Ticket", ticket.name, "fault_case") is None
		assert fault_links.link_stored_codes() >= 1
		assert frappe.db.get_value("Service Ticket", ticket.name, ["fault_code", "fault_case"]) == (
			"E 21",
			case,
		)


class TestCatalogue:
	def test_an_offering_refers_to_cases_that_its_readers_see(self, ids, as_user):
		case = c.published(as_user).name
		with as_user(c.ANN):
			hidden = c.draft().name
		offering = frappe.get_doc("Service Offering", f.offering())
		offering.append("knowledge", {"knowledge_case": case})
		offering.save()
		ticket = ticket_of(ids["Bo"])
		with as_user(c.BO):
			assert [row["name"] for row in api.of_ticket(ticket)["offering"]] == [case]
		offering.append("knowledge", {"knowledge_case": hidden})
		with pytest.raises(catalogue_links.NotPublished):
			offering.save()
		with as_user(c.MANAGER):
			c.act(case, "Retire")
		with as_user(c.BO):
			assert api.of_ticket(ticket)["offering"] == []
		# what is there stays there
		offering = frappe.get_doc("Service Offering", f.offering())
		offering.description = "Other words"
		offering.save()
