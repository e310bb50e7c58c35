from fsm_app.common.asked_first import TableRow


class ServiceCalendarMakeUpDay(TableRow):
	"""A date that works like a weekday of the calendar although it is a weekend or holiday (B2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		date: DF.Date
		works_like: DF.Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
	# end: auto-generated types
