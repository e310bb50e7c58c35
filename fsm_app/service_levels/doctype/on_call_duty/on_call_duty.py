from frappe.utils import get_datetime

from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_levels.on_call import validate_duty


class OncallDuty(AskedDocument):
	"""When an engineer is on duty for their company or for one team (B4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		end: DF.Datetime
		engineer: DF.Link
		start: DF.Datetime
		team: DF.Link | None
	# end: auto-generated types

	def validate(self):
		for field in ("start", "end"):
			if self.get(field):
				self.set(field, get_datetime(self.get(field)))
		validate_duty(self)
