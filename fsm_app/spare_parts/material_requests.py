"""The Material Request of ERPNext behind an approved requisition (F1)."""

import frappe

from fsm_app.spare_parts.requisition_stages import REQUISITION, ROW, TO_SEND

REQUEST = "Material Request"
# ERPNext takes a request that nothing more is to be sent for out of all lists.
STOPPED = "Stopped"


def make(requisition) -> None:
	"""Make and submit the request of what was approved, and remember it in the requisition and its rows."""
	project = (
		frappe.db.get_value("Service Ticket", requisition.ticket, "project") if requisition.ticket else None
	)
	request = frappe.get_doc(
		{
			"doctype": REQUEST,
			"material_request_type": "Material Transfer",
			"company": requisition.company,
			"schedule_date": requisition.required_by,
			"set_from_warehouse": requisition.from_warehouse,
			"set_warehouse": requisition.to_warehouse,
			"fsm_ticket": requisition.ticket,
			"items": [
				{
					"item_code": row.item_code,
					"qty": row.qty,
					"uom": row.uom,
					"conversion_factor": row.conversion_factor,
					"from_warehouse": requisition.from_warehouse,
					"warehouse": requisition.to_warehouse,
					"schedule_date": requisition.required_by,
					"rate": row.rate,
					"project": project,
				}
				for row in requisition.items
			],
		}
	)
	# Engineers and approvers have no role in the stock: that they may ask was checked on the requisition.
	request.flags.ignore_permissions = True
	request.insert()
	request.submit()
	for row, asked in zip(requisition.items, request.items, strict=True):
		row.material_request_item = asked.name
		frappe.db.set_value(ROW, row.name, "material_request_item", asked.name)
	requisition.db_set({"material_request": request.name, "delivery": TO_SEND})


def end(requisition) -> None:
	"""Nothing more is to be sent: the request is cancelled, or stopped where something was sent."""
	if not requisition.material_request:
		return
	request = frappe.get_doc(REQUEST, requisition.material_request)
	if request.docstatus != 1 or request.status == STOPPED:
		return
	request.flags.ignore_permissions = True  # as in make
	if requisition.sent_qty:
		request.update_status(STOPPED)
	else:
		request.cancel()


def requisitions_of(requests: set[str]) -> list[str]:
	"""The requisitions behind these requests."""
	if not requests:
		return []
	return frappe.get_all(
		REQUISITION, filters={"material_request": ["in", sorted(requests)]}, pluck="name", order_by="name"
	)
