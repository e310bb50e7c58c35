"""The lines of a requisition as somebody sends them (F1)."""

import frappe
from frappe import _

from fsm_app.common.arguments import WrongArgument, parsed
from fsm_app.spare_parts.requisition_stages import REQUISITION

MOST_LINES = 200


def lines_of(value) -> list[dict]:
	"""The lines of a requisition as they were sent, a list or its JSON text; raises WrongArgument."""
	label = _("Parts", context=REQUISITION)
	found = parsed(value, label)
	is_list = isinstance(found, list) and 0 < len(found) <= MOST_LINES
	if not is_list or not all(isinstance(line, dict) for line in found):
		frappe.throw(_("{0}: send a list of 1 to {1} lines.").format(label, MOST_LINES), WrongArgument)
	return [_line(line, label) for line in found]


def _line(line: dict, label: str) -> dict:
	"""The line with its quantity as a number and everything else as text."""
	try:
		qty = float(line.get("qty") or 0)
	except (TypeError, ValueError, OverflowError):
		qty = float("nan")
	texts = ("item_code", "row", "uom", "batch_no", "proposed_because")
	numbers = line.get("serial_nos") or []
	is_text = all(line.get(field) is None or isinstance(line[field], str) for field in texts)
	if not 0 <= qty < 1e9 or not is_text or not isinstance(numbers, list):
		frappe.throw(_("{0}: send lines with a quantity above 0 and texts.").format(label), WrongArgument)
	return {
		**{field: line.get(field) for field in texts},
		"qty": qty,
		"serial_nos": [str(number) for number in numbers],
	}
