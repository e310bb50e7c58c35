"""Who has a part nearby: the vans of the colleagues, the nearest first, and the store (F4)."""

from datetime import timedelta

import frappe
from frappe.utils import flt

from fsm_app.common.clock import now
from fsm_app.engine.distance import Position, is_position
from fsm_app.engine.nearness import Holder, by_nearness
from fsm_app.service_desk.ticket_caller import caller_of
from fsm_app.spare_parts.places import stock_at, warehouses_of_company
from fsm_app.workforce.engineers import engineer_names

VISIT = "Service Visit"
# Where somebody was longer ago says nothing of where they are.
SEEN_WITHIN = timedelta(hours=12)
MOST_ROWS = 50


def who_has(item_code: str, company: str, engineer: str | None, ticket=None) -> dict:
	"""`store`: what the company's store has of the item; `colleagues`: who has it in their van, the nearest first.

	Each with `qty`, and of a colleague `engineer`, `engineer_name`, `region` and `distance_km`: a whole number, from the
	ticket's place or, without one, from where `engineer` was last; None where either place is unknown. A place itself is
	told to nobody. Five queries at most.
	"""
	store = sum(max(flt(qty), 0) for qty in stock_at([item_code], warehouses_of_company(company)).values())
	rows = [row for row in _vans_with(item_code, company) if row.engineer != engineer]
	seen = _last_seen([*(row.engineer for row in rows), engineer], company)
	place = (_position(caller_of(ticket)) if ticket else None) or seen.get(engineer)
	region = (ticket.region if ticket else None) or (
		frappe.get_cached_value("Service Engineer", engineer, "region") if engineer else None
	)
	holders = by_nearness(
		[Holder(row.engineer, flt(row.actual_qty), seen.get(row.engineer), row.region) for row in rows],
		place,
		region,
	)[:MOST_ROWS]
	names = engineer_names(holder.name for holder, _metres in holders)
	return {
		"store": store,
		"colleagues": [
			{
				"engineer": holder.name,
				"engineer_name": names.get(holder.name),
				"qty": holder.qty,
				"region": holder.region,
				"distance_km": None if metres is None else round(metres / 1000),
			}
			for holder, metres in holders
		],
	}


def _vans_with(item_code: str, company: str) -> list:
	van, stock, engineer = (
		frappe.qb.DocType("Engineer Van"),
		frappe.qb.DocType("Bin"),
		frappe.qb.DocType("Service Engineer"),
	)
	return (
		frappe.qb.from_(stock)
		.join(van)
		.on(van.warehouse == stock.warehouse)
		.join(engineer)
		.on(engineer.name == van.engineer)
		.select(van.engineer, stock.actual_qty, engineer.region)
		.where((stock.item_code == item_code) & (stock.actual_qty > 0))
		.where((van.company == company) & (van.disabled == 0) & (engineer.status == "Active"))
		.run(as_dict=True)
	)


def _last_seen(engineers: list[str | None], company: str) -> dict[str, Position]:
	rows = frappe.get_all(
		VISIT,
		filters={
			"engineer": ["in", [name for name in engineers if name] or [""]],
			"company": company,
			"checked_in_at": [">=", now() - SEEN_WITHIN],
		},
		fields=["engineer", "latitude", "longitude"],
		order_by="checked_in_at",
		limit_page_length=0,
	)
	return {row.engineer: place for row in rows if (place := _position(row))}


def _position(row) -> Position | None:
	latitude, longitude = flt(row.latitude), flt(row.longitude)
	return Position(latitude, longitude) if is_position(latitude, longitude) else None
