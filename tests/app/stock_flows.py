"""Random flows of parts for tests: asked for, sent, received, used, taken back, brought back, cancelled and amended.

Each act is one that a user can take, with any quantity; a refused one must leave nothing behind.
"""

import random

import frappe
from frappe.utils import flt

from fsm_app.spare_parts import defective_parts, fulfilment, requisitions, settings, unused_parts, usage, vans
from tests import host
from tests.app import factories as f
from tests.app import stock_setup as s
from tests.app.tickets import act

ENGINEERS = {"flow.ann@example.com": "Flow Ann", "flow.ben@example.com": "Flow Ben"}
KEEPER, BOSS = "flow.keeper@example.com", "flow.boss@example.com"
SEAL, PUMP, GREASE = "FLOW-SEAL", "FLOW-PUMP", "FLOW-GREASE"
ITEMS = (SEAL, PUMP, GREASE)
REFUSALS = (frappe.ValidationError, frappe.PermissionError)


class Flow:
	"""A company's stock, two engineers with tickets, and acts chosen by `seed`."""

	def __init__(self, seed: int, as_user, in_transit: bool = True):
		forget()
		self.random = random.Random(seed)
		self.as_user = as_user
		self.places = s.company_stock(
			mode=settings.CLOSED_LOOP, **({} if in_transit else {"transit_warehouse": None})
		)
		f.user(KEEPER, "Service Parts Keeper")
		f.user(BOSS, "Service Manager")
		self.engineers = {}
		for user, name in ENGINEERS.items():
			f.user(user, "Service Engineer")
			self.engineers[user] = f.engineer(name, "Senior", user=user).name
		s.stocked_item(SEAL)
		s.stocked_item(PUMP, serial=True)
		s.batch_of(s.stocked_item(GREASE, batch=True), "FLOW-B1")
		s.batch_of(GREASE, "FLOW-B2")
		self.tickets: dict[str, str] = {}
		for user in ENGINEERS:
			for _number in range(2):
				ticket = act(f.ticket(subject=f"Flow {user}"), "Triage")
				self.tickets[act(ticket, "Dispatch", engineer=self.engineers[user]).name] = user
		self.serials = self.keys = 0
		self.done: list[str] = []
		self.refused: list[str] = []
		for item in ITEMS:
			for warehouse in (self.places.store_warehouse, *map(s.van_for, self.engineers.values())):
				self.buy(item, warehouse)

	def step(self) -> str:
		"""Take one act; returns what came of it."""
		acts = (
			[self.ask] * 2
			+ [self.send] * 3
			+ [self.receive] * 3
			+ [self.use] * 5
			+ [self.take_back] * 3
			+ [self.bring_old_part, self.scrap_old_part] * 2
			+ [self.cancel_entry] * 2
			+ [self.buy, self.bring_back, self.cancel_requisition, self.amend_entry]
			+ [self.cancel_ticket] * (self.random.random() < 0.5)
		)
		chosen = self.random.choice(acts)
		forget()
		before = fingerprint()
		frappe.db.savepoint("flow_step")
		try:
			chosen()
		except REFUSALS as refusal:
			frappe.db.rollback(save_point="flow_step")
			frappe.clear_messages()
			assert fingerprint() == before, (
				f"{chosen.__name__}, refused by {refusal!r}, has left something behind"
			)
			self.refused.append(chosen.__name__)
			return f"{chosen.__name__}: refused, {refusal}"
		frappe.db.release_savepoint("flow_step")
		settle()
		self.done.append(chosen.__name__)
		return chosen.__name__

	def buy(self, item: str | None = None, warehouse: str | None = None) -> None:
		item = item or self.random.choice(ITEMS)
		qty, rate = self.random.randint(2, 6), self.random.choice((7, 10, 12.5, 33.33))
		numbers = []
		if item == PUMP:
			for _number in range(qty):
				self.serials += 1
				numbers.append(f"FLOW-S{self.serials}")
		batch = self.random.choice(("FLOW-B1", "FLOW-B2")) if item == GREASE else None
		s.receive(item, warehouse or self.places.store_warehouse, qty, rate, numbers, batch)

	def ask(self) -> None:
		ticket, user = self._ticket()
		with self.as_user(user):
			requisitions.request_parts(
				ticket,
				[
					{"item_code": item, "qty": self.random.randint(1, 5)}
					for item in self.random.sample(ITEMS, self.random.randint(1, 2))
				],
			)

	def send(self) -> None:
		requisition = self._requisition(delivery="To Send")
		with self.as_user(KEEPER):
			fulfilment.fulfil(requisition.name, self._lines(requisition, "stock_qty", "sent_qty"))

	def receive(self) -> None:
		requisition = self._requisition(sent_qty=[">", 0])
		user = KEEPER if requisition.kind == "Return" else self._user_of(requisition.engineer)
		with self.as_user(user):
			fulfilment.receive(requisition.name, None, self._lines(requisition, "sent_qty", "received_qty"))

	def use(self) -> None:
		ticket, user = self._ticket()
		item = self.random.choice(ITEMS)
		van = vans.van_of(self.engineers[user], f.company())
		line = {"item_code": item, "qty": self.random.randint(1, 3)}
		if item == PUMP:
			line["qty"] = 1
			numbers = frappe.get_all("Serial No", {"item_code": PUMP, "warehouse": van}, pluck="name")
			line["serial_no"] = self.random.choice(sorted(numbers) or ["FLOW-S1"])
			line["replaced_serial_no"] = f"OLD-{self._key()}"
		if item == GREASE:
			line["batch_no"] = self.random.choice(("FLOW-B1", "FLOW-B2"))
		with self.as_user(user):
			usage.use_parts(ticket, [line], self._key())

	def take_back(self) -> None:
		ticket, user = self._ticket()
		rows = [row for row in usage.rows_of(ticket) if row["out"]]
		if not rows:
			frappe.throw("Nothing to take back")
		row = self.random.choice(sorted(rows, key=lambda row: (row["item_code"], row["qty"])))
		with self.as_user(user):
			usage.return_unused(ticket, [{"row": row["name"], "qty": self.random.randint(1, 2)}], self._key())

	def bring_old_part(self) -> None:
		part = self._old_part("With Engineer")
		with self.as_user(KEEPER):
			defective_parts.receive(part)

	def scrap_old_part(self) -> None:
		part = self._old_part("In Defective Store")
		with self.as_user(KEEPER):
			defective_parts.scrap(part, "Nobody repairs it")

	def bring_back(self) -> None:
		user = self.random.choice(list(ENGINEERS))
		line = {"item_code": self.random.choice(ITEMS), "qty": self.random.randint(1, 2)}
		with self.as_user(user):
			made = unused_parts.bring_back(self.engineers[user], f.company(), [line])
			fulfilment.fulfil(made.name)

	def cancel_entry(self) -> None:
		self._entry(1).cancel()

	def amend_entry(self) -> None:
		"""Cancelled and, as it stood, submitted again, as ERPNext's own form does it."""
		entry = self._entry(1)
		entry.cancel()
		again = frappe.copy_doc(entry)
		again.update({"amended_from": entry.name, "docstatus": 0})
		for row in again.items:
			row.serial_and_batch_bundle = None
		again.insert()
		again.submit()

	def cancel_requisition(self) -> None:
		requisition = self._requisition(stage="Approved")
		with self.as_user(BOSS):
			requisitions.cancel(requisition.name)

	def cancel_ticket(self) -> None:
		ticket, _user = self._ticket()
		act(ticket, "Cancel", cancel_reason="Not needed")

	def _ticket(self) -> tuple[str, str]:
		return self.random.choice(list(self.tickets.items()))

	def _requisition(self, **filters):
		names = frappe.get_all("Parts Requisition", filters, pluck="name", order_by="name")
		if not names:
			frappe.throw("There is no such requisition")
		return frappe.get_doc("Parts Requisition", self.random.choice(names))

	def _old_part(self, stage: str) -> str:
		names = frappe.get_all("Defective Part", {"stage": stage}, pluck="name", order_by="name")
		if not names:
			frappe.throw("There is no such old part")
		return self.random.choice(names)

	def _entry(self, docstatus: int):
		names = frappe.get_all(
			"Stock Entry Detail", {"item_code": ["in", ITEMS]}, pluck="parent", distinct=True
		)
		found = frappe.get_all(
			"Stock Entry", {"name": ["in", names], "docstatus": docstatus}, pluck="name", order_by="name"
		)
		if not found:
			frappe.throw("There is no such entry")
		return frappe.get_doc("Stock Entry", self.random.choice(found))

	def _lines(self, requisition, whole: str, done: str) -> list[dict] | None:
		if self.random.random() < 0.4:
			return None
		rows = [row for row in requisition.items if row.get(whole) > row.get(done)]
		return [{"row": row.name, "qty": self.random.randint(1, 3)} for row in rows[:1]] or None

	def _user_of(self, engineer: str) -> str:
		return next(user for user, name in self.engineers.items() if name == engineer)

	def _key(self) -> str:
		self.keys += 1
		return f"flow-{self.keys}"


