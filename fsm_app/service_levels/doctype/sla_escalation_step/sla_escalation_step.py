from fsm_app.common.asked_first import TableRow


class SLAEscalationStep(TableRow):
	"""One rung of the escalation ladder: when, whom and what (B4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Literal["Notify", "Raise Priority", "Reassign", "Hand to Higher Level"]
		channel: DF.Literal["System Notification", "E-mail", "Webhook"]
		delay: DF.Duration | None
		level: DF.Int
		metric: DF.Literal[
			"",
			"First Response",
			"Dispatch",
			"Arrival",
			"Resolution",
			"Next Reply",
			"Periodic Update",
			"Callback",
		]
		notify: DF.Literal[
			"Assigned Engineer", "Team Supervisor", "Engineer on Duty", "Service Manager", "Role", "User"
		]
		percent: DF.Percent
		role: DF.Link | None
		user: DF.Link | None
		webhook: DF.Link | None
	# end: auto-generated types
