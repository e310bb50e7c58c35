"""Parts are asked for, approved, sent, received and brought back, as ERPNext's stock says (F1)."""

import pytest

import frappe
from frappe.model.workflow import apply_workflow

from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.spare_parts import fulfilment, proposals, requisitions, settings, unused_parts, usage, vans
from fsm_app.spare_parts.report.parts_to_send import parts_to_send
from fsm_app.workforce.rights import MissingRight
from tests import host
from tests.app import factories as f
from tests.app import stock_setup as s
from tests.app.tickets import act

SEAL = "REQ-SEAL"
ANN, KEEPER, BOSS, SUPERVISOR, BEN = (
	"ann-parts@example.com",
	"keeper-parts@example.com",
	"boss-parts@example.com",
	"super-parts@example.com",
	"ben-parts@example.com",
)


@pytest.fixture
def places():
	f.user(KEEPER, "Service Parts Keeper")
	f.user(BOSS, "Service Manager")
	return s.company_stock()


@pytest.fixture
def ann(places):
	return person("Ann Parts", ANN)


def person(name: str, user: str, level: str = "Intermediate", **values) -> str:
	f.user(user, "Service Engineer")
	return f.engineer(name, level, user=user, **values).name


@pytest.fixture
def seal(places):
	item = s.stocked_item(SEAL)
	s.receive(item, places.store_warehouse, 20, 10)
	return item


@pytest.fixture
def ticket(ann):
	return in_hand(ann)


def in_hand(engineer: str, **values):
	made = act(f.ticket(**values), "Triage")
	return act(made, "Dispatch", engineer=engineer)


def right(level: str, up_to: float | None) -> None:
	"""The level may transfer parts up to this value; not at all with None."""
	doc = frappe.get_doc("Engineer Level", level)
	doc.rights = [row for row in doc.rights if row.right != "Transfer Spare Parts"]
	if up_to is not None:
		doc.append("rights", {"right": "Transfer Spare Parts", "up_to_value": up_to})
	doc.save(ignore_permissions=True)


def asked(as_user, ticket, qty: float = 5, item: str = SEAL, user: str = ANN, **values):
	with as_user(user):
		return requisitions.request_parts(ticket.name, [{"item_code": item, "qty": qty}], **values)


def approved(as_user, ticket, qty: float = 5, **values):
	made = asked(as_user, ticket, qty, **values)
	if made.stage != "Approved":
		with as_user(BOSS):
			requisitions.approve(made.name)
	return frappe.get_doc("Parts Requisition", made.name)


def send(as_user, requisition, qty: float | None = None, **values):
	line = [{"row": requisition.items[0].name, "qty": qty, **values}] if qty else None
	with as_user(KEEPER):
		return fulfilment.fulfil(requisition.name, line)


def receive(as_user, requisition, qty: float | None = None, user: str = ANN, key: str | None = None):
	line = [{"row": requisition.items[0].name, "qty": qty}] if qty else None
	with as_user(user):
		return fulfilment.receive(requisition.name, key, line)


def told(user: str) -> list[str]:
	return frappe.get_all(
		"Notification Log",
		{"for_user": user, "document_type": "Parts Requisition"},
		pluck="subject",
		order_by="creation desc, name",
	)


def stored(requisition):
	return frappe.get_doc("Parts Requisition", requisition.name)


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