def forget() -> None:
	"""As between two requests: what ERPNext remembers within one, such as whether later entries follow on this one."""
	if hasattr(frappe.local, "future_sle"):
		frappe.local.future_sle = {}
	for doctype in ("Stock Entry", "Material Request", "Serial No", "Batch", "Bin", "Item"):
		frappe.clear_document_cache(doctype)


def settle() -> None:
	"""What ERPNext leaves to its hourly job: later entries are valued anew after an earlier one was cancelled."""
	if not host.ON_BENCH:
		return
	from erpnext.stock.doctype.repost_item_valuation.repost_item_valuation import repost

	waiting = {"docstatus": 1, "status": ["in", ["Queued", "In Progress"]]}
	for name in frappe.get_all("Repost Item Valuation", waiting, pluck="name", order_by="creation"):
		forget()
		repost(frappe.get_doc("Repost Item Valuation", name))


def fingerprint() -> dict:
	"""What is posted, and what the tickets and requisitions say of it."""
	sums = {
		"Bin": ["item_code", "warehouse", "actual_qty", "stock_value"],
		"Stock Entry": ["name", "docstatus"],
		"Material Request": ["name", "docstatus", "status", "per_ordered"],
		"Parts Requisition": ["name", "stage", "delivery", "sent_qty", "received_qty"],
		"Service Ticket Part": ["name", "posting", "posted_qty", "returned_qty"],
		"Serial No": ["name", "warehouse", "status"],
		"Defective Part": ["name", "stage", "qty"],
		"Installed Part": ["name", "qty", "removed_on"],
	}
	found = {
		doctype: frappe.get_all(doctype, fields=fields, order_by="name", limit_page_length=0)
		for doctype, fields in sums.items()
	}
	for doctype in ("Stock Ledger Entry", "GL Entry", "Serial and Batch Bundle"):
		found[doctype] = frappe.db.count(doctype)
	return found


