from fsm_app.asked_first import AskedDocument
from fsm_app.service_catalogue.runbooks import validate_runbook


class ServiceRunbook(AskedDocument):
	"""What is done in an emergency: ordered steps, each with an owner role and a time limit (A3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_catalogue.doctype.service_runbook_step.service_runbook_step import (
			ServiceRunbookStep,
		)

		description: DF.SmallText | None
		runbook_name: DF.Data
		steps: DF.Table[ServiceRunbookStep]
	# end: auto-generated types

	def validate(self):
		validate_runbook(self)
