from fsm_app.common.asked_first import AskedDocument
from fsm_app.runbooks.runbook_runs import validate_runbook


class ServiceRunbook(AskedDocument):
	"""What is done in an emergency: ordered steps, each with an owner role and a time limit (A3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.runbooks.doctype.service_runbook_step.service_runbook_step import ServiceRunbookStep

		description: DF.SmallText | None
		runbook_name: DF.Data
		steps: DF.Table[ServiceRunbookStep]
	# end: auto-generated types

	def validate(self):
		validate_runbook(self)
