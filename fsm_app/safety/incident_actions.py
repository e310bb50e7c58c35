"""Corrective actions that are due: whoever is responsible is reminded once a day, from the day before on (L2)."""

from datetime import datetime

import frappe
from frappe import _
from frappe.utils import add_days, formatdate, getdate

from fsm_app.common.clock import now
from fsm_app.common.notices import WISH_OF_ASSIGNMENTS, notify_of_others
from fsm_app.safety import incidents
from fsm_app.safety.people import officers
from fsm_app.workforce.audience import Audience

ACTION = "Safety Incident Action"


def remind_of_actions(at: datetime | None = None, only_company: str | None = None) -> int:
	"""Remind of every action that is due and not done; of overdue ones the safety officers are told, too. Returns how many.

	Each is noted in the transaction of its notices: a second run on the same day reminds of none.
	"""
	today = getdate(at or now())
	audience, count = Audience(), 0
	for row in _due(today, only_company):
		_remind(row, today, audience)
		frappe.db.set_value(ACTION, row.name, "reminded_on", today, update_modified=False)
		frappe.db.commit()
		count += 1
	return count


def _due(today, only_company: str | None) -> list:
	action, incident = frappe.qb.DocType(ACTION), frappe.qb.DocType(incidents.INCIDENT)
	query = (
		frappe.qb.from_(action)
		.inner_join(incident)
		.on(incident.name == action.parent)
		.select(
			action.name, action.parent, action.action, action.responsible, action.due_on, incident.company
		)
		.where((action.parenttype == incidents.INCIDENT) & (action.is_done == 0))
		.where(incident.state != incidents.CLOSED)
		.where(action.due_on <= getdate(add_days(today, 1)))
		.where(action.reminded_on.isnull() | (action.reminded_on < today))
		.orderby(action.due_on, action.name)
	)
	if only_company:
		query = query.where(incident.company == only_company)
	return query.run(as_dict=True)


def _remind(row, today, audience: Audience) -> None:
	users = audience.user(row.responsible)
	if row.due_on < today:
		users = [*users, *officers(row.company, audience)]

	def message(language: str) -> str:
		return _("Still to do after a safety incident, due on {0}: {1}", language).format(
			formatdate(row.due_on), row.action[:140]
		)

	notify_of_others(users, message, incidents.INCIDENT, row.parent, "", WISH_OF_ASSIGNMENTS)
