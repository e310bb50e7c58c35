"""Old parts on their way back: from the engineer to the store, to the supplier, and what comes for them (F1)."""

import pytest

import frappe

from fsm_app.api import parts_used
from fsm_app.common import clock
from fsm_app.common.client_keys import ClientKeyTaken
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import defective_parts, settings, supplier_returns
from fsm_app.spare_parts.defective_parts import DEFECTIVE, NotYours, WrongStage
from fsm_app.spare_parts.part_rows import PartsRefused
from tests.app import factories as f
from tests.app import parts
from tests.app import stock_setup as stock
from tests.app.parts import COLLEAGUE, KEEPER, ME, acting, ledger, rows, take_back, use


@pytest.fixture
def job():
	return parts.job(mode=settings.CLOSED_LOOP)


def board(job, *numbers):
	item = stock.stocked_item("DP-BOARD", serial=True)
	stock.receive(item, job.van, len(numbers), rate=100, serials=numbers)
	return item


def defective(**filters):
	names = frappe.get_all(DEFECTIVE, filters=filters, pluck="name", order_by="creation, name")
	return [frappe.get_doc(DEFECTIVE, name) for name in names]


def received(job, old="X-77", number="DP-1"):
	"""An old part that the store has got."""
	item = board(job, number)
	use(job, {"item_code": item, "serial_no": number, "replaced_serial_no": old}, key=number)
	(part,) = defective(old_serial_no=old)
	with acting(KEEPER):
		defective_parts.receive(part.name)
	part.reload()
	return part


def test_in_a_closed_loop_each_part_brings_one_back(job):
	item = board(job, "DP-1", "DP-2")
	seal = stock.stocked_item("DP-SEAL")
	stock.receive(seal, job.van, 5)
	use(
		job,
		{"item_code": item, "serial_no": "DP-1", "replaced_serial_no": "X-77"},
		{"item_code": seal, "qty": 2, "nothing_to_return": 1},
	)
	(part,) = defective(ticket=job.ticket.name)
	assert (part.item_code, part.old_serial_no, part.stage, part.engineer) == (
		item,
		"X-77",
		"With Engineer",
		job.me,
	)
	take_back(job, {"row": rows(job)[0]["name"]})
	assert defective(ticket=job.ticket.name) == []


def test_in_the_other_modes_none_is_asked_for(job):
	stock.company_stock(mode=settings.PERSONAL_STOCK)
	use(job, {"item_code": board(job, "DP-1"), "serial_no": "DP-1", "replaced_serial_no": "X-77"})
	assert defective(ticket=job.ticket.name) == []


def test_an_old_part_of_an_unknown_number_comes_in_at_no_value(job):
	"""A7."""
	part = received(job)
	assert (part.stage, part.stock_serial_no, part.warehouse) == (
		"In Defective Store",
		"X-77",
		job.place.defective_warehouse,
	)
	assert ledger(job.place.defective_warehouse, part.item_code) == (1, 0)
	assert frappe.db.get_value("Serial No", "X-77", "warehouse") == job.place.defective_warehouse
	assert not frappe.db.count("GL Entry", {"voucher_no": part.stock_entry})


def test_a_number_that_was_ours_keeps_its_history(job):
	item = board(job, "DP-1", "DP-2")
	use(job, {"item_code": item, "serial_no": "DP-1"})
	facts = parts.serial_facts("DP-1")
	use(job, {"item_code": item, "serial_no": "DP-2", "replaced_serial_no": "DP-1"}, key="k2")
	part = defective(old_serial_no="DP-1")[0]
	with acting(KEEPER):
		defective_parts.receive(part.name)
		defective_parts.receive(part.name)
	part.reload()
	assert part.stock_serial_no == f"DP-1-{part.name}"
	assert parts.serial_facts("DP-1") == facts
	assert ledger(job.place.defective_warehouse, item) == (1, 0)


def test_an_engineer_takes_a_customers_own_part_along(job):
	item = stock.stocked_item("DP-CORE", batch=True)
	with acting(ME):
		name = parts_used.take_along(job.ticket.name, item, "t1", "  SN?/9 漏  ", customer_owned=True)
		assert parts_used.take_along(job.ticket.name, item, "t1", "SN?/9 漏") == name
	part = frappe.get_doc(DEFECTIVE, name)
	assert (part.old_serial_no, part.customer_owned, part.qty) == ("SN?/9 漏", 1, 1)
	with acting(KEEPER):
		parts_used.receive_defective(name)
	assert ledger(job.place.defective_warehouse, item) == (1, 0)
	with acting(COLLEAGUE), pytest.raises(frappe.PermissionError):
		parts_used.take_along(job.ticket.name, item, "t2")


