import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.common.asked_first import AskedDocument


class PerformanceCycle(AskedDocument):
	"""A period, usually a month, for which engineers are scored (J3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		closed_at: DF.Datetime | None
		closes_by_itself: DF.Check
		company: DF.Link
		cycle_name: DF.Data
		end_date: DF.Date
		scored_at: DF.Datetime | None
		start_date: DF.Date
		status: DF.Literal["Open", "Closed"]
	# end: auto-generated types

	def validate(self):
		if getdate(self.end_date) < getdate(self.start_date):
			frappe.throw(
				_("To: {0} lies before From ({1}).").format(
					formatdate(self.end_date), formatdate(self.start_date)
				)
			)
		self.validate_no_overlap()

	def validate_no_overlap(self):
		"""A day belongs to one cycle of a company, so that no document counts twice."""
		other = frappe.db.get_value(
			"Performance Cycle",
			{
				"company": self.company,
				"name": ["!=", self.name or ""],
				"start_date": ["<=", self.end_date],
				"end_date": [">=", self.start_date],
			},
		)
		if other:
			frappe.throw(_("From and To overlap with the cycle {0} of {1}.").format(other, self.company))
