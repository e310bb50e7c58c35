from frappe.model.document import Document


class SparePartsSettings(Document):
	"""Whether parts are posted to ERPNext's stock, and each company's warehouses and accounts for them (F1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.spare_parts.doctype.spare_parts_company.spare_parts_company import SparePartsCompany

		companies: DF.Table[SparePartsCompany]
		days_to_return: DF.Int
		mode: DF.Literal["Log Only", "Personal Stock", "Closed Loop"]
		usual_factor: DF.Float
		usual_fewest_tickets: DF.Int
		usual_months: DF.Int
	# end: auto-generated types