@pytest.mark.parametrize("qty", [0, -1, "nan", "inf", float("nan"), float("inf"), 1e30, "many"])
def test_a_quantity_that_nobody_carries_is_refused(job, qty):
	item = stock.stocked_item("DP-CORE", batch=True)
	with acting(ME), pytest.raises(PartsRefused, match="Quantity"):
		defective_parts.take_along(job.ticket.name, item, None, qty, False, None, "t1")
	assert defective() == []


def test_only_those_who_keep_the_parts_receive_and_scrap(job):
	item = board(job, "DP-1")
	use(job, {"item_code": item, "serial_no": "DP-1", "replaced_serial_no": "X-77"})
	(part,) = defective()
	with acting(ME), pytest.raises(NotYours):
		defective_parts.receive(part.name)
	with acting(ME), pytest.raises(frappe.PermissionError):
		parts_used.scrap_defective(part.name, "Broken")
	with acting(KEEPER):
		parts_used.receive_defective(part.name)
		parts_used.scrap_defective(part.name, "Burnt")
	part.reload()
	assert (part.stage, part.remark, part.warehouse) == ("Scrapped", "Burnt", None)
	assert ledger(job.place.defective_warehouse, item) == (0, 0)
	with acting(KEEPER), pytest.raises(WrongStage):
		parts_used.receive_defective(part.name)


def test_a_use_stays_once_its_old_part_is_in_the_store(job):
	part = received(job)
	row = rows(job)[0]
	with pytest.raises(WrongStage):
		frappe.get_doc("Stock Entry", row["stock_entry"]).cancel()
	part.reload()
	assert part.stage == "In Defective Store" and rows(job)[0]["out"] == 1


def test_those_who_should_have_brought_it_are_reminded_once_a_week(job):
	use(job, {"item_code": board(job, "DP-1"), "serial_no": "DP-1", "replaced_serial_no": "X-77"})
	(part,) = defective()
	day = frappe.utils.getdate(part.due_on)
	counts = []
	for days in (0, 1, 2, 8):
		with clock.at(frappe.utils.get_datetime(frappe.utils.add_days(day, days))):
			defective_parts.remind_of_overdue()
		filters = {"document_type": DEFECTIVE, "document_name": part.name}
		counts.append(sorted(frappe.get_all("Notification Log", filters=filters, pluck="for_user")))
	assert counts[0] == []
	assert ME in counts[1] and KEEPER in counts[1] and counts[2] == counts[1]
	assert counts[3].count(ME) == 2


def supplier():
	f.make("Supplier Group", name="Test Suppliers", supplier_group_name="Test Suppliers")
	name = frappe.db.get_value("Supplier", {"supplier_name": "Board Maker"})
	return name or f.make("Supplier", supplier_name="Board Maker", supplier_group="Test Suppliers").name


def sent(job, *defectives):
	document = frappe.get_doc(
		{
			"doctype": "Supplier Return",
			"supplier": supplier(),
			"company": job.company,
			"items": [{"defective_part": part.name} for part in defectives],
		}
	)
	with acting(KEEPER):
		document.insert()
		supplier_returns.send(document.name)
		supplier_returns.send(document.name)
	document.reload()
	return document


def test_what_goes_to_the_supplier_leaves_the_store(job):
	part = received(job)
	document = sent(job, part)
	part.reload()
	assert (document.status, part.stage) == ("Sent", "Sent to Supplier")
	assert (document.items[0].item_code, document.items[0].old_serial_no) == (part.item_code, "X-77")
	assert ledger(job.place.defective_warehouse, part.item_code) == (0, 0)
	with acting(KEEPER), pytest.raises(frappe.ValidationError):
		frappe.delete_doc("Supplier Return", document.name)


