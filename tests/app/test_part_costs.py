"""What a line of a ticket's parts costs is what the stock ledger has taken for it, and the score counts that (F2, J3)."""

import pytest

import frappe
from frappe.utils import add_days, today

from fsm_app.engine.stages import TICKET
from fsm_app.patches import fill_part_costs
from fsm_app.performance.kpi_fields import KPIDefinitionError
from fsm_app.performance.kpi_query import definition_of, figures
from fsm_app.spare_parts import settings, stock_entries, ticket_cost
from fsm_app.spare_parts.part_rows import PART
from tests import host
from tests.app import factories as f
from tests.app import parts
from tests.app import stock_setup as stock
from tests.app.parts import COLLEAGUE, KEEPER, ME, take_back, use

MANAGER = "part.costs.manager@example.com"
AUDITOR = "part.costs.auditor@example.com"
TICKETS = "/api/resource/Service Ticket"


@pytest.fixture
def job():
	job = parts.job()
	# Bought twice: two for 10, two for 20, which moving average makes 15 each.
	job.item = stock.stocked_item("PC-PUMP")
	stock.receive(job.item, job.van, 2, rate=10)
	stock.receive(job.item, job.van, 2, rate=20)
	return job


def costs(job) -> list[float]:
	rows = frappe.get_all(PART, filters={"parent": job.ticket.name}, fields=["cost", "name"], order_by="idx")
	return [round(row.cost, 6) for row in rows]


def kpi_figure(job):
	"""What the shipped KPI gives for the engineer once the ticket is closed."""
	frappe.db.set_value(TICKET, job.ticket.name, {"stage": "Closed", "closed_at": f"{today()} 10:00:00"})
	found = figures(
		frappe.get_doc("KPI Definition", "Parts Cost per Ticket"),
		add_days(today(), -1),
		add_days(today(), 1),
	)
	return found[job.me].value


def test_it_costs_what_the_ledger_took_of_two_purchases(job):
	use(job, {"item_code": job.item, "qty": 3})
	assert costs(job) == [45]
	assert ticket_cost.costs_of([job.ticket.name])[job.ticket.name].parts_cost == 45
	assert frappe.db.get_value("Item", job.item, "valuation_rate") == 0
	assert kpi_figure(job) == 45


def test_first_in_first_out_costs_what_went_first(job):
	item = stock.stocked_item("PC-FIFO", valuation_method="FIFO")
	stock.receive(item, job.van, 2, rate=10)
	stock.receive(item, job.van, 2, rate=20)
	use(job, {"item_code": item, "qty": 3})
	booked = ticket_cost.cost_of_rows([job.ticket.name])
	assert costs(job) == [pytest.approx(next(iter(booked.values())))]


def test_what_is_brought_back_is_taken_off(job):
	(row,) = use(job, {"item_code": job.item, "qty": 3})
	take_back(job, {"row": row["name"], "qty": 1}, key="first")
	assert costs(job) == [30]
	assert kpi_figure(job) == 30
	take_back(job, {"row": row["name"], "qty": 2}, key="rest")
	assert costs(job) == [0]
	assert kpi_figure(job) == 0


def test_a_return_that_is_cancelled_costs_again(job):
	(row,) = use(job, {"item_code": job.item, "qty": 3})
	take_back(job, {"row": row["name"], "qty": 1})
	back = frappe.db.get_value("Stock Entry", {"fsm_ticket": job.ticket.name, "purpose": "Material Receipt"})
	frappe.get_doc("Stock Entry", back).cancel()
	assert costs(job) == [45]


def test_a_cancelled_entry_costs_nothing_and_an_amended_one_what_it_says(job):
	(row,) = use(job, {"item_code": job.item, "qty": 3})
	entry = parts.issued(job, job.item, row)
	entry.cancel()
	assert costs(job) == [0]
	amended = frappe.copy_doc(entry)
	amended.update({"amended_from": entry.name, "docstatus": 0})
	amended.items[0].qty = 2
	amended.insert()
	amended.submit()
	assert costs(job) == [30]


def test_a_part_with_a_serial_number_that_came_back_costs_nothing(job):
	item = stock.stocked_item("PC-BOARD", serial=True)
	stock.receive(item, job.van, 2, rate=70, serials=("PC-1", "PC-2"))
	rows = use(job, {"item_code": item, "qty": 2, "serial_no": "PC-1, PC-2"})
	assert costs(job) == [70, 70]
	take_back(job, {"row": rows[0]["name"], "qty": 1})
	assert costs(job) == [0, 70]


def test_one_made_by_hand_for_the_ticket_costs_too(job):
	stock_entries.post(
		stock_entries.ISSUE,
		job.company,
		[{"item_code": job.item, "qty": 2, "s_warehouse": job.van}],
		fsm_ticket=job.ticket.name,
	)
	assert costs(job) == [30]


def test_what_came_at_no_cost_costs_none(job):
	item = stock.stocked_item("PC-FREE")
	line = {"item_code": item, "qty": 2, "t_warehouse": job.van, "allow_zero_valuation_rate": 1}
	stock_entries.post(stock_entries.RECEIPT, job.company, [line])
	use(job, {"item_code": item, "qty": 1})
	assert costs(job) == [0]


def test_a_later_save_leaves_it_and_nobody_writes_it(job):
	use(job, {"item_code": job.item, "qty": 3})
	ticket = frappe.get_doc(TICKET, job.ticket.name)
	ticket.parts_used[0].cost = 1
	ticket.resolution_summary = "Pump changed"
	ticket.save()
	ticket.append("parts_used", {"item_code": job.item, "qty": 1})
	ticket.save()
	ticket.save()
	assert costs(job) == [45, 15]


