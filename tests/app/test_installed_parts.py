"""What is installed where, since when, under which warranty, and what came out for it (F1)."""

import pytest

import frappe
from frappe.utils import add_days, getdate

from fsm_app.api import parts_used
from fsm_app.common import clock
from fsm_app.engine.stages import TICKET
from fsm_app.spare_parts import installed_parts
from tests import host
from tests.app import factories as f
from tests.app import parts
from tests.app import stock_setup as stock
from tests.app.parts import COLLEAGUE, ME, acting, rows, take_back, use

RESOURCE = "/api/resource/Installed Part"


@pytest.fixture
def job():
	f.make(
		"Item",
		item_code="IP-PUMP",
		item_name="Pump",
		item_group="All Item Groups",
		stock_uom="Nos",
		name="IP-PUMP",
	)
	return parts.job(item_code="IP-PUMP")


def board(job, *numbers, **values):
	item = stock.stocked_item("IP-BOARD", serial=True, **values)
	stock.receive(item, job.van, len(numbers), rate=100, serials=numbers)
	return item


def installed(**filters):
	names = frappe.get_all("Installed Part", filters=filters, pluck="name", order_by="creation")
	return [frappe.get_doc("Installed Part", name) for name in names]


def test_one_line_says_what_went_in_and_what_came_out(job):
	"""A8: both serial numbers show the visit, the installed unit is swapped."""
	item = board(job, "IP-1", "IP-2")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	later = parts.ticket_of(job.me, item_code="IP-PUMP")
	use(
		job,
		{"item_code": item, "serial_no": "IP-2", "replaced_serial_no": "IP-1"},
		key="k2",
		ticket=later.name,
	)
	old, new = installed(part_item=item)
	assert (old.part_serial_no, old.removed_in_ticket, old.replaced_by) == ("IP-1", later.name, new.name)
	assert (new.part_serial_no, new.replaced_serial_no, new.removed_on) == ("IP-2", "IP-1", None)
	assert [visit["ticket"] for visit in installed_parts.visits_of_serial("IP-2")] == [later.name]
	visits = installed_parts.visits_of_serial("IP-1")
	assert {(visit["ticket"], visit["what"]) for visit in visits} == {
		(later.name, "Removed"),
		(job.ticket.name, "Installed"),
	}
	shown = installed_parts.of_equipment(frappe.get_doc(TICKET, later.name))
	assert [row["part_serial_no"] for row in shown] == ["IP-2", "IP-1"]


def test_the_number_that_came_out_may_be_entered_later(job):
	item = board(job, "IP-1", "IP-2")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	use(job, {"item_code": item, "serial_no": "IP-2"}, key="k2")
	ticket = frappe.get_doc(TICKET, job.ticket.name)
	ticket.parts_used[1].replaced_serial_no = "IP-1"
	ticket.save()
	old, new = installed(part_item=item)
	assert (old.replaced_by, new.replaced_serial_no) == (new.name, "IP-1")
	ticket.reload()
	ticket.parts_used[1].replaced_serial_no = "IP-9"
	ticket.save()
	assert not installed(part_serial_no="IP-1")[0].replaced_by


def test_what_is_returned_or_cancelled_was_never_installed(job):
	item = board(job, "IP-1", "IP-2")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	use(job, {"item_code": item, "serial_no": "IP-2", "replaced_serial_no": "IP-1"}, key="k2")
	take_back(job, {"row": rows(job)[1]["name"]})
	(left,) = installed(part_item=item)
	assert (left.part_serial_no, left.removed_on, left.replaced_by) == ("IP-1", None, None)


def test_the_quantity_follows_the_returns(job):
	item = stock.stocked_item("IP-SEAL")
	stock.receive(item, job.van, 5)
	use(job, {"item_code": item, "qty": 3})
	take_back(job, {"row": rows(job)[0]["name"], "qty": 1})
	assert [part.qty for part in installed(part_item=item)] == [2]


def test_the_warranty_begins_with_the_installation_and_ends_by_itself(job):
	"""A9: the day after the end it reads out of warranty, and nobody has saved anything."""
	item = board(job, "IP-1", warranty_period="30")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	(part,) = installed(part_item=item)
	assert getdate(part.warranty_until) == add_days(getdate(part.installed_on), 30)
	for days, state in ((30, "In Warranty"), (31, "Out of Warranty")):
		with clock.at(frappe.utils.get_datetime(add_days(part.installed_on, days))):
			(shown,) = installed_parts.of_equipment(job.ticket)
			assert shown["warranty"] == state


def test_the_list_is_of_the_tickets_customer(job):
	"""A9: nobody sees what is built in at others'."""
	item = board(job, "IP-1", "IP-2")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	other = parts.ticket_of(job.me, item_code="IP-PUMP", customer=f.customer("Another Customer"))
	use(job, {"item_code": item, "serial_no": "IP-2"}, key="k2", ticket=other.name)
	assert [row["part_serial_no"] for row in installed_parts.of_equipment(job.ticket)] == ["IP-1"]


def test_an_installed_part_is_seen_with_its_ticket_and_written_by_the_app(job, rest):
	item = board(job, "IP-1")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	(part,) = installed(part_item=item)
	address = f"{RESOURCE}/{part.name}"
	assert rest.login(ME).get(address).status_code == 200
	assert rest.login(ME).put(address, json={"qty": 9}).status_code == 403
	assert (
		rest.login(ME).post(RESOURCE, json={"ticket": job.ticket.name, "part_item": item}).status_code == 403
	)
	assert rest.login(COLLEAGUE).get(address).status_code == 403
	manager = f.user("parts.manager@example.com", "Service Manager")
	answer = rest.login(manager).put(address, json={"qty": 9, "warranty_until": "2030-01-01"})
	assert answer.status_code == 200
	part.reload()
	assert (part.qty, str(part.warranty_until)) == (1, "2030-01-01")
	with acting(COLLEAGUE):
		assert parts_used.visits_of_serial("IP-1") == []
	with acting(ME):
		assert len(parts_used.visits_of_serial("IP-1")) == 1


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has no Desk whose forms show connections")
def test_the_form_of_a_serial_number_leads_to_where_it_was(job, rest):
	item = board(job, "IP-1", "IP-2")
	use(job, {"item_code": item, "serial_no": "IP-1"})
	path = "/api/method/frappe.desk.notifications.get_open_count"
	params = {"doctype": "Serial No", "name": "IP-1", "items": ["Installed Part", "Service Ticket"]}
	outsider = f.user("parts.outsider@example.com", "Service Engineer", "Stock User")
	for user, count in ((parts.KEEPER, 1), (outsider, 0)):
		found = rest.login(user).get(path, params=params)
		assert found.status_code == 200, found.get_data(as_text=True)
		links = found.get_json()["message"]["count"]["external_links_found"]
		assert {row["doctype"]: row["count"] for row in links}.get("Installed Part", 0) == count
