"""Parts are proposed, asked for and approved, and each sees what is theirs (F1)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.spare_parts import proposals, requisitions, settings, vans
from fsm_app.workforce.rights import MissingRight
from tests.app import factories as f
from tests.app import stock_setup as s
from tests.app.parts_requisitions import (  # noqa: F401 (fixtures)
	ANN,
	BEN,
	BOSS,
	KEEPER,
	SEAL,
	SUPERVISOR,
	anns_ticket,
	approved,
	asked,
	engineer_ann,
	in_hand,
	person,
	places_of_parts,
	receive,
	right,
	seals_in_store,
	send,
	stored,
	told,
)


class TestAsking:
	def test_beyond_the_right_it_waits_for_approval(self, as_user, ticket, seal):
		right("Intermediate", 40)
		made = asked(as_user, ticket)
		assert (made.stage, made.total_value, made.material_request) == ("Waiting for Approval", 50, None)
		assert "Ann Parts" in told(BOSS)[0]
		assert not told(KEEPER)

	def test_within_the_right_it_approves_itself(self, as_user, ticket, seal, places):
		right("Intermediate", 50)
		made = asked(as_user, ticket)
		assert (made.stage, made.workflow_state, made.delivery) == ("Approved", "Approved", "To Send")
		request = frappe.get_doc("Material Request", made.material_request)
		assert (request.docstatus, request.material_request_type) == (1, "Material Transfer")
		assert request.fsm_ticket == ticket.name
		(row,) = request.items
		assert (row.item_code, row.qty, row.from_warehouse) == (SEAL, 5, places.store_warehouse)
		assert row.warehouse == vans.van_of(made.engineer, made.company)
		assert told(KEEPER) and not told(BOSS)

	def test_the_van_is_made_under_the_companys_vans(self, as_user, ticket, seal, places, ann):
		assert vans.van_of(ann, f.company()) is None
		asked(as_user, ticket)
		van = vans.van_of(ann, f.company())
		assert frappe.db.get_value("Warehouse", van, "parent_warehouse") == places.van_parent_warehouse
		assert vans.engineer_of(van) == ann

	def test_the_supervisor_whose_right_reaches_is_asked(self, as_user, places, seal):
		right("Intermediate", None)
		right("Senior", 100)
		person("Sue Parts", SUPERVISOR, "Senior")
		team = f.team("Parts Team", SUPERVISOR)
		ticket = in_hand(person("Ben Parts", BEN, team=team))
		asked(as_user, ticket, user=BEN)
		assert told(SUPERVISOR) and not told(BOSS)
		dear = asked(as_user, ticket, 11, user=BEN)
		assert told(BOSS)
		with as_user(SUPERVISOR), pytest.raises(MissingRight):
			requisitions.approve(dear.name)

	def test_asking_again_with_the_same_key_is_one_requisition(self, as_user, ticket, seal):
		first = asked(as_user, ticket, client_key="req-key-1")
		assert asked(as_user, ticket, client_key="req-key-1").name == first.name
		assert frappe.db.count("Parts Requisition", {"ticket": ticket.name}) == 1
		with as_user(BOSS), pytest.raises(ClientKeyTaken):
			requisitions.request_parts(ticket.name, [{"item_code": SEAL, "qty": 1}], "req-key-1")

	def test_boxes_are_counted_in_pieces(self, as_user, ticket, places):
		box = f.make("UOM", name="Test Box", uom_name="Test Box", must_be_whole_number=1).name
		s.stocked_item("REQ-SCREW", uoms=[{"uom": box, "conversion_factor": 12}])
		s.receive("REQ-SCREW", places.store_warehouse, 30, 1)
		right("Intermediate", 1000)
		with as_user(ANN):
			made = requisitions.request_parts(ticket.name, [{"item_code": "REQ-SCREW", "qty": 2, "uom": box}])
		assert (made.items[0].stock_qty, made.total_value) == (24, 24)
		send(as_user, made, 7)
		send(as_user, made, 17)
		done = receive(as_user, stored(made))
		assert (done.progress, done.delivery) == ("24 of 24", "Received")
		assert s.balance("REQ-SCREW", places.transit_warehouse) == 0
		assert frappe.db.get_value("Material Request", made.material_request, "per_ordered") == 100

	@pytest.mark.parametrize(
		("line", "said"),
		[
			({"item_code": SEAL, "qty": 0}, "above 0"),
			({"item_code": SEAL, "qty": 1.5}, "whole"),
			({"item_code": SEAL, "qty": 1, "uom": "Litre"}, "not a unit"),
			({"item_code": "REQ-SERVICE", "qty": 1}, "not kept in stock"),
			({"item_code": "REQ-NOTHING", "qty": 1}, "REQ-NOTHING"),
		],
	)
	def test_what_cannot_be_brought_is_refused_by_name(self, as_user, ticket, seal, line, said):
		s.stocked_item("REQ-SERVICE", is_stock_item=0)
		f.make("UOM", name="Litre", uom_name="Litre")
		with as_user(ANN), pytest.raises(frappe.ValidationError) as refusal:
			requisitions.request_parts(ticket.name, [line])
		assert said in str(refusal.value)

	def test_nothing_is_asked_for_where_parts_are_only_written_down(self, as_user, ticket, seal):
		s.company_stock(mode=settings.LOG_ONLY)
		with as_user(ANN), pytest.raises(frappe.ValidationError, match="only written down"):
			requisitions.request_parts(ticket.name, [{"item_code": SEAL, "qty": 1}])

	@pytest.mark.parametrize(
		("field", "label"), [("store_warehouse", "Store"), ("van_parent_warehouse", "Vans Under")]
	)
	def test_what_the_settings_lack_is_named(self, as_user, ticket, seal, field, label):
		s.company_stock(**{field: None})
		with as_user(ANN), pytest.raises(settings.NotSetUp, match=label):
			requisitions.request_parts(ticket.name, [{"item_code": SEAL, "qty": 1}])

	def test_not_for_a_colleagues_ticket(self, as_user, ticket, seal):
		person("Ben Parts", BEN)
		with as_user(BEN), pytest.raises(frappe.ValidationError):
			requisitions.request_parts(ticket.name, [{"item_code": SEAL, "qty": 1}])

	def test_an_engineer_chooses_no_other_warehouses(self, as_user, ticket, seal, places, ann):
		other = s.warehouse("Somebody Else's")
		with as_user(ANN):
			made = frappe.get_doc(
				{
					"doctype": "Parts Requisition",
					"ticket": ticket.name,
					"from_warehouse": other,
					"to_warehouse": other,
					"items": [{"item_code": SEAL, "qty": 1}],
				}
			).insert()
		assert made.from_warehouse == places.store_warehouse
		assert made.to_warehouse == vans.van_of(ann, f.company())

	def test_what_was_asked_for_stands(self, as_user, ticket, seal):
		right("Intermediate", 10)
		made = asked(as_user, ticket)
		with as_user(ANN), pytest.raises(frappe.ValidationError, match="cannot be changed"):
			made.items[0].qty = 1
			made.save()

	def test_forged_figures_are_not_taken(self, as_user, ticket, seal):
		with as_user(ANN):
			made = frappe.get_doc(
				{
					"doctype": "Parts Requisition",
					"ticket": ticket.name,
					"total_value": 1,
					"received_qty": 5,
					"material_request": None,
					"items": [{"item_code": SEAL, "qty": 5, "rate": 0.1, "received_qty": 5}],
				}
			).insert()
		assert (made.total_value, made.received_qty, made.items[0].received_qty) == (50, 0, 0)


class TestDeciding:
	def test_an_engineer_without_the_right_cannot_approve(self, as_user, ticket, seal):
		right("Intermediate", 10)
		made = asked(as_user, ticket)
		with as_user(ANN), pytest.raises(frappe.ValidationError):
			requisitions.approve(made.name)
		with as_user(KEEPER), pytest.raises(frappe.ValidationError):
			requisitions.approve(made.name)
		assert stored(made).stage == "Waiting for Approval"

	def test_rejecting_asks_for_a_reason_and_says_it(self, as_user, ticket, seal):
		right("Intermediate", 10)
		made = asked(as_user, ticket)
		with as_user(BOSS):
			with pytest.raises(frappe.ValidationError, match="Decision Note"):
				apply_workflow(stored(made).as_dict(), "Reject")
			requisitions.reject(made.name, "Use the one in your van")
		assert stored(made).stage == "Rejected"
		assert "rejected" in told(ANN)[0]

	def test_approving_makes_the_request_and_tells(self, as_user, ticket, seal):
		right("Intermediate", 10)
		made = approved(as_user, ticket)
		assert made.material_request and made.decided_by == BOSS
		assert "approved" in told(ANN)[0] and told(KEEPER)

	def test_an_administrators_own_workflow_is_obeyed(self, as_user, ticket, seal):
		right("Intermediate", 10)
		workflow = frappe.get_doc("Workflow", "Parts Requisition")
		for row in workflow.transitions:
			if row.action == "Approve":
				row.allowed = "Service Dispatcher"
		workflow.save()
		made = asked(as_user, ticket)
		with as_user(BOSS), pytest.raises(requisitions.StepNotOpen):
			requisitions.approve(made.name)

	def test_a_state_without_stage_is_refused(self):
		workflow = frappe.get_doc("Workflow", "Parts Requisition")
		workflow.states[0].update_value = "Perhaps"
		with pytest.raises(frappe.ValidationError, match="Update Value"):
			workflow.save()


class TestProposing:
	def test_the_offerings_parts_and_those_of_the_same_fault(self, ann, seal, places):
		offering = f.offering("Parts Repair", materials=[{"kind": "Part", "item": SEAL, "qty": 2}])
		for code in ("REQ-BELT", "REQ-BOLT"):
			s.stocked_item(code)
		s.company_stock(mode=settings.LOG_ONLY)
		for qty in (1, 3, 3):
			used = f.ticket(fault_code="E7", parts_used=[{"item_code": "REQ-BELT", "qty": qty}])
			used.db_set("done_at", frappe.utils.now())
		s.company_stock()
		s.receive("REQ-BELT", s.van_for(ann), 4, 1)
		ticket = in_hand(ann, offering=offering, fault_code="E7")
		rows = {row["item_code"]: row for row in proposals.propose(ticket.name)}
		assert list(rows) == [SEAL, "REQ-BELT"]
		assert (rows[SEAL]["qty"], rows[SEAL]["in_store"]) == (2, 20)
		assert "Parts Repair" in rows[SEAL]["because"]
		assert (rows["REQ-BELT"]["qty"], rows["REQ-BELT"]["in_van"]) == (3, 4)
		assert "E7" in rows["REQ-BELT"]["because"] and "3" in rows["REQ-BELT"]["because"]

	def test_what_was_asked_for_already_is_said(self, as_user, ann, seal):
		offering = f.offering("Parts Repair", materials=[{"kind": "Part", "item": SEAL, "qty": 2}])
		ticket = in_hand(ann, offering=offering)
		asked(as_user, ticket, 2)
		(row,) = proposals.propose(ticket.name)
		assert row["requested"] == 2


class TestOverRest:
	BASE = "/api/method/fsm_app.api.parts_requisition."

	def test_the_whole_way(self, rest, ticket, seal, places, ann):
		right("Intermediate", 1000)
		engineer, keeper = rest.login(ANN), rest.login(KEEPER)
		body = {"ticket": ticket.name, "lines": [{"item_code": SEAL, "qty": 2}], "client_key": "rest-1"}
		made = engineer.post(self.BASE + "request_parts", body).json["message"]
		assert made["stage"] == "Approved"
		assert keeper.post(self.BASE + "send", {"requisition": made["name"]}).status_code == 200
		done = engineer.post(self.BASE + "receive", {"requisition": made["name"]}).json["message"]
		assert done["progress"] == "2 of 2"

	def test_the_tickets_form_shows_what_is_next(self, rest, as_user, ticket, seal):
		right("Intermediate", 1000)
		made = asked(as_user, ticket)
		send(as_user, made, 2)
		path, args = self.BASE + "of_ticket", {"ticket": ticket.name}
		shown = rest.login(ANN).get(path, args).json["message"]
		assert (shown["posts"], shown["may_ask"]) == (True, True)
		(requisition,) = shown["requisitions"]
		assert (requisition["name"], requisition["receive"], requisition["send"]) == (made.name, True, False)
		assert [(row["item_code"], row["sent_qty"]) for row in requisition["items"]] == [(SEAL, 2)]
		acts = rest.login(KEEPER).get(self.BASE + "acts", {"requisition": made.name}).json["message"]
		assert acts == {"send": True, "receive": True, "there": {SEAL: 18}}
		s.company_stock(mode=settings.LOG_ONLY)
		assert rest.login(ANN).get(path, args).json["message"]["posts"] is False

	def test_stock_stays_closed_to_engineers(self, rest, ticket, seal, places, ann):
		van = s.van_for(ann)
		s.receive(SEAL, van, 2, 10)
		row = {"item_code": SEAL, "qty": 1, "s_warehouse": van}
		body = {"doctype": "Stock Entry", "stock_entry_type": "Material Issue", "items": [row]}
		engineer = rest.login(ANN)
		assert engineer.post("/api/resource/Stock Entry", body).status_code == 403
		assert engineer.get("/api/resource/Material Request").status_code == 403

	def test_others_requisitions_are_not_seen(self, rest, as_user, ticket, seal):
		made = asked(as_user, ticket)
		person("Ben Parts", BEN)
		ben = rest.login(BEN)
		assert ben.get("/api/resource/Parts Requisition").json["data"] == []
		assert ben.get(f"/api/resource/Parts Requisition/{made.name}").status_code == 403
		assert ben.post(self.BASE + "receive", {"requisition": made.name}).status_code == 403

	def test_the_engineer_of_a_van_brings_parts_back(self, rest, seal, places, ann):
		s.receive(SEAL, s.van_for(ann), 4, 10)
		person("Ben Parts", BEN)
		van = frappe.db.get_value("Engineer Van", {"engineer": ann})
		own = rest.login(ANN).get(self.BASE + "own_van", {"van": van}).json["message"]
		assert [(row["item_code"], row["qty"]) for row in own] == [(SEAL, 4)]
		assert rest.login(BEN).get(self.BASE + "own_van", {"van": van}).status_code == 403
		assert rest.login(BOSS).get(self.BASE + "own_van", {"van": van}).json["message"] == []
		body = {"lines": [{"item_code": SEAL, "qty": 3}]}
		made = rest.login(ANN).post(self.BASE + "bring_back", body).json["message"]
		assert (made["kind"], made["stage"], made["delivery"]) == ("Return", "Approved", "To Send")
		assert rest.login(BOSS).post(self.BASE + "bring_back", body).status_code == 403

	@pytest.mark.parametrize("lines", ["x", "{}", "[]", '[{"item_code": 1}]', '[{"qty": "x"}]', "[1]"])
	def test_nonsense_is_refused(self, rest, ticket, seal, lines):
		body = {"ticket": ticket.name, "lines": lines}
		assert rest.login(ANN).post(self.BASE + "request_parts", body).status_code == 417

	def test_a_quantity_that_nobody_can_mean_is_refused(self, rest, ticket, seal):
		body = {"ticket": ticket.name, "lines": [{"item_code": SEAL, "qty": 1_000_001}]}
		answer = rest.login(ANN).post(self.BASE + "request_parts", body)
		assert (answer.status_code, SEAL in answer.get_data(as_text=True)) == (417, True)