def test_what_is_only_written_down_costs_what_it_is_worth(job):
	stock.company_stock(mode=settings.LOG_ONLY)
	frappe.db.set_value("Item", job.item, "last_purchase_rate", 18)
	ticket = frappe.get_doc(TICKET, job.ticket.name)
	ticket.append("parts_used", {"item_code": job.item, "qty": 2})
	ticket.save()
	assert costs(job) == [36]
	frappe.db.set_value("Item", job.item, "valuation_rate", 16)
	ticket.reload()
	ticket.parts_used[0].qty = 3
	ticket.save()
	assert costs(job) == [48]
	ticket.resolution_summary = "Pump changed"
	frappe.db.set_value("Item", job.item, "valuation_rate", 99)
	ticket.save()
	assert costs(job) == [48]


def test_each_company_counts_in_its_own_currency(job):
	# version 16 also keeps the books in a currency of reports
	meta = frappe.get_meta("Company")
	fields = [field for field in ("default_currency", "reporting_currency") if meta.has_field(field)]
	before = frappe.db.get_value("Company", job.company, fields, as_dict=True)
	try:
		frappe.db.set_value("Company", job.company, dict.fromkeys(fields, "JPY"))
		frappe.clear_document_cache("Company", job.company)
		item = stock.stocked_item("PC-YEN")
		stock.receive(item, job.van, 4, rate=1234)
		use(job, {"item_code": item, "qty": 3})
		assert costs(job) == [3702]
	finally:
		frappe.db.set_value("Company", job.company, before)
		frappe.clear_document_cache("Company", job.company)


def test_what_was_posted_before_is_filled_in_once_and_for_all(job, monkeypatch):
	monkeypatch.setattr(frappe.db, "commit", lambda: None)
	monkeypatch.setattr(fill_part_costs, "BATCH", 1)
	(row,) = use(job, {"item_code": job.item, "qty": 3})
	take_back(job, {"row": row["name"], "qty": 1})
	use(job, {"item_code": job.item, "qty": 1}, key="second")
	frappe.db.set_value(PART, {"parent": job.ticket.name}, "cost", 0)
	for _again in range(2):
		fill_part_costs.execute()
		assert costs(job) == [30, 15]


class TestWhoSeesIt:
	@pytest.fixture
	def used(self, job):
		use(job, {"item_code": job.item, "qty": 3})
		f.user(MANAGER, "Service Manager")
		f.user(AUDITOR, "Service Auditor")
		return job

	@staticmethod
	def asked(client, job, **more) -> str:
		params = {
			"doctype": TICKET,
			"fields": frappe.as_json(["name", "`tabService Ticket Part`.cost as told"]),
			"filters": frappe.as_json({"name": job.ticket.name}),
			**more,
		}
		return client.get("/api/method/frappe.client.get_list", params=params).get_data(as_text=True)

	@pytest.mark.parametrize("user", [ME, KEEPER, MANAGER, AUDITOR])
	def test_no_document_holds_it(self, used, rest, user):
		"""The form shows what parts cost by another way, to who sees costs."""
		client = rest.login(user)
		paths = [f"{TICKETS}/{used.ticket.name}", "/api/method/frappe.client.get"]
		if host.ON_BENCH:
			paths.append("/api/method/frappe.desk.form.load.getdoc")
		for path in paths:
			answer = client.get(path, params={"doctype": TICKET, "name": used.ticket.name})
			assert answer.status_code == 200, path
			assert '"cost"' not in answer.get_data(as_text=True), path

	def test_neither_does_the_answer_to_a_save_nor_the_history(self, used, rest):
		client = rest.login(ME)
		(row,) = client.get(f"{TICKETS}/{used.ticket.name}").get_json()["data"]["parts_used"]
		body = {"parts_used": [{**row, "remark": "Seen"}, {"item_code": used.item, "qty": 1}]}
		answer = client.put(f"{TICKETS}/{used.ticket.name}", json=body)
		assert answer.status_code == 200 and '"cost"' not in answer.get_data(as_text=True)
		assert costs(used) == [45, 15]
		ticket = frappe.get_doc(TICKET, used.ticket.name)
		ticket.parts_used[0].remark = "By Administrator"
		ticket.save()
		told = frappe.get_all("Version", filters={"docname": used.ticket.name}, pluck="data")
		assert told and not [text for text in told if '"cost"' in text]

	def test_lists_tell_it_to_who_sees_costs(self, used, rest):
		assert "45" in self.asked(rest.login(MANAGER), used)
		assert "45" not in self.asked(rest.login(ME), used)
		assert "45" not in self.asked(rest.login(COLLEAGUE), used)

	@pytest.mark.parametrize("user", [MANAGER, AUDITOR])
	def test_who_sees_costs_names_it_in_a_kpi_and_nobody_else(self, used, as_user, user):
		kpi = frappe.get_doc("KPI Definition", "Parts Cost per Ticket")
		kpi.value_field = "parts_used.qty"
		kpi.save()
		with as_user(user):
			kpi.value_field = "parts_used.cost"
			definition_of(kpi)
			kpi.flags.ignore_permissions = True
			kpi.save()
		kpi.value_field = "parts_used.qty"
		kpi.save()
		with as_user(ME), pytest.raises(KPIDefinitionError):
			kpi.value_field = "parts_used.cost"
			kpi.save()
