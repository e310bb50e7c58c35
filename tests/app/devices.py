"""Makes devices, places and people at the customer's for tests, alike on every host."""

import frappe

from tests.app import factories as f


def item(code: str = "PUMP-1") -> str:
	return f.make(
		"Item",
		name=code,
		item_code=code,
		item_name=f"{code} heat pump",
		item_group="All Item Groups",
		stock_uom="Nos",
		is_stock_item=1,
		has_serial_no=1,
	).name


def serial_no(name: str = "SN-1", **values) -> str:
	"""A serial number of the test customer, unless told otherwise."""
	values.setdefault("customer", f.customer())
	values.setdefault("item_code", None)
	values["item_code"] = values["item_code"] or item()
	return f.make("Serial No", name=name, serial_no=name, company=f.company(), **values).name


def address(title: str, customer: str | None, **values) -> str:
	return f.make(
		"Address",
		address_title=title,
		address_type="Office",
		address_line1="1 Example Road",
		city="Shanghai",
		country="China",
		links=_links(customer),
		**values,
	).name


def contact(first_name: str, customer: str | None, phone: str | None = None, email: str | None = None) -> str:
	return f.make(
		"Contact",
		first_name=first_name,
		links=_links(customer),
		phone_nos=[{"phone": phone, "is_primary_mobile_no": 1}] if phone else [],
		email_ids=[{"email_id": email, "is_primary": 1}] if email else [],
	).name


def contract(customer: str, start: str | None, end: str | None, **values) -> str:
	"""A signed and submitted contract."""
	doc = f.make(
		"Contract",
		party_type="Customer",
		party_name=customer,
		is_signed=1,
		start_date=start,
		end_date=end,
		contract_terms="Service twice a year",
		**values,
	)
	doc.submit()
	return doc.name


def warranty_claim(serial: str, **values) -> str:
	return f.make(
		"Warranty Claim",
		naming_series="SER-WRN-.YYYY.-",
		serial_no=serial,
		customer=f.customer(),
		company=f.company(),
		complaint_date="2026-03-01",
		complaint="It leaks",
		**values,
	).name


def project(name: str, customer: str | None) -> str:
	return f.make(
		"Project", naming_series="PROJ-.####", project_name=name, customer=customer, company=f.company()
	).name


def queries(monkeypatch, act) -> int:
	"""How many queries the host is asked while `act()` runs."""
	passage = "execute" if hasattr(frappe.db, "execute") else "sql"
	count, run = [], getattr(frappe.db, passage)
	with monkeypatch.context() as patch:
		patch.setattr(frappe.db, passage, lambda *args, **kwargs: (count.append(1), run(*args, **kwargs))[1])
		act()
	return len(count)


def _links(customer: str | None) -> list[dict]:
	return [{"link_doctype": "Customer", "link_name": customer}] if customer else []
