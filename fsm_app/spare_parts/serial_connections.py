"""On the form of a serial number: the tickets about it, where it was built in, and where it came back (F1)."""

from frappe import _

FIELDS = {
	"Service Ticket": "serial_no",
	"Installed Part": "part_serial_no",
	"Defective Part": "old_serial_no",
}


def add(data: dict) -> dict:
	"""override_doctype_dashboards: add the app's documents that name the number to its connections."""
	data["non_standard_fieldnames"] = {**(data.get("non_standard_fieldnames") or {}), **FIELDS}
	data["transactions"] = [
		*(data.get("transactions") or []),
		{"label": _("Field Service"), "items": list(FIELDS)},
	]
	return data
