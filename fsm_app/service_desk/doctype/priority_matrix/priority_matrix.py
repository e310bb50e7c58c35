from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_desk.priority import validate_matrix


class PriorityMatrix(AskedDocument):
	"""Which priority follows from impact, urgency and the customer's tier (C5)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_desk.doctype.priority_matrix_row.priority_matrix_row import PriorityMatrixRow

		description: DF.SmallText | None
		matrix_name: DF.Data
		rows: DF.Table[PriorityMatrixRow]
	# end: auto-generated types

	def validate(self):
		validate_matrix(self)