@pytest.mark.parametrize(
	("result", "stage", "place", "worth"),
	[
		("Repaired", "Came Back", "store_warehouse", 30),
		("Replaced", "Came Back", "store_warehouse", 30),
		("Credited", "Scrapped", None, 0),
		("Refused", "In Defective Store", "defective_warehouse", 0),
	],
)
def test_what_came_back_is_said_and_comes_in(job, result, stage, place, worth):
	part = received(job)
	document = sent(job, part)
	number = "NEW-1" if result == "Replaced" else None
	for _again in range(2):
		with acting(KEEPER):
			supplier_returns.take_back(document.name, document.items[0].name, result, number, 30)
	document.reload()
	part.reload()
	assert (document.status, document.items[0].result, part.stage) == ("Closed", result, stage)
	if place:
		assert ledger(job.place[place], part.item_code) == (1, worth)
	if result == "Replaced":
		assert frappe.db.get_value("Serial No", "NEW-1", "warehouse") == job.place.store_warehouse
	with acting(KEEPER), pytest.raises(supplier_returns.ReturnRefused):
		other = "Credited" if result != "Credited" else "Refused"
		supplier_returns.take_back(document.name, document.items[0].name, other)


def test_a_part_of_mended_worth_nothing_can_be_used(job):
	part = received(job)
	document = sent(job, part)
	with acting(KEEPER):
		supplier_returns.take_back(document.name, document.items[0].name, "Repaired")
	document.reload()
	number = document.items[0].new_serial_no
	parts.move(part.item_code, job.place.store_warehouse, job.van, number)
	(row,) = use(job, {"item_code": part.item_code, "serial_no": number}, key="k9")
	assert row["posting"] == "Posted"


def test_only_what_is_in_the_store_goes_to_a_supplier_and_the_engineer_sends_nothing(job, rest):
	use(job, {"item_code": board(job, "DP-1"), "serial_no": "DP-1", "replaced_serial_no": "X-77"})
	(part,) = defective()
	with acting(KEEPER), pytest.raises(supplier_returns.ReturnRefused):
		frappe.get_doc(
			{
				"doctype": "Supplier Return",
				"supplier": supplier(),
				"company": job.company,
				"items": [{"defective_part": part.name}],
			}
		).insert()
	body = {"supplier": supplier(), "company": job.company, "items": [{"defective_part": part.name}]}
	assert rest.login(ME).post("/api/resource/Supplier Return", json=body).status_code == 403
	assert rest.login(ME).get("/api/resource/Supplier Return").status_code == 403
	answer = rest.login(ME).put(f"/api/resource/{DEFECTIVE}/{part.name}", json={"stage": "Scrapped"})
	assert answer.status_code == 403
	answer = rest.login(KEEPER).put(
		f"/api/resource/{DEFECTIVE}/{part.name}", json={"stage": "Scrapped", "remark": "Seen"}
	)
	part.reload()
	assert (answer.status_code, part.stage, part.remark) == (200, "With Engineer", "Seen")


def test_a_key_of_another_ticket_is_refused(job):
	item = stock.stocked_item("DP-SEAL")
	later = parts.ticket_of(job.me)
	with acting(ME):
		parts_used.take_along(job.ticket.name, item, "t1")
		with pytest.raises(ClientKeyTaken):
			parts_used.take_along(later.name, item, "t1")
	assert frappe.db.count(DEFECTIVE, {"ticket": later.name}) == 0
	assert frappe.db.exists(TICKET, later.name)


def test_a_receipt_that_is_cancelled_leaves_the_old_part_with_the_engineer(job):
	part = received(job)
	frappe.get_doc("Stock Entry", part.stock_entry).cancel()
	part.reload()
	assert (part.stage, part.stock_entry, part.warehouse) == ("With Engineer", None, None)
	with acting(KEEPER):
		defective_parts.receive(part.name)
	part.reload()
	assert part.stage == "In Defective Store"


def test_what_has_gone_on_is_not_undone_by_its_stock_entries(job):
	part = received(job)
	document = sent(job, part)
	part.reload()
	with acting(KEEPER):
		supplier_returns.take_back(document.name, document.items[0].name, "Repaired")
	document.reload()
	for entry in (part.stock_entry, part.out_entry, document.items[0].stock_entry):
		with pytest.raises(frappe.ValidationError):
			frappe.get_doc("Stock Entry", entry).cancel()
	part.reload()
	assert part.stage == "Came Back"