class TestSendingAndReceiving:
	@pytest.fixture(autouse=True)
	def _right(self, ticket, seal):
		right("Intermediate", 1000)

	def test_sent_in_pieces_and_received(self, as_user, ticket, places, ann):
		"""What others' users ask for: the request says how much of it has arrived."""
		made = approved(as_user, ticket)
		van = vans.van_of(ann, f.company())
		send(as_user, made, 2)
		second = send(as_user, made, 3)
		assert (stored(made).delivery, s.balance(SEAL, places.transit_warehouse)) == ("On Its Way", 5)
		done = receive(as_user, made, 2)
		assert (done.progress, done.delivery) == ("2 of 5", "On Its Way")
		done = receive(as_user, made, 3)
		assert (done.progress, done.delivery) == ("5 of 5", "Received")
		assert (s.balance(SEAL, places.transit_warehouse), s.balance(SEAL, van)) == (0, 5)
		(arrival,) = frappe.get_all("Stock Entry", {"outgoing_stock_entry": second.name}, pluck="name")
		frappe.get_doc("Stock Entry", arrival).cancel()
		assert (stored(made).progress, stored(made).delivery) == ("2 of 5", "On Its Way")
		assert (s.balance(SEAL, places.transit_warehouse), s.balance(SEAL, van)) == (3, 2)
		frappe.get_doc("Stock Entry", second.name).cancel()
		assert (stored(made).progress, stored(made).delivery) == ("2 of 5", "To Send")
		send(as_user, made)
		assert receive(as_user, made).progress == "5 of 5"

	def test_without_a_transit_warehouse_they_are_in_the_van_at_once(self, as_user, ticket, ann):
		s.company_stock(transit_warehouse=None)
		made = approved(as_user, ticket)
		send(as_user, made, 2)
		assert stored(made).progress == "2 of 5"
		assert s.balance(SEAL, vans.van_of(ann, f.company())) == 2
		assert "in your van" in told(ANN)[0]

	def test_whoever_waits_is_told(self, as_user, ticket):
		made = approved(as_user, ticket)
		send(as_user, made)
		assert "on their way" in told(ANN)[0]

	def test_more_than_is_in_the_store_is_refused_in_words(self, as_user, ticket, places):
		made = approved(as_user, ticket, 25)
		with pytest.raises(frappe.ValidationError, match="20 of 25"):
			send(as_user, made)
		assert not frappe.db.exists("Stock Entry", {"fsm_ticket": ticket.name})
		send(as_user, made, 20)
		assert stored(made).sent_qty == 20

	def test_a_frozen_day_leaves_nothing_behind(self, as_user, ticket, ann):
		made = approved(as_user, ticket)
		send(as_user, made, 2)
		frappe.db.set_single_value("Stock Settings", "stock_frozen_upto", frappe.utils.today())
		frappe.clear_document_cache("Stock Settings", "Stock Settings")
		for move in (send, receive):
			with pytest.raises(frappe.ValidationError):
				move(as_user, made, 1)
		assert frappe.db.count("Stock Entry", {"fsm_ticket": ticket.name}) == 1
		assert (stored(made).sent_qty, stored(made).received_qty) == (2, 0)

	def test_more_than_was_asked_is_refused(self, as_user, ticket):
		made = approved(as_user, ticket)
		with pytest.raises(fulfilment.NothingToMove):
			send(as_user, made, 6)
		send(as_user, made, 5)
		with pytest.raises(fulfilment.NothingToMove):
			receive(as_user, made, 6)

	def test_an_engineer_sends_nothing_to_themself(self, as_user, ticket):
		made = approved(as_user, ticket)
		with as_user(ANN), pytest.raises(frappe.PermissionError):
			fulfilment.fulfil(made.name)

	def test_a_colleague_receives_nothing(self, as_user, ticket):
		person("Ben Parts", BEN)
		made = approved(as_user, ticket)
		send(as_user, made)
		with as_user(BEN), pytest.raises(frappe.PermissionError):
			fulfilment.receive(made.name)

	def test_receiving_again_with_the_same_key_posts_nothing(self, as_user, ticket, ann):
		made = approved(as_user, ticket)
		send(as_user, made)
		receive(as_user, made, 2, key="rec-key-1")
		again = receive(as_user, made, 2, key="rec-key-1")
		assert again.progress == "2 of 5"
		assert s.balance(SEAL, vans.van_of(ann, f.company())) == 2

	def test_what_erpnexts_own_form_sends_counts(self, as_user, ticket, places):
		from erpnext.stock.doctype.material_request.material_request import make_stock_entry

		made = approved(as_user, ticket)
		entry = make_stock_entry(made.material_request)
		entry.items[0].update({"qty": 4, "transfer_qty": 4})
		entry.submit()
		assert stored(made).progress == "4 of 5"
		entry.cancel()
		assert stored(made).progress == "0 of 5"

	def test_serial_numbers_travel_with_the_parts(self, as_user, ticket, places, ann):
		s.stocked_item("REQ-PUMP", serial=True)
		s.receive("REQ-PUMP", places.store_warehouse, 3, 100, ["REQ-P1", "REQ-P2", "REQ-P3"])
		made = approved(as_user, ticket, 2, item="REQ-PUMP")
		send(as_user, made, 2, serial_nos=["REQ-P3", "REQ-P1"])
		receive(as_user, made, 1)
		receive(as_user, made, 1)
		van = vans.van_of(ann, f.company())
		placed = dict(
			frappe.get_all("Serial No", {"item_code": "REQ-PUMP"}, ["name", "warehouse"], as_list=True)
		)
		assert placed == {"REQ-P1": van, "REQ-P3": van, "REQ-P2": places.store_warehouse}

	def test_a_serial_number_that_is_elsewhere_is_refused(self, as_user, ticket, places, ann):
		s.stocked_item("REQ-PUMP", serial=True)
		s.receive("REQ-PUMP", places.store_warehouse, 1, 100, ["REQ-P1"])
		s.receive("REQ-PUMP", s.van_for(ann), 1, 100, ["REQ-P9"])
		made = approved(as_user, ticket, 1, item="REQ-PUMP")
		with pytest.raises(frappe.ValidationError, match="REQ-P9"):
			send(as_user, made, 1, serial_nos=["REQ-P9"])

	def test_the_batch_that_ends_first_is_sent_first(self, as_user, ticket, places, ann):
		item = s.stocked_item("REQ-GREASE", batch=True)
		for batch, days in (("REQ-B1", 90), ("REQ-B2", 30)):
			s.batch_of(item, batch, frappe.utils.add_days(frappe.utils.today(), days))
			s.receive(item, places.store_warehouse, 2, 5, batch=batch)
		made = approved(as_user, ticket, 3, item=item)
		entry = send(as_user, made)
		assert [(row.batch_no, row.qty) for row in entry.items] == [("REQ-B2", 2), ("REQ-B1", 1)]
		assert receive(as_user, made).progress == "3 of 3"
		assert s.balance(item, vans.van_of(ann, f.company())) == 3