def assert_ledgers_agree() -> None:
	"""Bins, stock ledger, accounts, numbers, requisitions and tickets say the same."""
	_bins_are_the_ledger()
	_accounts_are_the_ledger()
	_numbers_are_where_the_ledger_has_them()
	_requisitions_are_the_ledger()
	_tickets_are_the_ledger()


def _same(found: dict, expected: dict, what: str) -> None:
	"""Both have the same figures, leaving aside what is nothing."""
	nothing = (0, 0.0, [0.0, 0.0])
	found = {key: figure for key, figure in found.items() if figure not in nothing}
	expected = {key: figure for key, figure in expected.items() if figure not in nothing}
	differing = {
		key: (found.get(key), expected.get(key))
		for key in {*found, *expected}
		if found.get(key) != expected.get(key)
	}
	assert not differing, f"{what}: {differing}"


def _moves(**filters) -> list:
	return frappe.get_all(
		"Stock Ledger Entry",
		{"item_code": ["in", ITEMS], "is_cancelled": 0, **filters},
		["item_code", "warehouse", "voucher_type", "voucher_no", "actual_qty", "stock_value_difference"],
		limit_page_length=0,
	)


def _bins_are_the_ledger() -> None:
	counted: dict[tuple[str, str], list[float]] = {}
	for move in _moves():
		sums = counted.setdefault((move.item_code, move.warehouse), [0.0, 0.0])
		sums[0] += move.actual_qty
		sums[1] += move.stock_value_difference
	bins = {
		(row.item_code, row.warehouse): [flt(row.actual_qty, 3), flt(row.stock_value, 2)]
		for row in frappe.get_all(
			"Bin",
			{"item_code": ["in", ITEMS]},
			["item_code", "warehouse", "actual_qty", "stock_value"],
			limit_page_length=0,
		)
	}
	counted = {place: [flt(sums[0], 3), flt(sums[1], 2)] for place, sums in counted.items()}
	_same(bins, counted, "Bins and ledger")
	assert all(sums[0] >= 0 for sums in bins.values())


