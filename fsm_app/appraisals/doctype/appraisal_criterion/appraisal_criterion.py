import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.asked_first import AskedDocument


class AppraisalCriterion(AskedDocument):
	"""Something by which people are rated beside the KPIs, and its weight (J4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion_name: DF.Data
		description: DF.SmallText | None
		disabled: DF.Check
		for_colleagues: DF.Check
		for_self: DF.Check
		for_supervisor: DF.Check
		weight: DF.Float
	# end: auto-generated types

	def validate(self):
		if flt(self.weight) <= 0:
			frappe.throw(_("Weight: it must be above 0."))