class TestCancelling:
	@pytest.fixture(autouse=True)
	def _right(self, ticket, seal):
		right("Intermediate", 1000)

	def test_nothing_was_sent(self, as_user, ticket):
		made = approved(as_user, ticket)
		with as_user(ANN):
			requisitions.cancel(made.name)
		assert stored(made).stage == "Cancelled"
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2
		assert "nothing more" in told(KEEPER)[0]
		with pytest.raises(fulfilment.NothingToMove):
			send(as_user, made)

	def test_something_was_sent(self, as_user, ticket, ann):
		made = approved(as_user, ticket)
		send(as_user, made, 2)
		with as_user(ANN):
			requisitions.cancel(made.name)
		assert frappe.db.get_value("Material Request", made.material_request, "status") == "Stopped"
		with pytest.raises(fulfilment.NothingToMove):
			send(as_user, made)
		assert receive(as_user, made).progress == "2 of 5"

	def test_with_the_job_its_picking_goes(self, as_user, ticket):
		"""What others' users ask for: no picking stays open for a job that is off."""
		made = approved(as_user, ticket)
		act(ticket, "Cancel", cancel_reason="Not needed")
		assert stored(made).stage == "Cancelled"
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2
		assert not frappe.db.exists("Parts Requisition", {"ticket": ticket.name, "kind": "Return"})

	def test_parts_out_for_a_cancelled_job_are_asked_back(self, as_user, ticket, places, ann):
		made = approved(as_user, ticket)
		send(as_user, made, 3)
		receive(as_user, made)
		act(ticket, "Cancel", cancel_reason="Not needed")
		(name,) = frappe.get_all("Parts Requisition", {"ticket": ticket.name, "kind": "Return"}, pluck="name")
		back = frappe.get_doc("Parts Requisition", name)
		assert (back.stage, back.engineer, back.items[0].qty) == ("Approved", ann, 3)
		assert "Bring back" in told(ANN)[0]
		assert unused_parts.ask_back(ticket.name) == []
		with as_user(ANN):
			fulfilment.fulfil(name)
			with pytest.raises(frappe.PermissionError):
				fulfilment.receive(name)
		with as_user(KEEPER):
			fulfilment.receive(name)
		assert s.balance(SEAL, places.store_warehouse) == 20
		assert s.balance(SEAL, vans.van_of(ann, f.company())) == 0

	def test_those_taken_out_of_use_again_are_among_them(self, as_user, ticket, ann):
		"""Used parts keep the ticket from being cancelled; taken back into the van, they are asked back like the others."""
		made = approved(as_user, ticket)
		send(as_user, made, 3)
		receive(as_user, made)
		with as_user(ANN):
			(row,) = usage.use_parts(ticket.name, [{"item_code": SEAL, "qty": 2}], "use-1")
		with pytest.raises(frappe.ValidationError):
			act(ticket, "Cancel", cancel_reason="Not needed")
		with as_user(ANN):
			usage.return_unused(ticket.name, [{"row": row["name"], "qty": 2}], "back-1")
		act(ticket, "Cancel", cancel_reason="Not needed")
		(name,) = frappe.get_all("Parts Requisition", {"ticket": ticket.name, "kind": "Return"}, pluck="name")
		assert frappe.get_doc("Parts Requisition", name).items[0].qty == 3