def _accounts_are_the_ledger() -> None:
	worth: dict[str, float] = {}
	for move in _moves():
		worth[move.voucher_no] = flt(worth.get(move.voucher_no, 0) + move.stock_value_difference, 6)
	in_stock = set(frappe.get_all("Account", {"account_type": "Stock"}, pluck="name", limit_page_length=0))
	booked: dict[str, float] = {}
	balance: dict[str, float] = {}
	vouchers = frappe.get_all(
		"Stock Ledger Entry", {"item_code": ["in", ITEMS]}, pluck="voucher_no", distinct=True
	)
	for line in frappe.get_all(
		"GL Entry",
		{"voucher_no": ["in", vouchers], "is_cancelled": 0},
		["voucher_no", "account", "debit", "credit"],
		limit_page_length=0,
	):
		amount = line.debit - line.credit
		balance[line.voucher_no] = flt(balance.get(line.voucher_no, 0) + amount, 6)
		if line.account in in_stock:
			booked[line.voucher_no] = flt(booked.get(line.voucher_no, 0) + amount, 6)
	_same({name: flt(amount, 2) for name, amount in balance.items()}, {}, "Debit and credit")
	_same(
		{name: flt(amount, 2) for name, amount in booked.items()},
		{name: flt(amount, 2) for name, amount in worth.items()},
		"Accounts and ledger",
	)


def _numbers_are_where_the_ledger_has_them() -> None:
	placed: dict[str, int] = {}
	for warehouse in frappe.get_all(
		"Serial No", {"item_code": PUMP, "warehouse": ["is", "set"]}, pluck="warehouse", limit_page_length=0
	):
		placed[warehouse] = placed.get(warehouse, 0) + 1
	_same(
		placed,
		{
			row.warehouse: row.actual_qty
			for row in frappe.get_all("Bin", {"item_code": PUMP}, ["warehouse", "actual_qty"])
		},
		"Serial numbers and bins",
	)
	batches = frappe.get_all("Batch", {"item": GREASE}, pluck="batch_qty")
	there = frappe.get_all("Bin", {"item_code": GREASE}, pluck="actual_qty")
	assert flt(sum(batches), 3) == flt(sum(there), 3)


def _requisitions_are_the_ledger() -> None:
	"""What was sent is what the Material Requests count; what is on its way lies in the transit warehouse."""
	on_its_way: dict[str, float] = {}
	for name in frappe.get_all("Parts Requisition", {"material_request": ["is", "set"]}, pluck="name"):
		requisition = frappe.get_doc("Parts Requisition", name)
		for row in requisition.items:
			ordered = frappe.db.get_value("Material Request Item", row.material_request_item, "ordered_qty")
			assert flt(ordered) == row.sent_qty, (name, row.item_code)
			assert 0 <= row.received_qty <= row.sent_qty <= row.stock_qty
			on_its_way[row.item_code] = on_its_way.get(row.item_code, 0) + row.sent_qty - row.received_qty
		asked, received = (
			sum(row.get(field) for row in requisition.items) for field in ("stock_qty", "received_qty")
		)
		if requisition.sent_qty:
			assert requisition.progress == f"{received:g} of {asked:g}"
	transit = settings.of_company(f.company()).transit_warehouse
	if transit:
		_same(on_its_way, {item: s.balance(item, transit) for item in ITEMS}, "On its way and in transit")


def _tickets_are_the_ledger() -> None:
	"""What the rows of the tickets say is out, has left the vans for them, and cost what the ledger says."""
	for ticket in frappe.get_all("Service Ticket", {"subject": ["like", "Flow %"]}, pluck="name"):
		entries = frappe.get_all(
			"Stock Entry",
			{"fsm_ticket": ticket, "docstatus": 1, "purpose": ["in", ["Material Issue", "Material Receipt"]]},
			pluck="name",
		)
		moved: dict[str, float] = {}
		cost = 0.0
		# Old parts come in beside them, at no value.
		away = settings.of_company(f.company()).defective_warehouse
		for move in _moves(voucher_no=["in", entries or ["-"]], warehouse=["!=", away]):
			moved[move.item_code] = flt(moved.get(move.item_code, 0) - move.actual_qty, 6)
			cost -= move.stock_value_difference
		said: dict[str, float] = {}
		rows = usage.rows_of(ticket)
		for row in rows:
			said[row["item_code"]] = flt(said.get(row["item_code"], 0) + row["out"], 6)
		_same(said, moved, f"{ticket} and its entries")
		assert flt(sum(usage.cost_of(row["name"]) for row in rows), 2) == flt(cost, 2)
