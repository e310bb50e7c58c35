"""The daily check of protective equipment: one a day and engineer, of what is not in order their manager is told (L1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import frappe
from frappe import _
from frappe.utils import cint, cstr, getdate

from fsm_app.common.arguments import LONGEST_NAME, WrongArgument
from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.safety.people import managers_of
from fsm_app.safety.ppe_lists import check_items
from fsm_app.workforce.audience import Audience
from fsm_app.workforce.engineers import engineer_of, today_of

CHECK = "PPE Check"
MOST_ITEMS = 100
# A phone without a connection brings what was done some days ago; what it says is older counts when it arrives.
LATEST = timedelta(days=7)


class PPECheckRefused(frappe.ValidationError):
	"""A check that says nothing, or of another day."""


class NotTheirCheck(frappe.PermissionError):
	"""Engineers check their own equipment, and nobody else's."""


@contextmanager
def done_at(moment: datetime | None) -> Iterator[None]:
	"""What happens within was done at `moment` (site time), on a phone that had no connection; None, now, or long ago: it is done now."""
	before = frappe.flags.fsm_done_at
	frappe.flags.fsm_done_at = moment if moment and now() - LATEST <= moment <= now() else None
	try:
		yield
	finally:
		frappe.flags.fsm_done_at = before


def day_of(engineer: str) -> date:
	"""The day on which it is done, where the engineer is: today, or that of `done_at`."""
	return today_of([engineer], frappe.flags.fsm_done_at or now())[engineer]


def checked_then(engineer: str) -> dict[str, bool]:
	"""What the engineer's check of the day on which it is done says of each item; empty where there is none."""
	return _said(_of_the_day(engineer))


def checked_today(engineer: str) -> dict[str, bool]:
	"""What the engineer's check of today says of each item; empty where there is none."""
	with done_at(None):
		return _said(_of_the_day(engineer))


def _said(check: str | None) -> dict[str, bool]:
	rows = frappe.get_all(
		"PPE Check Item",
		filters={"parenttype": CHECK, "parent": check or ""},
		fields=["item", "is_ok"],
		order_by="idx",
		limit_page_length=0,
	)
	return {row.item: bool(row.is_ok) for row in rows}


def record(engineer: str, items) -> str:
	"""Enter what the engineer found that day; items that were checked before and are not named stay as they are. Returns the check's name."""
	given = _given(items)
	# Two phones of one engineer at once: the second one finds the first one's check.
	frappe.db.get_value("Service Engineer", engineer, "name", for_update=True)
	name = _of_the_day(engineer)
	check = frappe.get_doc(CHECK, name) if name else frappe.new_doc(CHECK, engineer=engineer)
	rows = {row.item: row for row in check.items}
	for item, values in given.items():
		if item in rows:
			rows[item].update(values)
		else:
			check.append("items", {"item": item, **values})
	check.flags.by_app = True
	check.save(ignore_permissions=True)  # the engineer's own, see who calls
	return check.name


def validate_check(check) -> None:
	"""Before saving: the engineer's own, of today, with each item once."""
	before = check.get_doc_before_save()
	if check.is_new() and not check.engineer:
		mine = engineer_of()
		check.engineer = mine.name if mine else None
	if not check.flags.by_app and not _is_own(check.engineer):
		frappe.throw(
			_("Engineer: you check your own equipment, and nobody else's. Choose yourself."), NotTheirCheck
		)
	today = day_of(check.engineer)
	if before and (getdate(before.day) != today or before.engineer != check.engineer):
		frappe.throw(
			_("The check of {0} stays as it is. Enter what you find today in a new one.").format(before.day),
			PPECheckRefused,
		)
	check_items(check)
	check.day, check.checked_at = today, frappe.flags.fsm_done_at or now()
	check.company = frappe.get_cached_value("Service Engineer", check.engineer, "company")
	check.is_in_order = int(all(cint(row.is_ok) for row in check.items))
	check.check_key = f"{check.engineer}:{today}"
	if other := frappe.db.get_value(CHECK, {"check_key": check.check_key, "name": ["!=", check.name or ""]}):
		frappe.throw(
			_("Today is checked already: open {0} and enter there what has changed.").format(other),
			PPECheckRefused,
		)


def tell_of_faults(check) -> None:
	"""After saving: the engineer's manager is told of what is not in order and was not told of today."""
	before = check.get_doc_before_save()
	known = {row.item for row in before.items if not row.is_ok} if before else set()
	faults = [row for row in check.items if not cint(row.is_ok) and row.item not in known]
	if not faults:
		return
	name = frappe.get_cached_value("Service Engineer", check.engineer, "engineer_name")

	def message(language: str) -> str:
		items = ", ".join(_(row.item, language) for row in faults)
		return _("Protective equipment of {0} is not in order: {1}", language).format(name, items)

	remarks = "; ".join(f"{row.item}: {row.remark}" for row in faults if row.remark)
	users = managers_of(check.engineer, check.company, Audience())
	notify_of_others(users, message, CHECK, check.name, remarks, WISH_OF_ASSIGNMENTS)


def _of_the_day(engineer: str) -> str | None:
	return frappe.db.get_value(CHECK, {"check_key": f"{engineer}:{day_of(engineer)}"})


def _is_own(engineer: str | None) -> bool:
	mine = engineer_of()
	return bool(mine) and mine.status != "Left" and mine.name == engineer


def _given(items) -> dict[str, dict]:
	if not isinstance(items, list) or not 0 < len(items) <= MOST_ITEMS:
		frappe.throw(
			_("Protective Equipment: send a list of 1 to {0} items.").format(MOST_ITEMS), WrongArgument
		)
	found = {}
	for each in items:
		item = each.get("item") if isinstance(each, dict) else None
		remark = each.get("remark") if isinstance(each, dict) else None
		if not isinstance(item, str) or not 0 < len(item.strip()) <= LONGEST_NAME:
			frappe.throw(
				_("Protective Equipment: name each item, and say whether it is in order."), WrongArgument
			)
		if isinstance(remark, list | dict):
			frappe.throw(_("{0}: send a text or a number.").format(_("Remark")), WrongArgument)
		is_ok = each.get("is_ok")
		ok = int(is_ok is True or (not isinstance(is_ok, list | dict) and cint(is_ok) == 1))
		found[item.strip()] = {"is_ok": ok, "remark": cstr(remark).strip()[:LONGEST_NAME]}
	return found
