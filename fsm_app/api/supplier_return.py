"""What the Desk's form of a Supplier Return does (F1)."""

import frappe

from fsm_app.common.arguments import permitted
from fsm_app.spare_parts import supplier_returns
from fsm_app.spare_parts.supplier_returns import RETURN


@frappe.whitelist(methods=["POST"])
def send(name: str) -> None:
	"""The parts have gone to the supplier (supplier_returns.send); for those who keep the parts."""
	permitted(RETURN, name, "write")
	supplier_returns.send(name)


@frappe.whitelist(methods=["POST"])
def take_back(name: str, row: str, result: str, new_serial_no: str | None = None, value: float = 0) -> None:
	"""What came back for a row (supplier_returns.take_back); for those who keep the parts."""
	permitted(RETURN, name, "write")
	supplier_returns.take_back(name, row, result, new_serial_no, value)
