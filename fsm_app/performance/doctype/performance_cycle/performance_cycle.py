import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from fsm_app.common.asked_first import AskedDocument
from fsm_app.performance.closing import close_by_hand
from fsm_app.performance.scoring import CycleClosed


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
		self.validate_closed()
		if getdate(self.end_date) < getdate(self.start_date):
			frappe.throw(
				_("To: {0} lies before From ({1}).").format(
					formatdate(self.end_date), formatdate(self.start_date)
				)
			)
		self.validate_no_overlap()

	def on_update(self):
		close_by_hand(self)

	def validate_closed(self):
		"""A closed cycle stays closed, and stays the days and the company that its scores are of."""
		before = self.get_doc_before_save()
		if not before or before.status != "Closed":
			return
		kept = ("company", "start_date", "end_date")
		if self.status != "Closed" or any(str(self.get(field)) != str(before.get(field)) for field in kept):
			frappe.throw(
				_(
					"{0} is closed. Its scores stay as they are; a single score is corrected when an appeal is upheld."
				).format(self.name),
				CycleClosed,
			)

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
