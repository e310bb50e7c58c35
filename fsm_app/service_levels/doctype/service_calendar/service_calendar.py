from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_levels.sla_sweep import look_again
from fsm_app.service_levels.working_calendars import validate_calendar


class ServiceCalendar(AskedDocument):
	"""The hours in which clocks run: shifts, breaks, holidays and make-up days (B2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_levels.doctype.service_calendar_break.service_calendar_break import (
			ServiceCalendarBreak,
		)
		from fsm_app.service_levels.doctype.service_calendar_make_up_day.service_calendar_make_up_day import (
			ServiceCalendarMakeUpDay,
		)
		from fsm_app.service_levels.doctype.service_calendar_shift.service_calendar_shift import (
			ServiceCalendarShift,
		)

		breaks: DF.Table[ServiceCalendarBreak]
		calendar_name: DF.Data
		holiday_list: DF.Link | None
		make_up_days: DF.Table[ServiceCalendarMakeUpDay]
		shifts: DF.Table[ServiceCalendarShift]
		time_zone: DF.Autocomplete | None
	# end: auto-generated types

	def validate(self):
		validate_calendar(self)

	def on_update(self):
		look_again("calendar", [self.name])
