"""How much of a row of Parts Used stayed on the job; whether and how it is posted is another room's matter (F1)."""

from frappe.utils import flt

UNDONE = frozenset({"Returned", "Cancelled"})
FIELDS = ("qty", "posting", "returned_qty", "conversion_factor")


def left(row) -> float:
	"""What was not brought back, in the row's own unit; all of it where nothing is posted."""
	if row.posting in UNDONE:
		return 0.0
	return flt(flt(row.qty) - flt(row.returned_qty) / (flt(row.conversion_factor) or 1.0), 6)