class TestBringingBack:
	def test_from_ones_own_van(self, as_user, places, ann, seal):
		s.receive(SEAL, s.van_for(ann), 4, 10)
		with as_user(ANN):
			made = unused_parts.bring_back(ann, f.company(), [{"item_code": SEAL, "qty": 4}])
			assert made.stage == "Approved"
			fulfilment.fulfil(made.name)
		with as_user(KEEPER):
			fulfilment.receive(made.name)
		assert s.balance(SEAL, places.store_warehouse) == 24


class TestChangesOfTheTicket:
	def test_another_engineer_gets_what_was_not_sent(self, as_user, ticket, seal):
		right("Intermediate", 1000)
		ben = person("Ben Parts", BEN)
		made = approved(as_user, ticket)
		doc = frappe.get_doc("Service Ticket", ticket.name)
		doc.update({"engineer": ben, "override_reason": "Ann is ill"}).save()
		now = stored(made)
		assert (now.engineer, now.to_warehouse) == (ben, vans.van_of(ben, f.company()))
		assert now.material_request != made.material_request
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2
		send(as_user, now)
		assert receive(as_user, now, user=BEN).progress == "5 of 5"

	def test_an_engineer_whose_van_is_disabled_gets_the_ticket_without_parts(self, as_user, ticket, seal):
		right("Intermediate", 1000)
		ben = person("Ben Parts", BEN)
		s.van_for(ben)
		frappe.db.set_value("Engineer Van", {"engineer": ben}, "disabled", 1)
		made = approved(as_user, ticket)
		doc = frappe.get_doc("Service Ticket", ticket.name)
		doc.update({"engineer": ben, "override_reason": "Ann is ill"}).save()
		assert stored(made).stage == "Cancelled"
		assert frappe.db.get_value("Material Request", made.material_request, "docstatus") == 2

	def test_a_merged_tickets_requisitions_go_over(self, as_user, ticket, seal, ann):
		from fsm_app.service_desk import merging

		made = approved(as_user, ticket)
		other = f.ticket()
		merging.merge(ticket.name, other.name, "The same")
		assert stored(made).ticket == other.name

	def test_a_deleted_ticket_takes_its_drafts_along(self, as_user, ticket, seal):
		right("Intermediate", None)
		made = asked(as_user, ticket)
		frappe.delete_doc("Service Ticket", ticket.name)
		assert not frappe.db.exists("Parts Requisition", made.name)


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


class TestPicking:
	def test_what_is_needed_first_comes_first_and_what_is_missing_is_said(self, as_user, ticket, seal):
		right("Intermediate", 1000)
		later = asked(as_user, ticket, 15, required_by=s.in_a_week())
		sooner = asked(as_user, ticket, 8)
		send(as_user, sooner, 3)
		with as_user(KEEPER):
			_columns, rows = parts_to_send.execute({})
		assert [(row["requisition"], row["open_qty"], row["there"], row["short"]) for row in rows] == [
			(sooner.name, 5, 17, 0),
			(later.name, 15, 12, 3),
		]
		assert rows[0]["engineer_name"] == "Ann Parts"

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite runs no reports")
	def test_the_parts_keeper_needs_no_role_in_the_stock(self, as_user, ticket, seal):
		from frappe.desk.query_report import run

		right("Intermediate", 1000)
		made = asked(as_user, ticket)
		with as_user(KEEPER):
			(row,) = run("Parts to Send", ignore_prepared_report=True)["result"]
		assert row["requisition"] == made.name
